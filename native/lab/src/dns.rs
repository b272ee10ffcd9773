//! The internet's resolver and the site's.

mod slow;

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use camcheck_core::sim::site::{self, FirstResolver, Site};

use crate::catalogue;
use crate::daemon::Daemon;
use crate::error::LabError;
use crate::namespace::Namespace;
use crate::net::{FILTER, Lan, PUBLIC_DNS};
use slow::SlowResolver;

/// How long one readiness query waits for its answer.
const ANSWER_WAIT: Duration = Duration::from_millis(20);

/// Starts the resolver that knows every name of the internet, and no other.
pub(crate) fn start_public(hosts: &Namespace, directory: &Path) -> Result<Daemon, LabError> {
    let mut config = base(PUBLIC_DNS.into());
    // No name exists except those below.
    config += "local=/#/\n";
    for (name, address) in catalogue::names() {
        config += &format!("host-record={name},{address}\n");
    }
    start("public-dns", hosts, directory, &config)
}

/// The resolvers of the device. Dropping this ends them.
#[derive(Debug)]
pub(crate) struct SiteDns {
    _right: Daemon,
    _first: Option<Daemon>,
    _slow: Option<SlowResolver>,
}

impl SiteDns {
    /// Starts them on the router.
    pub(crate) fn start(
        site: &Site,
        router: &Namespace,
        directory: &Path,
        lan: Lan,
    ) -> Result<Self, LabError> {
        let first = match site.dns.first.zip(lan.first_resolver(site)) {
            Some((kind, address)) => Some(start_first(kind, router, directory, address)?),
            None => None,
        };
        let delay = Duration::from_millis(site.dns.slow_ms.into());
        let (address, slow) = if delay.is_zero() {
            (lan.router, None)
        } else {
            let hidden = IpAddr::from(Ipv4Addr::LOCALHOST);
            let slow = SlowResolver::start(router, lan.router, hidden, delay)?;
            (hidden, Some(slow))
        };
        let mut right = start_site(router, directory, (address, lan.router), &site.dns)?;
        wait(&mut right, router, address)?;
        Ok(Self {
            _right: right,
            _first: first,
            _slow: slow,
        })
    }
}

/// A resolver that gives no useful answer.
fn start_first(
    kind: FirstResolver,
    router: &Namespace,
    directory: &Path,
    address: IpAddr,
) -> Result<Daemon, LabError> {
    let mut config = base(address);
    match kind {
        // Without an upstream server, dnsmasq answers REFUSED.
        FirstResolver::Refuses => {}
        FirstResolver::Silent => config += &format!("server={PUBLIC_DNS}#{NOBODY}\n"),
    }
    let mut daemon = start("first-dns", router, directory, &config)?;
    wait(&mut daemon, router, address)?;
    Ok(daemon)
}

/// Starts the resolver that asks the internet's, with an address to listen on and one for the pages of
/// a filter.
fn start_site(
    router: &Namespace,
    directory: &Path,
    (address, page): (IpAddr, IpAddr),
    dns: &site::Dns,
) -> Result<Daemon, LabError> {
    let mut config = base(address);
    if !dns.silent.iter().any(|domain| domain == ".") {
        config += &format!("server={PUBLIC_DNS}\n");
    }
    for domain in &dns.nxdomain {
        config += &format!("local=/{domain}/\n");
    }
    for domain in &dns.sinkhole {
        config += &format!("address=/{domain}/0.0.0.0\n");
    }
    for domain in &dns.block_page {
        config += &format!("address=/{domain}/{page}\n");
    }
    for domain in &dns.public_block_page {
        config += &format!("address=/{domain}/{FILTER}\n");
    }
    for domain in &dns.silent {
        let domain = if domain == "." { "#" } else { domain };
        config += &format!("server=/{domain}/{PUBLIC_DNS}#{NOBODY}\n");
    }
    start("site-dns", router, directory, &config)
}

/// Waits until a resolver answers.
pub(crate) fn wait(
    daemon: &mut Daemon,
    namespace: &Namespace,
    address: IpAddr,
) -> Result<(), LabError> {
    let any: IpAddr = match address {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let ask = || -> std::io::Result<bool> {
        let socket = UdpSocket::bind((any, 0))?;
        socket.connect(SocketAddr::from((address, 53)))?;
        socket.set_read_timeout(Some(ANSWER_WAIT))?;
        socket.send(&QUESTION)?;
        Ok(socket.recv(&mut [0; 512])? >= QUESTION.len())
    };
    daemon.wait_until(|_| matches!(namespace.run(ask), Ok(Ok(true))))
}

/// A query (RFC 1035 section 4.1) for the one name that every resolver answers itself.
const QUESTION: [u8; 23] = *b"\xCA\xCC\x01\0\0\x01\0\0\0\0\0\0\x05ready\0\0\x01\0\x01";

/// The same name as a configuration has it.
const READY: &str = "ready";

/// A port of the internet's resolver on which nothing answers.
const NOBODY: u16 = 5300;

fn base(address: IpAddr) -> String {
    format!(
        "listen-address={address}\nbind-interfaces\nno-resolv\nno-hosts\ncache-size=0\n\
         host-record={READY},192.0.2.1\n"
    )
}

fn start(
    name: &'static str,
    namespace: &Namespace,
    directory: &Path,
    config: &str,
) -> Result<Daemon, LabError> {
    let file = directory.join(format!("{name}.conf"));
    fs::write(&file, config).map_err(LabError::system(name))?;
    Daemon::start(
        name,
        namespace,
        directory,
        // Without the debug mode it would change its groups, which a user namespace forbids.
        Command::new("dnsmasq")
            .arg("--no-daemon")
            .arg("--pid-file")
            .arg(format!("--conf-file={}", file.display())),
    )
}

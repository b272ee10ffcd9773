//! The internet's resolver and the site's.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use camcheck_core::sim::site;

use super::catalogue;
use super::daemon::Daemon;
use super::error::LabError;
use super::namespace::Namespace;
use super::net::{FILTER, PUBLIC_DNS};

/// How long one readiness question waits for its answer.
const ANSWER_WAIT: Duration = Duration::from_millis(20);

/// Starts the resolver that knows every name of the internet, and no other.
pub(super) fn start_public(hosts: &Namespace, directory: &Path) -> Result<Daemon, LabError> {
    let mut config = base(PUBLIC_DNS.into());
    // Everything that is not named below does not exist.
    config += "local=/#/\n";
    for (name, address) in catalogue::names() {
        config += &format!("host-record={name},{address}\n");
    }
    start("public-dns", hosts, directory, &config)
}

/// Starts the resolver that the device is given, which asks the internet's.
pub(super) fn start_site(
    router: &Namespace,
    directory: &Path,
    address: IpAddr,
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
        config += &format!("address=/{domain}/{address}\n");
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
pub(super) fn wait(
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

/// A question (RFC 1035 section 4.1) for the one name that every resolver knows by itself.
const QUESTION: [u8; 23] = *b"\xCA\xCC\x01\0\0\x01\0\0\0\0\0\0\x05ready\0\0\x01\0\x01";

/// The same name as a configuration has it.
const READY: &str = "ready";

/// A port of the internet's resolver on which nobody answers.
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

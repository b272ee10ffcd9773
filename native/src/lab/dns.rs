//! The internet's resolver and the site's.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use camcheck_core::sim::site;

use super::catalogue;
use super::daemon::Daemon;
use super::error::LabError;
use super::namespace::Namespace;
use super::net::PUBLIC_DNS;

/// How long one readiness question waits for its answer.
const ANSWER_WAIT: Duration = Duration::from_millis(20);

/// Starts the resolver that knows every name of the internet, and no other.
pub(super) fn start_public(hosts: &Namespace, directory: &Path) -> Result<Daemon, LabError> {
    let mut config = base(PUBLIC_DNS);
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
    address: Ipv4Addr,
    dns: &site::Dns,
) -> Result<Daemon, LabError> {
    let mut config = base(address);
    config += &format!("server={PUBLIC_DNS}\n");
    for domain in &dns.nxdomain {
        config += &format!("local=/{domain}/\n");
    }
    start("site-dns", router, directory, &config)
}

/// Waits until a resolver answers.
pub(super) fn wait(
    daemon: &mut Daemon,
    namespace: &Namespace,
    address: Ipv4Addr,
) -> Result<(), LabError> {
    let ask = || -> std::io::Result<bool> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.connect(SocketAddr::from((address, 53)))?;
        socket.set_read_timeout(Some(ANSWER_WAIT))?;
        socket.send(&QUESTION)?;
        Ok(socket.recv(&mut [0; 512])? >= QUESTION.len())
    };
    daemon.wait_until(|_| matches!(namespace.run(ask), Ok(Ok(true))))
}

/// A question for the root's name servers (RFC 1035 section 4.1), which any resolver answers in
/// one way or another without asking further.
const QUESTION: [u8; 17] = [
    0xCA, 0xCC, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0, // id, recursion desired, one question
    0, 0, 2, 0, 1, // ".", NS, IN
];

fn base(address: Ipv4Addr) -> String {
    format!("listen-address={address}\nbind-interfaces\nno-resolv\nno-hosts\ncache-size=0\n")
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

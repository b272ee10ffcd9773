//! Addresses, links and routes of a site.

use std::fs;
use std::io::Write;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Command, Stdio};

use super::error::LabError;
use super::namespace::Namespace;

/// The device behind a NAT.
pub const DEVICE_PRIVATE: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 2);
/// The device where there is no NAT.
pub const DEVICE_PUBLIC: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 130);
/// The site's router, seen from the internet.
pub const WAN: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 2);
/// Address 1 of the far end.
pub const FAR_END: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 10);
/// Address 2 of the far end.
pub const FAR_END_ALTERNATE: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 11);
/// The internet's resolver.
pub(super) const PUBLIC_DNS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 153);
/// Every HTTPS host of the internet.
pub(super) const WEB: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 180);

const ROUTER_PRIVATE: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);
const ROUTER_PUBLIC: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 129);
const CORE_TO_SITE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
const CORE_TO_FAR_END: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 1);
const CORE_TO_HOSTS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 129);

/// The addresses of the site's own network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lan {
    /// The device.
    pub(super) device: Ipv4Addr,
    /// The router, which is also the resolver.
    pub(super) router: Ipv4Addr,
    /// Length of the network's prefix.
    prefix: u8,
}

impl Lan {
    /// Private addresses behind a NAT, public ones without.
    pub(super) const fn new(nat: bool) -> Self {
        if nat {
            Self {
                device: DEVICE_PRIVATE,
                router: ROUTER_PRIVATE,
                prefix: 24,
            }
        } else {
            Self {
                device: DEVICE_PUBLIC,
                router: ROUTER_PUBLIC,
                prefix: 25,
            }
        }
    }
}

/// The namespaces of a site.
#[derive(Debug)]
pub(super) struct Namespaces {
    pub(super) device: Namespace,
    pub(super) router: Namespace,
    /// In the line between router and core; only there when the line has a delay.
    pub(super) cable: Option<Namespace>,
    pub(super) core: Namespace,
    pub(super) far_end: Namespace,
    pub(super) hosts: Namespace,
}

impl Namespaces {
    /// Makes the namespaces, still unconnected.
    pub(super) fn create(directory: &Path, lan: Lan, cable: bool) -> Result<Self, LabError> {
        let make = |name, resolver| Namespace::create(name, directory, resolver);
        Ok(Self {
            device: make("device", Some(lan.router))?,
            router: make("router", None)?,
            cable: cable.then(|| make("cable", None)).transpose()?,
            core: make("core", None)?,
            far_end: make("far-end", Some(PUBLIC_DNS))?,
            hosts: make("hosts", Some(PUBLIC_DNS))?,
        })
    }

    /// Lays the links and sets addresses and routes.
    pub(super) fn connect(&self, lan: Lan) -> Result<(), LabError> {
        let path = |namespace: &Namespace| namespace.path().display().to_string();
        let (far_end, hosts) = (path(&self.far_end), path(&self.hosts));
        let veth = |near: &str, far: &str, there: &str| {
            format!("link add {near} type veth peer name {far} netns {there}\n")
        };
        let line = match &self.cable {
            None => veth("site0", "wan0", &path(&self.router)),
            Some(cable) => veth("site0", "core0", &path(cable)),
        };
        let device = lan.device;
        let mut core = line
            + &veth("far0", "eth0", &far_end)
            + &veth("hosts0", "eth0", &hosts)
            + &up(&["site0", "far0", "hosts0"])
            + &format!("address add {CORE_TO_SITE}/25 dev site0\n")
            + &format!("address add {CORE_TO_FAR_END}/25 dev far0\n")
            + &format!("address add {CORE_TO_HOSTS}/25 dev hosts0\n");
        if lan.prefix == 25 {
            core += &format!("route add {device}/32 via {WAN}\n");
        }
        ip(&self.core, &core)?;
        if let Some(cable) = &self.cable {
            let links = veth("site0", "wan0", &path(&self.router)) + &up(&["core0", "site0"]);
            ip(cable, &links)?;
        }
        let Lan { router, prefix, .. } = lan;
        let links = veth("lan0", "eth0", &path(&self.device))
            + &up(&["lan0", "wan0"])
            + &format!("address add {router}/{prefix} dev lan0\n")
            + &format!("address add {WAN}/25 dev wan0\n")
            + &format!("route add default via {CORE_TO_SITE}\n");
        ip(&self.router, &links)?;
        ip(&self.device, &end(&[device], prefix, router))?;
        let both = [FAR_END, FAR_END_ALTERNATE];
        ip(&self.far_end, &end(&both, 25, CORE_TO_FAR_END))?;
        ip(&self.hosts, &end(&[PUBLIC_DNS, WEB], 25, CORE_TO_HOSTS))?;
        for forwarder in [&self.router, &self.core] {
            forwarder
                .run(|| fs::write("/proc/sys/net/ipv4/ip_forward", "1"))
                .and_then(|done| done)
                .map_err(LabError::system("IP forwarding"))?;
        }
        Ok(())
    }
}

fn up(links: &[&str]) -> String {
    let also = std::iter::once(&"lo").chain(links);
    also.map(|link| format!("link set {link} up\n")).collect()
}

/// A host with one link.
fn end(addresses: &[Ipv4Addr], prefix: u8, gateway: Ipv4Addr) -> String {
    let addresses: String = addresses
        .iter()
        .map(|address| format!("address add {address}/{prefix} dev eth0\n"))
        .collect();
    up(&["eth0"]) + &addresses + &format!("route add default via {gateway}\n")
}

fn ip(namespace: &Namespace, batch: &str) -> Result<(), LabError> {
    feed(
        namespace,
        Command::new("ip").args(["-4", "-batch", "-"]),
        batch,
    )
}

/// Runs a set-up command inside a namespace, with its orders on standard input.
pub(super) fn feed(
    namespace: &Namespace,
    command: &mut Command,
    orders: &str,
) -> Result<(), LabError> {
    let name = format!("{} ({})", command.get_program().display(), namespace.name());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut run = || {
        let mut child = namespace.spawn(command)?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(orders.as_bytes())?;
        }
        child.wait_with_output()
    };
    let output = run().map_err(LabError::system(name.clone()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(LabError::Command {
        command: name,
        message: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

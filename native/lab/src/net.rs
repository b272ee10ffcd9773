//! Addresses of the lab, and the set-up commands of its namespaces.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddrV4};
use std::process::{Command, Stdio};

use camcheck_core::sim::site::Site;

use crate::error::LabError;
use crate::namespace::Namespace;

/// The device behind a NAT.
pub const DEVICE_PRIVATE: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 2);
/// The device where there is no NAT.
pub const DEVICE_PUBLIC: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 130);
/// The site, seen from the internet.
pub const WAN: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 2);
/// A second address of the router, from which a web proxy connects that has one of its own.
pub(crate) const PROXY: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 3);
/// The primary address of the far end.
pub const FAR_END: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 10);
/// The alternate address of the far end.
pub const FAR_END_ALTERNATE: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 11);
/// The second responder.
pub(crate) const WITNESS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 20);
/// The internet's resolver.
pub(crate) const PUBLIC_DNS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 153);
/// Every HTTPS host under the article's domains.
pub(crate) const WEB: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 180);
/// A host that is under none of them.
pub(crate) const BROKER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 181);
/// The server of a DNS filter's operator.
pub(crate) const FILTER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 182);
/// Where a firewall's page is served in place of the far end's.
pub const FIREWALL_PAGE: SocketAddrV4 = SocketAddrV4::new(FILTER, 8443);
/// The site's router in the provider's network, where that has a NAT of its own.
pub(crate) const SHARED: Ipv4Addr = Ipv4Addr::new(100, 64, 0, 2);

/// The site's own network.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lan {
    /// The device.
    pub(crate) device: IpAddr,
    /// The router, which is also the resolver.
    pub(crate) router: IpAddr,
    /// Length of the network's prefix.
    pub(crate) prefix: u8,
}

impl Lan {
    /// Private addresses behind a NAT, public ones without.
    pub(crate) fn of(site: &Site) -> Self {
        if site.device.ipv6_only {
            let address = |last| Ipv6Addr::new(0x2001, 0xdb8, 0x77, 0, 0, 0, 0, last).into();
            Self {
                device: address(2),
                router: address(1),
                prefix: 64,
            }
        } else if site.nat.is_some() {
            Self {
                device: DEVICE_PRIVATE.into(),
                router: Ipv4Addr::new(192, 168, 77, 1).into(),
                prefix: 24,
            }
        } else {
            Self {
                device: DEVICE_PUBLIC.into(),
                router: Ipv4Addr::new(203, 0, 113, 129).into(),
                prefix: 25,
            }
        }
    }
}

impl Lan {
    /// The resolvers that the device is given, in this order.
    pub(crate) fn resolvers(self, site: &Site) -> Vec<IpAddr> {
        let first = self.first_resolver(site);
        first.into_iter().chain([self.router]).collect()
    }

    /// A second address of the router, behind that of the device, on which the first of two resolvers
    /// listens.
    pub(crate) fn first_resolver(self, site: &Site) -> Option<IpAddr> {
        site.dns.first?;
        match self.router {
            IpAddr::V4(router) => Some(Ipv4Addr::from_bits(router.to_bits() + 2).into()),
            IpAddr::V6(router) => Some(Ipv6Addr::from_bits(router.to_bits() + 2).into()),
        }
    }
}

/// Runs `ip` orders inside a namespace.
pub(crate) fn ip(namespace: &Namespace, orders: &str) -> Result<(), LabError> {
    feed(namespace, Command::new("ip").args(["-batch", "-"]), orders)
}

/// Loads firewall rules in a namespace.
pub(crate) fn load(namespace: &Namespace, rules: &str) -> Result<(), LabError> {
    feed(namespace, Command::new("nft").args(["-f", "-"]), rules)
}

/// Runs a set-up command inside a namespace, with its orders on standard input.
pub(crate) fn feed(
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
    LabError::unless_succeeded(name, &output)
}

//! The namespaces of a site, and the links between them.

use std::fs;
use std::iter::once;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use camcheck_core::sim::site::{Site, Wan};

use crate::error::LabError;
use crate::namespace::Namespace;
use crate::net::{
    BROKER, FAR_END, FAR_END_ALTERNATE, FILTER, Lan, PROXY, PUBLIC_DNS, SHARED, WAN, WEB, WITNESS,
    ip,
};

const CORE_TO_SITE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
const CORE_TO_FAR_END: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 1);
const CORE_TO_WITNESS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 17);
const CORE_TO_HOSTS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 129);
const PROVIDER: Ipv4Addr = Ipv4Addr::new(100, 64, 0, 1);

/// The namespaces of a site.
#[derive(Debug)]
pub(crate) struct Namespaces {
    pub(crate) device: Namespace,
    pub(crate) router: Namespace,
    /// The provider's NAT; only where there is one.
    pub(crate) provider: Option<Namespace>,
    /// In the line to the core; only there when the line has a delay or a limit.
    pub(crate) cable: Option<Namespace>,
    pub(crate) core: Namespace,
    pub(crate) far_end: Namespace,
    /// The second responder; only where there is one.
    pub(crate) witness: Option<Namespace>,
    pub(crate) hosts: Namespace,
}

impl Namespaces {
    /// Makes the namespaces, still unconnected.
    pub(crate) fn create(directory: &Path, site: &Site, lan: Lan) -> Result<Self, LabError> {
        let make = |name, resolvers: &[IpAddr]| Namespace::create(name, directory, resolvers);
        let public_dns = [PUBLIC_DNS.into()];
        let wan = &site.wan;
        let optional = |there: bool, name, resolvers: &[IpAddr]| {
            there.then(|| make(name, resolvers)).transpose()
        };
        Ok(Self {
            device: make("device", &lan.resolvers(site))?,
            router: make("router", &public_dns)?,
            provider: optional(site.cgn.is_some(), "provider", &[])?,
            cable: optional(needs_cable(wan), "cable", &[])?,
            core: make("core", &[])?,
            far_end: make("far-end", &public_dns)?,
            witness: optional(site.far_end.witness, "witness", &public_dns)?,
            hosts: make("hosts", &public_dns)?,
        })
    }

    /// The router that the site's line ends at.
    pub(crate) fn edge(&self) -> &Namespace {
        self.provider.as_ref().unwrap_or(&self.router)
    }

    /// Lays the links and sets addresses and routes.
    pub(crate) fn connect(&self, site: &Site, lan: Lan) -> Result<(), LabError> {
        self.connect_core(site, lan)?;
        if let Some(cable) = &self.cable {
            let links = veth("site0", "wan0", self.edge()) + &up(&["core0", "site0"]);
            ip(cable, &links)?;
        }
        let mut outside = (WAN, 25, CORE_TO_SITE);
        if let Some(provider) = &self.provider {
            let orders = veth("lan0", "wan0", &self.router)
                + &up(&["lan0", "wan0"])
                + &address(PROVIDER, 24, "lan0")
                + &address(WAN, 25, "wan0")
                + &default_route(CORE_TO_SITE);
            ip(provider, &orders)?;
            outside = (SHARED, 24, PROVIDER);
        }
        self.connect_lan(site, lan, outside)?;
        let both = [FAR_END, FAR_END_ALTERNATE];
        ip(&self.far_end, &host(&both, 28, CORE_TO_FAR_END))?;
        let all = [PUBLIC_DNS, WEB, BROKER, FILTER];
        ip(&self.hosts, &host(&all, 25, CORE_TO_HOSTS))?;
        if let Some(witness) = &self.witness {
            ip(witness, &host(&[WITNESS], 29, CORE_TO_WITNESS))?;
        }
        for router in [&self.router, &self.core].into_iter().chain(&self.provider) {
            forward(router)?;
        }
        if let Some(mtu) = site.path.mtu {
            for (router, link) in [(self.edge(), "wan0"), (&self.core, "site0")] {
                ip(router, &format!("link set {link} mtu {mtu}\n"))?;
            }
        }
        Ok(())
    }

    fn connect_core(&self, site: &Site, lan: Lan) -> Result<(), LabError> {
        let mut orders = match &self.cable {
            None => veth("site0", "wan0", self.edge()),
            Some(cable) => veth("site0", "core0", cable),
        };
        orders += &veth("far0", "eth0", &self.far_end);
        orders += &veth("hosts0", "eth0", &self.hosts);
        orders += &up(&["far0", "hosts0"]);
        if !site.wan.unplugged {
            orders += "link set site0 up\n";
        }
        orders += &address(CORE_TO_SITE, 25, "site0");
        orders += &address(CORE_TO_FAR_END, 28, "far0");
        orders += &address(CORE_TO_HOSTS, 25, "hosts0");
        if let Some(witness) = &self.witness {
            orders += &veth("witness0", "eth0", witness);
            orders += &up(&["witness0"]);
            orders += &address(CORE_TO_WITNESS, 29, "witness0");
        }
        if site.nat.is_none() && !site.wan.unplugged {
            orders += &format!("route add {} via {WAN}\n", lan.device);
        }
        ip(&self.core, &orders)
    }

    fn connect_lan(
        &self,
        site: &Site,
        lan: Lan,
        (wan, prefix, gateway): (Ipv4Addr, u8, Ipv4Addr),
    ) -> Result<(), LabError> {
        if lan.router.is_ipv6() {
            for namespace in [&self.router, &self.device] {
                namespace.switch_ipv6_on()?;
            }
        }
        let addresses = once(lan.router).chain(lan.first_resolver(site));
        let addresses = addresses.map(|own| address(own, lan.prefix, "lan0"));
        let mut orders = veth("lan0", "eth0", &self.device)
            + &up(&["lan0", "wan0"])
            + &addresses.collect::<String>()
            + &address(wan, prefix, "wan0")
            + &default_route(gateway);
        if site.proxy_elsewhere {
            orders += &address(PROXY, 25, "wan0");
        }
        ip(&self.router, &orders)?;
        ip(&self.device, &host(&[lan.device], lan.prefix, lan.router))
    }
}

fn veth(near: &str, far: &str, there: &Namespace) -> String {
    let there = there.path();
    format!(
        "link add {near} type veth peer name {far} netns {}\n",
        there.display()
    )
}

fn up(links: &[&str]) -> String {
    let also = once(&"lo").chain(links);
    also.map(|link| format!("link set {link} up\n")).collect()
}

fn address(address: impl Into<IpAddr>, prefix: u8, link: &str) -> String {
    let address = address.into();
    // Duplicate address detection would prevent the use of an IPv6 address for a second.
    let at_once = if address.is_ipv6() { " nodad" } else { "" };
    format!("address add {address}/{prefix} dev {link}{at_once}\n")
}

fn default_route(gateway: impl Into<IpAddr>) -> String {
    format!("route add default via {}\n", gateway.into())
}

/// A machine with one link.
fn host<A: Into<IpAddr> + Copy>(addresses: &[A], prefix: u8, gateway: A) -> String {
    let addresses = addresses.iter().map(|it| address(*it, prefix, "eth0"));
    up(&["eth0"]) + &addresses.collect::<String>() + &default_route(gateway)
}

fn forward(router: &Namespace) -> Result<(), LabError> {
    router
        .run(|| fs::write("/proc/sys/net/ipv4/ip_forward", "1"))
        .and_then(|done| done)
        .map_err(LabError::system("IP forwarding"))
}

/// The kernel alone has neither delay nor limits.
fn needs_cable(wan: &Wan) -> bool {
    let is_slow = wan.round_trip_ms + wan.jitter_ms > 0;
    is_slow || wan.up_kbps.is_some() || wan.down_kbps.is_some() || wan.cut_ms > 0
}

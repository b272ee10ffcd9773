//! What a packet meets on its way through a simulated site.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::site::{Action, Direction, Firewall, Protocol, Rule, Site, When};
use crate::nat::Behavior;

/// The device's own address behind a NAT.
pub const PRIVATE: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 20);

/// The site's address on the internet.
pub const PUBLIC: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 2);

/// Whether a resolver knows a name.
pub(super) fn resolves(site: &Site, host: &str) -> bool {
    !site
        .dns
        .nxdomain
        .iter()
        .any(|domain| host == domain || host.ends_with(&format!(".{domain}")))
}

/// The device's own address.
#[must_use]
pub fn device_address(site: &Site) -> Ipv4Addr {
    if site.nat.is_some() { PRIVATE } else { PUBLIC }
}

/// What happens to a packet of this kind; `None` if it passes.
pub(super) fn verdict(
    site: &Site,
    protocol: Protocol,
    direction: Direction,
    when: When,
    remote_port: u16,
) -> Option<Action> {
    let strikes = |rule: &&Rule| {
        rule.protocol == protocol
            && rule.direction == direction
            && rule.when == when
            && rule.ports.contains(remote_port)
    };
    site.rules.iter().find(strikes).map(|rule| rule.action)
}

/// A UDP datagram to the far end gets out.
pub(super) fn udp_out(site: &Site, port: u16) -> bool {
    verdict(site, Protocol::Udp, Direction::Out, When::Always, port).is_none()
}

/// The far end's answer to a datagram comes back.
pub(super) fn udp_back(site: &Site, port: u16) -> bool {
    verdict(site, Protocol::Udp, Direction::In, When::Always, port).is_none()
}

/// The mapped addresses of one socket, one for each group of destinations that the NAT tells
/// apart.
#[derive(Debug, Default)]
pub(super) struct Socket {
    local_port: u16,
    mappings: BTreeMap<(Option<IpAddr>, Option<u16>), u16>,
}

impl Socket {
    pub(super) fn new(local_port: u16) -> Self {
        Self {
            local_port,
            mappings: BTreeMap::new(),
        }
    }

    pub(super) fn local(&self, site: &Site) -> SocketAddr {
        SocketAddr::new(device_address(site).into(), self.local_port)
    }

    pub(super) fn mapped(&mut self, site: &Site, to: SocketAddr) -> SocketAddr {
        let Some(nat) = site.nat else {
            return self.local(site);
        };
        let group = match nat.mapping {
            Behavior::EndpointIndependent => (None, None),
            Behavior::AddressDependent => (Some(to.ip()), None),
            Behavior::AddressAndPortDependent => (Some(to.ip()), Some(to.port())),
        };
        let number = u16::try_from(self.mappings.len()).unwrap_or(0);
        let port = *self
            .mappings
            .entry(group)
            .or_insert(self.local_port.wrapping_add(number));
        SocketAddr::new(PUBLIC.into(), port)
    }
}

/// Whether a datagram from an endpoint comes in to a socket that contacted only `contacted`.
pub(super) fn comes_in(site: &Site, contacted: SocketAddr, from: SocketAddr) -> bool {
    if !udp_back(site, from.port()) {
        return false;
    }
    let filtering = match site.nat {
        Some(nat) => nat.filtering,
        None => match site.firewall {
            Firewall::Stateful => Behavior::AddressAndPortDependent,
            Firewall::Open => Behavior::EndpointIndependent,
        },
    };
    match filtering {
        Behavior::EndpointIndependent => true,
        Behavior::AddressDependent => from.ip() == contacted.ip(),
        Behavior::AddressAndPortDependent => from == contacted,
    }
}

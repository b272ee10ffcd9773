//! What happens to a packet on its way through a simulated site.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::site::{Destination, Direction, Firewall, Nat, Protocol, Rule, RuleAction, Site, When};
use crate::observed::nat::Behavior;

/// The device's own address behind a NAT.
pub(super) const PRIVATE: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 20);

/// The device's own address where only the provider translates (RFC 6598).
const SHARED: Ipv4Addr = Ipv4Addr::new(100, 64, 0, 20);

/// The site's address on the internet.
pub(super) const PUBLIC: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 2);

/// The address of a web proxy that has one of its own.
pub(super) const PROXY: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 3);

/// A stand-in host as it resolves near the far end ...
pub(super) const HOST_FOR_FAR_END: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 180);
/// ... and a destination ...
pub(super) const DESTINATION_FOR_FAR_END: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 181);
/// ... and both near the site: large networks return the nearest server to each client.
const HOST_FOR_SITE: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 190);

/// The server of a DNS filter's operator.
const FILTER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 182);

/// The site between a device and the internet, with what its router remembers.
#[derive(Debug)]
pub(super) struct Internet<'a> {
    site: &'a Site,
    seed: u64,
    memory: RefCell<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    packets: u64,
    sessions: BTreeSet<(u16, SocketAddr)>,
    /// New UDP flows that may still come at once, and since when.
    flows_left: Option<(f64, Duration)>,
}

/// What resolving a name gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resolved {
    Right,
    BlockPage,
    NxDomain,
    Sinkhole,
    Silence,
}

impl<'a> Internet<'a> {
    pub(super) fn new(site: &'a Site, seed: u64) -> Self {
        Self {
            site,
            seed,
            memory: RefCell::default(),
        }
    }

    pub(super) fn site(&self) -> &'a Site {
        self.site
    }

    /// Whether anything gets out of the site at all.
    pub(super) fn is_cut_off(&self) -> bool {
        self.site.wan.unplugged || self.site.device.ipv6_only
    }

    pub(super) fn resolve(&self, host: &str) -> Resolved {
        let listed = |domains: &[String]| {
            domains.iter().any(|domain| {
                domain == "." || host == domain || host.ends_with(&format!(".{domain}"))
            })
        };
        let dns = &self.site.dns;
        if listed(&dns.silent) || self.is_cut_off() {
            Resolved::Silence
        } else if listed(&dns.nxdomain) {
            Resolved::NxDomain
        } else if listed(&dns.sinkhole) || listed(&dns.block_page) {
            Resolved::Sinkhole
        } else if listed(&dns.public_block_page) {
            Resolved::BlockPage
        } else {
            Resolved::Right
        }
    }

    /// The addresses that the native program sees.
    pub(super) fn addresses(&self, host: &str) -> Vec<IpAddr> {
        match self.resolve(host) {
            Resolved::Right => vec![HOST_FOR_SITE.into()],
            Resolved::BlockPage => vec![FILTER.into()],
            Resolved::NxDomain | Resolved::Sinkhole | Resolved::Silence => Vec::new(),
        }
    }

    /// Whether a packet is lost on the line.
    pub(super) fn is_lost(&self) -> bool {
        self.random() % 100 < u64::from(self.site.wan.loss_percent)
    }

    /// A number for the next packet on the line.
    pub(super) fn random(&self) -> u64 {
        let mut memory = self.memory.borrow_mut();
        memory.packets += 1;
        let mut hasher = DefaultHasher::new();
        (self.seed, memory.packets).hash(&mut hasher);
        hasher.finish()
    }

    /// What happens to a packet of this kind; `None` if it passes. One that carries nothing special
    /// meets the rules for all packets alone.
    pub(super) fn verdict(
        &self,
        (protocol, direction): (Protocol, Direction),
        when: When,
        to: Destination,
        remote_port: u16,
    ) -> Option<RuleAction> {
        // A rule that accepts every packet also accepts one with a payload.
        let strikes = |rule: &&Rule| {
            rule.protocol == protocol
                && rule.direction == direction
                && (rule.when == When::Always || rule.when == when)
                && (rule.to == Destination::Any || rule.to == to)
                && rule.ports.contains(remote_port)
        };
        let action = self.site.rules.iter().find(strikes).map(|rule| rule.action);
        match action {
            Some(RuleAction::Accept) => None,
            Some(RuleAction::AdminProhibited) if self.site.icmp_blocked => Some(RuleAction::Drop),
            action => action,
        }
    }

    /// A UDP datagram with this in it gets out to the far end, at this time.
    pub(super) fn udp_out(&self, now: Duration, carries: When, from: u16, to: SocketAddr) -> bool {
        let blocked = self.is_cut_off()
            || self.site.captive_portal
            || self.site.proxy_only && !self.site.proxy_elsewhere
            || self
                .verdict(
                    (Protocol::Udp, Direction::Out),
                    carries,
                    Destination::FarEnd,
                    to.port(),
                )
                .is_some();
        !blocked && self.session(Some(now), from, to) && !self.is_lost()
    }

    /// The far end's answer with this in it comes back.
    pub(super) fn udp_back(&self, carries: When, port: u16) -> bool {
        self.verdict(
            (Protocol::Udp, Direction::In),
            carries,
            Destination::FarEnd,
            port,
        )
        .is_none()
            && !self.is_lost()
    }

    /// Whether the router has room for a flow; UDP flows also meet the flood limit.
    pub(super) fn session(&self, udp_at: Option<Duration>, from: u16, to: SocketAddr) -> bool {
        let limits = &self.site.limits;
        let mut memory = self.memory.borrow_mut();
        if memory.sessions.contains(&(from, to)) {
            return true;
        }
        if let (Some(rate), Some(now)) = (limits.udp_flows_per_second, udp_at) {
            let burst = f64::from(limits.udp_flows_burst);
            let (left, since) = memory.flows_left.unwrap_or((burst, now));
            let refilled = now.saturating_sub(since).as_secs_f64() * f64::from(rate);
            let left = (left + refilled).min(burst);
            memory.flows_left = Some(((left - 1.0).max(0.0), now.max(since)));
            if left < 1.0 {
                memory.flows_left = Some((left, now.max(since)));
                return false;
            }
        }
        let full = limits
            .sessions
            .is_some_and(|most| memory.sessions.len() >= usize::try_from(most).unwrap_or(0));
        if !full {
            memory.sessions.insert((from, to));
        }
        !full
    }

    /// Whether a datagram from an endpoint comes in to a socket that contacted only `contacted`.
    pub(super) fn comes_in(&self, contacted: SocketAddr, from: SocketAddr) -> bool {
        if !self.udp_back(When::Stun, from.port()) {
            return false;
        }
        match self.filtering() {
            Behavior::EndpointIndependent => true,
            Behavior::AddressDependent => from.ip() == contacted.ip(),
            Behavior::AddressAndPortDependent => from == contacted,
        }
    }

    /// The strictest filtering of everything in between.
    fn filtering(&self) -> Behavior {
        let site = self.site;
        let own = match (site.nat, site.firewall) {
            (Some(nat), _) => nat.filtering,
            (None, Firewall::Stateful) => Behavior::AddressAndPortDependent,
            (None, Firewall::Open) => Behavior::EndpointIndependent,
        };
        let provider = site
            .cgn
            .map_or(Behavior::EndpointIndependent, |nat| nat.filtering);
        let device = if site.device.firewall {
            Behavior::AddressAndPortDependent
        } else {
            Behavior::EndpointIndependent
        };
        own.max(provider).max(device)
    }
}

/// The device's own address.
pub(super) fn device_address(site: &Site) -> Ipv4Addr {
    match (site.nat, site.cgn) {
        (Some(_), _) => PRIVATE,
        (None, Some(_)) => SHARED,
        (None, None) => PUBLIC,
    }
}

/// The mapped addresses of one socket, one for each group of destinations that the NATs
/// distinguish.
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

    pub(super) fn port(&self) -> u16 {
        self.local_port
    }

    pub(super) fn local(&self, site: &Site) -> SocketAddr {
        SocketAddr::new(device_address(site).into(), self.local_port)
    }

    pub(super) fn mapped(&mut self, site: &Site, to: SocketAddr) -> SocketAddr {
        let nats = [site.nat, site.cgn];
        let Some(mapping) = nats.iter().flatten().map(|nat: &Nat| nat.mapping).max() else {
            return self.local(site);
        };
        let group = match mapping {
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

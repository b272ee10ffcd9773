//! What is true for a site, derived from its fields alone: would the camera's traffic pass? Nothing
//! here uses a probe, an observation or a rule of the core, or the simulation.

use camcheck_core::model::ports::PortRange;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Status;
use camcheck_core::observed::nat::Behavior;
use camcheck_core::sim::site::{
    Destination, Direction, Dns, FarEnd, Firewall, Protocol, Rule, RuleAction, Site, Tls, When,
};

/// The range that the article asks for.
const FIRST: u16 = 1025;
const LAST: u16 = 65535;

/// A blocked stretch of UDP at least this wide must be found.
pub(crate) fn spacing(vantage: Vantage) -> usize {
    match vantage {
        Vantage::Page => 1008,
        Vantage::Native => 504,
    }
}

/// A site, and what it does to a camera.
pub(crate) struct Truth<'a> {
    site: &'a Site,
    /// UDP to our servers that does not get out.
    pub(crate) blocked: Vec<PortRange>,
    /// UDP from our servers that does not get in, though ours to them gets out.
    pub(crate) answers_blocked: Vec<PortRange>,
    /// STUN passes both ways there, DTLS does not.
    no_dtls: Vec<PortRange>,
    /// STUN passes both ways there, and so does DTLS.
    video: Vec<PortRange>,
}

impl<'a> Truth<'a> {
    pub(crate) fn of(site: &'a Site) -> Self {
        let passes =
            |what, direction, port| udp_passes(site, what, direction, port) && !is_closed_off(site);
        let out = |port| passes(When::Stun, Direction::Out, port);
        let back = |port| passes(When::Stun, Direction::In, port);
        let dtls = |port| {
            let ways = [Direction::Out, Direction::In];
            ways.into_iter().all(|way| passes(When::Dtls, way, port))
        };
        Self {
            site,
            blocked: stretches(site, |port| !out(port)),
            answers_blocked: stretches(site, |port| out(port) && !back(port)),
            no_dtls: stretches(site, |port| out(port) && back(port) && !dtls(port)),
            video: stretches(site, |port| out(port) && back(port) && dtls(port)),
        }
    }

    /// No packet is lost or counted, so a repeated test has the same result.
    pub(crate) fn is_steady(&self) -> bool {
        let limits = &self.site.limits;
        self.site.wan.loss_percent == 0
            && limits.sessions.is_none()
            && limits.udp_flows_per_second.is_none()
    }

    /// At most one rule is all that is wrong, on a line that is not slow.
    pub(crate) fn is_simple(&self) -> bool {
        let site = self.site;
        let faults = FarEnd {
            witness: false,
            ..site.far_end.clone()
        };
        self.is_steady()
            && !is_closed_off(site)
            && site.wan.round_trip_ms + site.wan.jitter_ms <= 50
            && site.rules.len() <= 1
            && self.blocked.len() + self.answers_blocked.len() <= 1
            && site.dns == Dns::default()
            && site.tls == Tls::default()
            && faults == FarEnd::default()
    }

    /// What must not be reported for a row from a vantage.
    pub(crate) fn forbids(&self, id: RequirementId, vantage: Vantage, status: Status) -> bool {
        let says = self.allowed(id, vantage);
        match status {
            Status::Pass => !says.pass,
            Status::Warn => !says.warn,
            Status::Fail => !says.fail,
            Status::Inconclusive | Status::NotTested => false,
        }
    }

    /// Both vantages can see what is true of a row, and it is one of pass and fail.
    pub(crate) fn is_seen_alike(&self, id: RequirementId) -> bool {
        let [native, page] = [Vantage::Native, Vantage::Page].map(|vantage| {
            let allowed = self.allowed(id, vantage);
            (allowed.pass, allowed.fail)
        });
        native == page && native.0 != native.1
    }

    fn allowed(&self, id: RequirementId, vantage: Vantage) -> Allowed {
        match id {
            RequirementId::Tcp443 => self.tcp(443, vantage),
            RequirementId::Tcp3478 => self.tcp(3478, vantage),
            RequirementId::Tcp5349 => self.tcp(5349, vantage),
            RequirementId::Tcp8883 => self.tcp(8883, vantage),
            RequirementId::DomainLatchaccess => self.domain("latchaccess.com", vantage),
            RequirementId::DomainLatch => self.domain("latch.com", vantage),
            RequirementId::DomainAmazonaws => self.domain("amazonaws.com", vantage),
            RequirementId::UdpOutbound => self.udp_outbound(vantage),
            RequirementId::UdpInbound => self.udp_inbound(vantage),
            RequirementId::NatPresent => self.nat_present(),
            RequirementId::NatFullCone => self.full_cone(),
            RequirementId::FeedReliability
            | RequirementId::Fragments
            | RequirementId::SipAlg
            | RequirementId::UdpLifetime
            | RequirementId::Bandwidth
            | RequirementId::Mtu
            | RequirementId::Ntp => Allowed::default(),
        }
    }

    // ---- TCP ----

    /// "All destinations": the row fails if any does not work. Only our servers, and from the
    /// native program the broker on 8883, can be sampled.
    fn tcp(&self, port: u16, vantage: Vantage) -> Allowed {
        let works = |to| self.tcp_works(to, port, self.sees_inspection(port, vantage));
        let far_end = works(Destination::FarEnd);
        let broker = works(Destination::Any);
        let asks_broker = port == 8883 && vantage == Vantage::Native;
        let camera = |to| self.tcp_works(to, port, true);
        let works = far_end && (broker || !asks_broker || self.name_is_wrong("amazonaws.com"));
        // To a page, TLS that passes alone may be TLS that is inspected.
        let is_doubtful = vantage == Vantage::Page && speaks_tls(port) && !self.plain_works(port);
        let looks_direct = self.looks_direct(vantage);
        Allowed {
            pass: works && !is_doubtful || looks_direct,
            warn: works && is_doubtful,
            fail: !camera(Destination::FarEnd) || !camera(Destination::Any),
        }
    }

    /// A page cannot see a web proxy that tunnels to ports that most refuse.
    fn looks_direct(&self, vantage: Vantage) -> bool {
        let tunnels = |port| self.site.proxy_tunnels_to(port);
        let is_invisible = tunnels(3478) && (tunnels(5349) || tunnels(8883));
        vantage == Vantage::Page && self.site.proxy_only && is_invisible
    }

    /// A browser that trusts the company's root cannot see that TLS ends at its inspection.
    fn sees_inspection(&self, port: u16, vantage: Vantage) -> bool {
        let trusts = vantage == Vantage::Page && self.site.device.trusts_company_root;
        !(trusts && speaks_tls(port))
    }

    fn tcp_works(&self, to: Destination, port: u16, inspection_counts: bool) -> bool {
        let payload = if speaks_tls(port) {
            When::ClientHello
        } else {
            When::NotTls
        };
        !is_closed_off(self.site)
            && !self.site.proxy_only
            && self.opens(to, port, When::Always)
            && self.opens(to, port, payload)
            && !(self.is_inspected(port) && inspection_counts)
    }

    /// What is no TLS gets through to our servers, on a port whose TLS does.
    fn plain_works(&self, port: u16) -> bool {
        self.opens(Destination::FarEnd, port, When::NotTls) && !self.is_inspected(port)
    }

    /// The rules let through what there is at this moment of a connection.
    fn opens(&self, to: Destination, port: u16, moment: When) -> bool {
        first_rule(self.site, port, |rule| {
            rule.protocol == Protocol::Tcp
                && is_about(rule, to)
                && (rule.when == When::Always || rule.when == moment)
        })
    }

    fn is_inspected(&self, port: u16) -> bool {
        let inspected = self.site.tls.inspected.as_ref();
        inspected.is_some_and(|ports| ports.contains(port))
    }

    // ---- domains ----

    fn domain(&self, name: &str, vantage: Vantage) -> Allowed {
        let works = |inspection_counts| {
            !self.name_is_wrong(name)
                && self.tcp_works(Destination::Domains, 443, inspection_counts)
        };
        Allowed {
            pass: works(self.sees_inspection(443, vantage)) || self.looks_direct(vantage),
            warn: false,
            fail: !works(true),
        }
    }

    fn name_is_wrong(&self, name: &str) -> bool {
        let dns = &self.site.dns;
        let lists = [
            &dns.nxdomain,
            &dns.sinkhole,
            &dns.block_page,
            &dns.public_block_page,
            &dns.silent,
        ];
        let mut listed = lists.into_iter().flatten();
        listed.any(|listed| listed == name || listed == ".")
    }

    // ---- UDP ----

    fn udp_outbound(&self, vantage: Vantage) -> Allowed {
        // DTLS is tried on three ports, so one that is dropped on a part of them may be missed.
        let no_video = !self.no_dtls.is_empty() && self.video.is_empty();
        let is_promised = no_video && self.grants_tokens();
        Allowed {
            pass: widest(&self.blocked) < spacing(vantage) && !is_promised,
            warn: false,
            fail: !self.blocked.is_empty() || !self.no_dtls.is_empty(),
        }
    }

    /// Our server accepts a handshake only if a run vouches for it.
    fn grants_tokens(&self) -> bool {
        let faults = FarEnd {
            witness: false,
            ..self.site.far_end.clone()
        };
        let mut over_tls = [443, 5349, 8883].into_iter();
        faults == FarEnd::default()
            && !self.name_is_wrong("camcheck.test")
            && over_tls.any(|port| self.tcp_works(Destination::FarEnd, port, true))
    }

    /// Pass: from anywhere. Warn: from whom the camera sent to.
    fn udp_inbound(&self, vantage: Vantage) -> Allowed {
        let answers = !is_closed_off(self.site) && widest(&self.answers_blocked) < spacing(vantage);
        Allowed {
            pass: answers && self.filtering() == Behavior::EndpointIndependent,
            warn: answers,
            fail: !self.answers_blocked.is_empty() || !self.blocked.is_empty(),
        }
    }

    // ---- NAT ----

    fn nat_present(&self) -> Allowed {
        let present = self.site.nat.is_some() || self.site.cgn.is_some();
        Allowed {
            pass: present,
            warn: false,
            fail: !present,
        }
    }

    fn full_cone(&self) -> Allowed {
        let independent = self.mapping() == Behavior::EndpointIndependent;
        Allowed {
            pass: independent && self.filtering() == Behavior::EndpointIndependent,
            warn: independent,
            fail: !independent,
        }
    }

    fn mapping(&self) -> Behavior {
        let nats = [self.site.nat, self.site.cgn];
        let strictest = nats.iter().flatten().map(|nat| nat.mapping).max();
        strictest.unwrap_or(Behavior::EndpointIndependent)
    }

    /// The strictest device between the camera and the internet.
    fn filtering(&self) -> Behavior {
        let router = match (self.site.nat, self.site.firewall) {
            (Some(nat), _) => nat.filtering,
            (None, Firewall::Open) => Behavior::EndpointIndependent,
            (None, Firewall::Stateful) => Behavior::AddressAndPortDependent,
        };
        self.site
            .cgn
            .map_or(router, |nat| nat.filtering.max(router))
    }
}

/// What may be said of a row besides that it could not be judged.
#[derive(Debug, Clone, Copy, Default)]
struct Allowed {
    pass: bool,
    warn: bool,
    fail: bool,
}

/// No traffic of a camera gets out.
fn is_closed_off(site: &Site) -> bool {
    let only_by_proxy = site.proxy_only && !site.proxy_elsewhere;
    site.captive_portal || only_by_proxy || site.wan.unplugged || site.device.ipv6_only
}

/// On 3478 the camera speaks STUN without TLS.
fn speaks_tls(port: u16) -> bool {
    port != 3478
}

fn udp_passes(site: &Site, carries: When, direction: Direction, port: u16) -> bool {
    first_rule(site, port, |rule| {
        rule.protocol == Protocol::Udp
            && rule.direction == direction
            && (rule.when == When::Always || rule.when == carries)
            && is_about(rule, Destination::FarEnd)
    })
}

fn is_about(rule: &Rule, to: Destination) -> bool {
    rule.to == Destination::Any || rule.to == to
}

/// Whether the first rule of these that names the port lets it through, or none does.
fn first_rule(site: &Site, port: u16, applies: impl Fn(&Rule) -> bool) -> bool {
    let mut rules = site.rules.iter();
    let first = rules.find(|rule| applies(rule) && rule.ports.contains(port));
    first.is_none_or(|rule| rule.action == RuleAction::Accept)
}

/// Maximal stretches of ports of which something is true. It can change only where a rule begins
/// or ends.
fn stretches(site: &Site, is_true: impl Fn(u16) -> bool) -> Vec<PortRange> {
    let mut starts = vec![FIRST];
    for range in site.rules.iter().flat_map(|rule| rule.ports.ranges()) {
        starts.push(range.first());
        starts.extend(range.last().checked_add(1));
    }
    starts.retain(|port| *port >= FIRST);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).map(|start| start - 1).chain([LAST]);
    let mut found: Vec<(u16, u16)> = Vec::new();
    for (start, end) in starts.iter().copied().zip(ends) {
        match found.last_mut() {
            _ if !is_true(start) => {}
            Some(last) if u32::from(last.1) + 1 == u32::from(start) => last.1 = end,
            _ => found.push((start, end)),
        }
    }
    let ranges = found.into_iter();
    ranges
        .map(|(first, last)| PortRange::new(first, last).expect("in order"))
        .collect()
}

pub(crate) fn widest(ranges: &[PortRange]) -> usize {
    ranges.iter().map(|range| range.count()).max().unwrap_or(0)
}

pub(crate) fn contains(ranges: &[PortRange], port: u16) -> bool {
    ranges.iter().any(|range| range.contains(port))
}

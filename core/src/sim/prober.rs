//! A prober that measures a simulated site in virtual time, from any vantage.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::clock::Clock;
use super::far_end::Servers;
use super::internet::{self, Internet, Resolved, Socket};
use super::site::{Action, Destination, Direction, FirstResolver, Protocol, Site, When};
use crate::catalogue::{Catalogue, Scheme};
use crate::limits::RESOLVER_PATIENCE;
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::model::vantage::Vantage;
use crate::plan::grid::BROWSERS_REFUSE;
use crate::probe::prober::{ByKind, Prober, by_kind};
use crate::probe::{
    Arrival, Browser, DtlsOutcome, DtlsProbe, Environment, FilteringOutcome, FilteringProbe,
    HttpProbe, HttpReply, MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe,
    Observation, PlainOutcome, PlainProbe, PortOutcome, Probe, TcpOutcome, TcpProbe, TcpService,
    TcpTarget, Timing, UdpOutcome, UdpProbe, WebRtc,
};
use crate::wire::ALTERNATE_PORT;

/// The round trip of a site that names none.
const ROUND_TRIP: Duration = Duration::from_millis(10);

/// ClientHello and cookie, ClientHello and certificate, and both sides' end (RFC 6347 section 4.2).
const HANDSHAKE_EXCHANGES: u32 = 3;

/// A flight of a handshake is sent again after this, then after twice as long.
const RETRANSMIT: Duration = Duration::from_millis(300);

/// When SYN is sent, in seconds (RFC 6298 with Linux's first second).
const SYN_TIMES: [u64; 4] = [0, 1, 3, 7];

/// Measures a site.
#[derive(Debug)]
pub struct SimProber<'a> {
    internet: Internet<'a>,
    servers: Servers<'a>,
    vantage: Vantage,
    browser: Browser,
    clock: Clock,
    /// Changes the latency of each probe, and so the order in which they end.
    jitter: u64,
    /// When a browser knows each name: it asks once for all fetches.
    names: RefCell<BTreeMap<String, Duration>>,
}

impl<'a> SimProber<'a> {
    /// A prober for a site; `jitter` changes the order in which probes end.
    #[must_use]
    pub fn new(
        site: &'a Site,
        catalogue: &'a Catalogue,
        vantage: Vantage,
        browser: Browser,
        clock: Clock,
        jitter: u64,
    ) -> Self {
        Self {
            internet: Internet::new(site, jitter),
            servers: Servers::new(catalogue, &site.far_end),
            vantage,
            browser,
            clock,
            jitter,
            names: RefCell::default(),
        }
    }

    fn site(&self) -> &'a Site {
        self.internet.site()
    }

    fn is_page(&self) -> bool {
        self.vantage == Vantage::Page
    }

    /// A socket whose port depends on what it is for, not on when it was opened.
    fn socket(&self, purpose: &impl Hash) -> Socket {
        let mut hasher = DefaultHasher::new();
        purpose.hash(&mut hasher);
        let offset = u16::try_from(hasher.finish() % 20_000).unwrap_or(0);
        Socket::new(40_000 + offset)
    }

    fn round_trip(&self) -> Duration {
        let wan = &self.site().wan;
        ROUND_TRIP + Duration::from_millis(u64::from(wan.round_trip_ms + wan.jitter_ms))
    }

    /// Waits as long as a probe takes; the jitter stays below a round trip.
    async fn spend(&self, probe: &impl Hash, round_trips: u32) {
        let mut hasher = DefaultHasher::new();
        (self.jitter, probe).hash(&mut hasher);
        let jitter = Duration::from_micros(hasher.finish() % 9_000);
        let time = self.round_trip() * round_trips + jitter;
        self.clock.sleep(time).await;
    }

    /// Waits as long as a failing probe takes.
    async fn fail(&self, probe: &impl Hash, failure: TcpFailure, timing: Timing) {
        if failure.layer == Layer::Dns && failure.cause == Cause::Timeout {
            self.clock.sleep(timing.names).await;
        } else if matches!(failure.cause, Cause::Timeout | Cause::Opaque) {
            self.clock.sleep(timing.deadline).await;
        } else {
            self.spend(probe, 1).await;
        }
    }

    // ---- names ----

    /// Waits for the name of a probe, if it has one; how long that took, or that it took too long.
    async fn wait_for_name(
        &self,
        probe: &TcpProbe,
        timing: Timing,
    ) -> Result<Option<Duration>, TcpFailure> {
        let Some(name) = self.name_to_resolve(probe) else {
            return Ok(None);
        };
        let (wait, most) = if self.is_page() && !matches!(probe.service, TcpService::Site { .. }) {
            // The page came from our server, so the browser knows its name.
            (Duration::ZERO, timing.deadline)
        } else if self.is_page() {
            (self.browser_waits(name), timing.deadline)
        } else {
            (self.resolvers_take(), timing.names)
        };
        self.clock.sleep(wait.min(most)).await;
        if wait < most {
            Ok(Some(wait))
        } else {
            Err(self.visible(probe, Layer::Dns, Cause::Timeout))
        }
    }

    fn browser_waits(&self, name: &str) -> Duration {
        let now = self.clock.now();
        let mut names = self.names.borrow_mut();
        let known = names.entry(name.to_owned());
        let known = *known.or_insert_with(|| now + self.resolvers_take());
        known.saturating_sub(now)
    }

    fn resolvers_take(&self) -> Duration {
        let dns = &self.site().dns;
        let first = match dns.first {
            Some(FirstResolver::Silent) => RESOLVER_PATIENCE,
            Some(FirstResolver::Refuses) | None => Duration::ZERO,
        };
        first + Duration::from_millis(dns.slow_ms.into())
    }

    // ---- TCP ----

    fn tcp_failure(&self, probe: &TcpProbe, timing: Timing) -> Option<TcpFailure> {
        let failed = |layer, cause| Some(self.visible(probe, layer, cause));
        // A browser takes fetches and ICE over TCP through its web proxy.
        if self.site().proxy_only && self.is_page() {
            if !self.site().proxy_tunnels_to(probe.target.port) {
                return failed(Layer::Connect, Cause::Refused);
            }
            return self.server_failure(probe);
        }
        if let Some(failure) = self.dns_failure(probe) {
            return Some(failure);
        }
        if self.internet.is_cut_off() {
            // The router has no way out; a device without IPv4 has none itself.
            let cause = if self.site().device.ipv6_only {
                Cause::NoNetwork
            } else {
                Cause::Unreachable
            };
            return failed(Layer::Connect, cause);
        }
        if let Some(cause) = self.connect_failure(probe, timing) {
            return failed(Layer::Connect, cause);
        }
        if self.site().captive_portal {
            return failed(Layer::Service, Cause::BadReply);
        }
        if let Some(failure) = self.server_failure(probe) {
            return Some(failure);
        }
        let (payload, layer) = if probe.service.speaks_tls() {
            (When::ClientHello, Layer::Tls)
        } else {
            (When::NotTls, Layer::Service)
        };
        if let Some(action) = self.strikes(probe, payload) {
            let cause = match action {
                Action::Drop => Cause::Timeout,
                Action::Accept | Action::Reset | Action::AdminProhibited => Cause::Reset,
            };
            return failed(layer, cause);
        }
        self.inspection_failure(probe)
    }

    /// Under which address the internet sees TCP of this vantage.
    fn tcp_address(&self) -> Ipv4Addr {
        if self.is_page() && self.site().proxy_elsewhere {
            internet::PROXY
        } else {
            internet::PUBLIC
        }
    }

    fn dns_failure(&self, probe: &TcpProbe) -> Option<TcpFailure> {
        let failed = |cause| Some(self.visible(probe, Layer::Dns, cause));
        match self.internet.resolve(self.name_to_resolve(probe)?) {
            Resolved::Right | Resolved::BlockPage => None,
            Resolved::NxDomain => failed(Cause::NxDomain),
            Resolved::Sinkhole => failed(Cause::Sinkhole),
            Resolved::Silence => failed(Cause::Timeout),
        }
    }

    fn connect_failure(&self, probe: &TcpProbe, timing: Timing) -> Option<Cause> {
        let port = probe.target.port;
        if self.site().captive_portal {
            if matches!(probe.service, TcpService::Portal { .. }) {
                return None;
            }
            return Some(if port == 443 {
                Cause::Refused
            } else {
                Cause::Timeout
            });
        }
        if self.site().proxy_only {
            return Some(Cause::Timeout);
        }
        if let Some(action) = self.strikes(probe, When::Always) {
            return Some(match action {
                Action::Accept | Action::Drop => Cause::Timeout,
                Action::Reset => Cause::Refused,
                Action::AdminProhibited => Cause::Unreachable,
            });
        }
        let address = probe.target.ip.unwrap_or(internet::PUBLIC.into());
        let socket = self.socket(&(probe, "tcp"));
        let room = self
            .internet
            .session(None, socket.port(), SocketAddr::new(address, port));
        let syns = SYN_TIMES
            .iter()
            .filter(|second| Duration::from_secs(**second) < timing.deadline);
        let opened = syns
            .clone()
            .any(|_| !self.internet.is_lost() && !self.internet.is_lost());
        (!room || !opened).then_some(Cause::Timeout)
    }

    fn server_failure(&self, probe: &TcpProbe) -> Option<TcpFailure> {
        let address = probe.target.ip?;
        let failed = |layer, cause| Some(self.visible(probe, layer, cause));
        if !self.servers.is_up(address) {
            failed(Layer::Connect, Cause::Timeout)
        } else if !self.servers.listens(address, probe.target.port) {
            failed(Layer::Connect, Cause::Refused)
        } else if !self.servers.is_camcheck(address) && probe.service != TcpService::StunOverTcp {
            failed(Layer::Tls, Cause::TlsProtocol)
        } else {
            None
        }
    }

    fn inspection_failure(&self, probe: &TcpProbe) -> Option<TcpFailure> {
        if self.ends_at_block_page(probe) {
            return Some(self.visible(probe, Layer::Tls, Cause::UntrustedIssuer));
        }
        let inspected = self.site().tls.inspected.as_ref()?;
        if !inspected.contains(probe.target.port) {
            return None;
        }
        if !probe.service.speaks_tls() {
            // The inspection waits for a ClientHello.
            return Some(self.visible(probe, Layer::Service, Cause::Reset));
        }
        // A browser believes what is installed on the device; we believe Mozilla's roots.
        let believed = self.is_page() && self.site().device.trusts_company_root;
        (!believed).then(|| self.visible(probe, Layer::Tls, Cause::UntrustedIssuer))
    }

    fn ends_at_block_page(&self, probe: &TcpProbe) -> bool {
        self.name_to_resolve(probe)
            .is_some_and(|name| self.internet.resolve(name) == Resolved::BlockPage)
    }

    /// A browser resolves names itself.
    fn name_to_resolve<'b>(&self, probe: &'b TcpProbe) -> Option<&'b str> {
        let resolves = probe.target.ip.is_none() || self.is_page() && is_fetch(&probe.service);
        probe.target.host.as_deref().filter(|_| resolves)
    }

    fn strikes(&self, probe: &TcpProbe, when: When) -> Option<Action> {
        let to = match (&probe.service, probe.target.ip) {
            _ if self.ends_at_block_page(probe) => Destination::Any,
            (TcpService::Site { .. }, _) => Destination::Domains,
            (_, Some(ip)) if ip == internet::HOST_FOR_FAR_END => Destination::Domains,
            (_, Some(ip)) if ip == internet::DESTINATION_FOR_FAR_END => Destination::Any,
            (_, Some(_)) => Destination::FarEnd,
            (_, None) => Destination::Any,
        };
        let outbound = (Protocol::Tcp, Direction::Out);
        self.internet.verdict(outbound, when, to, probe.target.port)
    }

    /// Where a name leads, as far as the vantage sees that.
    fn resolved(&self, probe: &TcpProbe) -> Vec<IpAddr> {
        match self.name_to_resolve(probe) {
            Some(name) if !self.is_page() => self.internet.addresses(name),
            _ => Vec::new(),
        }
    }

    /// ICE-TCP sees why a connection fails; a fetch does not.
    fn visible(&self, probe: &TcpProbe, layer: Layer, cause: Cause) -> TcpFailure {
        if self.is_page() && is_fetch(&probe.service) {
            TcpFailure {
                layer: Layer::Opaque,
                cause: Cause::Opaque,
            }
        } else if self.is_page() && cause == Cause::Unreachable {
            // A browser shows an ICMP error as a refusal.
            TcpFailure {
                layer,
                cause: Cause::Refused,
            }
        } else {
            TcpFailure { layer, cause }
        }
    }

    // ---- UDP ----

    /// A datagram to a server of ours and its answer, once; gives the mapped address.
    fn exchange(&self, socket: &mut Socket, to: SocketAddr, token: bool) -> Option<SocketAddr> {
        let now = self.clock.now();
        if !self.internet.udp_out(now, When::Stun, socket.port(), to)
            || !self.servers.is_up(to.ip())
            || (!self.servers.is_camcheck(to.ip()) && to.port() != 3478)
        {
            return None;
        }
        let mapped = socket.mapped(self.site(), to);
        self.servers.book(to, mapped, !token);
        self.internet
            .udp_back(When::Stun, to.port())
            .then_some(mapped)
    }

    /// The same with as many repeats as the timing allows.
    async fn insist(
        &self,
        socket: &mut Socket,
        to: SocketAddr,
        token: bool,
        timing: Timing,
    ) -> Option<SocketAddr> {
        for _ in 0..timing.tries {
            if let Some(mapped) = self.exchange(socket, to, token) {
                return Some(mapped);
            }
            self.clock.sleep(timing.retransmit).await;
        }
        None
    }

    /// Each flight of a DTLS handshake is sent again until the next one comes, or time is over.
    async fn shake_hands(&self, socket: &mut Socket, to: SocketAddr, until: Duration) -> bool {
        for exchange in 1..=HANDSHAKE_EXCHANGES {
            let mut wait = RETRANSMIT;
            loop {
                let now = self.clock.now();
                let arrives = self.internet.udp_out(now, When::Dtls, socket.port(), to);
                if arrives {
                    let finished = exchange == HANDSHAKE_EXCHANGES;
                    let source = socket.mapped(self.site(), to);
                    self.servers.book_dtls(to, source, finished);
                }
                if arrives && self.internet.udp_back(When::Dtls, to.port()) {
                    break;
                }
                if now + wait > until {
                    return false;
                }
                self.clock.sleep(wait).await;
                wait *= 2;
            }
        }
        true
    }
}

impl Prober for SimProber<'_> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        by_kind(self, probe, timing).await
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.clock.now()
    }
}

impl ByKind for SimProber<'_> {
    async fn environment(&self, _: Timing) -> Environment {
        self.spend(&"environment", 0).await;
        let page = self.is_page();
        let local = if self.site().device.ipv6_only {
            IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 20))
        } else {
            internet::device_address(self.site()).into()
        };
        Environment {
            local_addresses: if page { Vec::new() } else { vec![local] },
            offline: false,
            webrtc: page.then_some(WebRtc::Available),
            browser: page.then_some(self.browser),
            cellular: false,
            tunnel: false,
            host_firewall: (!page).then_some(self.site().device.firewall),
        }
    }

    async fn http(&self, probe: &HttpProbe, timing: Timing) -> Result<HttpReply, TcpFailure> {
        let as_tcp = TcpProbe {
            target: TcpTarget {
                ip: Some(probe.endpoint.ip),
                host: probe.endpoint.host.clone(),
                port: probe.endpoint.port,
            },
            service: TcpService::Hello {
                responder: String::new(),
                scheme: Scheme::Https,
            },
            attempt: probe.attempt,
        };
        if let Some(failure) = self.tcp_failure(&as_tcp, timing) {
            self.fail(probe, failure, timing).await;
            return Err(failure);
        }
        self.wait_for_name(&as_tcp, timing).await?;
        self.spend(probe, 4).await;
        Ok(self.servers.answer(probe))
    }

    async fn tcp(&self, probe: &TcpProbe, timing: Timing) -> TcpOutcome {
        if let Some(failure) = self.tcp_failure(probe, timing) {
            self.fail(probe, failure, timing).await;
            return TcpOutcome {
                resolved: self.resolved(probe),
                system_trusts: (failure.cause == Cause::UntrustedIssuer)
                    .then_some(self.site().device.trusts_company_root),
                ..TcpOutcome::failed(failure.layer, failure.cause)
            };
        }
        let resolved_in = match self.wait_for_name(probe, timing).await {
            Ok(time) => time.filter(|_| !self.is_page()),
            Err(failure) => return TcpOutcome::failed(failure.layer, failure.cause),
        };
        self.spend(probe, 3).await;
        TcpOutcome {
            resolved: self.resolved(probe),
            resolved_in,
            seen_from: matches!(probe.service, TcpService::Hello { .. })
                .then(|| SocketAddr::new(self.tcp_address().into(), 50_000)),
            round_trip: Some(self.round_trip()),
            ..TcpOutcome::answered()
        }
    }

    async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        let mut socket = self.socket(probe);
        let mut ports = BTreeMap::new();
        // A browser repeats its checks as long as it may.
        let tries = match self.vantage {
            Vantage::Native => timing.tries,
            Vantage::Page => 12,
        };
        let mut sends: Vec<(Duration, u16)> = Vec::new();
        let mut start = Duration::ZERO;
        for port in &probe.ports {
            sends.extend((0..tries).map(|n| (start + timing.retransmit * n, *port)));
            ports.insert(*port, PortOutcome::Silent);
            start += timing.gap;
        }
        sends.sort_unstable();
        // An answer counts until the deadline only.
        sends.retain(|(at, _)| *at + self.round_trip() <= timing.deadline);
        let begun = self.clock.now();
        for (at, port) in sends {
            if ports.get(&port) != Some(&PortOutcome::Silent) {
                continue;
            }
            let wait = (begun + at).saturating_sub(self.clock.now());
            self.clock.sleep(wait).await;
            let to = SocketAddr::new(probe.server, port);
            if self.is_page() && BROWSERS_REFUSE.contains(&port) {
                continue;
            }
            if let Some(mapped) = self.exchange(&mut socket, to, probe.token.is_some()) {
                let outcome = PortOutcome::Answered {
                    mapped: (!self.is_page()).then_some(mapped),
                    round_trip: (!self.is_page()).then(|| self.round_trip()),
                };
                ports.insert(port, outcome);
            }
        }
        if ports.values().any(|port| *port == PortOutcome::Silent) {
            let left = (begun + timing.deadline).saturating_sub(self.clock.now());
            self.clock.sleep(left).await;
        } else {
            self.spend(probe, 1).await;
        }
        UdpOutcome {
            ports,
            fault: None,
            own_drops: 0,
        }
    }

    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome {
        let mut socket = self.socket(probe);
        let token = probe.token.is_some();
        let Some(mapped) = self.insist(&mut socket, probe.server, token, timing).await else {
            return NatPresenceOutcome::Silent;
        };
        self.spend(probe, 1).await;
        let local = socket.local(self.site());
        match (self.is_page(), local.ip() == mapped.ip()) {
            (false, _) => NatPresenceOutcome::Addresses { local, mapped },
            (true, false) => NatPresenceOutcome::PeerReflexiveCandidate,
            (true, true) => NatPresenceOutcome::HostCandidate,
        }
    }

    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        let mut socket = self.socket(probe);
        let mut outcome = MappingOutcome::default();
        let token = probe.token.is_some() && !self.is_page();
        let begun = self.clock.now();
        for server in &probe.servers {
            if self.clock.now() - begun >= timing.deadline {
                break;
            }
            let Some(mapped) = self.insist(&mut socket, *server, token, timing).await else {
                continue;
            };
            if self.is_page() {
                outcome.reflexive.insert(mapped);
            } else {
                outcome.local = Some(socket.local(self.site()));
                outcome.mapped.insert(*server, mapped);
            }
        }
        self.spend(probe, 3).await;
        outcome
    }

    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        let mut socket = self.socket(probe);
        let server = probe.server;
        let token = probe.token.is_some();
        let mapped = self.insist(&mut socket, server, token, timing).await;
        let contacted = mapped.is_some();
        let changes =
            self.servers.is_camcheck(server.ip()) && (token || !self.is_page()) && contacted;
        let from = |ip, port| {
            let from = SocketAddr::new(ip, port);
            let sends = changes && self.is_page() && self.servers.is_up(ip);
            if let (true, Some(mapped)) = (sends, mapped) {
                self.servers.book_own_check(from, mapped);
            }
            let comes = || self.servers.is_up(ip) && self.internet.comes_in(server, from);
            match changes {
                false if contacted && !self.is_page() => Arrival::NotChanged,
                false => Arrival::NotTested,
                true if (0..timing.tries).any(|_| comes()) => Arrival::Arrived,
                true => Arrival::Silent,
            }
        };
        let outcome = FilteringOutcome {
            contacted,
            other_port: from(server.ip(), ALTERNATE_PORT),
            other_address: from(probe.alternate.ip(), server.port()),
            both: from(probe.alternate.ip(), probe.alternate.port()),
        };
        if outcome.both == Arrival::Arrived {
            self.spend(probe, 1).await;
        } else {
            self.clock.sleep(timing.deadline).await;
        }
        outcome
    }

    async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
        let begun = self.clock.now();
        let mut socket = self.socket(probe);
        let answered = self.insist(&mut socket, probe.server, true, timing).await;
        if answered.is_none() {
            return DtlsOutcome::Unreached;
        }
        if self
            .shake_hands(&mut socket, probe.server, begun + timing.deadline)
            .await
        {
            self.spend(probe, HANDSHAKE_EXCHANGES).await;
            return DtlsOutcome::Finished;
        }
        self.clock
            .sleep((begun + timing.deadline).saturating_sub(self.clock.now()))
            .await;
        DtlsOutcome::Unfinished
    }

    async fn plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome {
        let mut socket = self.socket(probe);
        let mut outcome = PlainOutcome::default();
        for _ in 0..timing.tries {
            for port in &probe.ports {
                let to = SocketAddr::new(probe.server, *port);
                let now = self.clock.now();
                if self.internet.udp_out(now, When::Always, socket.port(), to)
                    && self.servers.is_up(probe.server)
                {
                    self.servers.book_plain(to, socket.mapped(self.site(), to));
                    if self.internet.udp_back(When::Always, *port) {
                        outcome.answered.insert(*port);
                    }
                }
            }
            if outcome.answered.len() == probe.ports.len() {
                break;
            }
            self.clock.sleep(timing.retransmit).await;
        }
        outcome
    }
}

fn is_fetch(service: &TcpService) -> bool {
    matches!(service, TcpService::Hello { .. } | TcpService::Site { .. })
}

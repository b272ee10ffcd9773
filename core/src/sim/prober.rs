//! A prober that measures a simulated site in virtual time, from any vantage.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::clock::Clock;
use super::internet::{self, Socket};
use super::site::{Action, Direction, Protocol, Site, When};
use crate::catalogue::{Catalogue, Scheme};
use crate::probe::{
    Arrival, Browser, Cause, Environment, FilteringOutcome, FilteringProbe, HttpMethod, HttpProbe,
    HttpReply, Layer, MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe,
    PortOutcome, TcpFailure, TcpOutcome, TcpProbe, TcpService, Timing, UdpOutcome, UdpProbe,
    Vantage, WebRtc,
};
use crate::prober::Prober;
use crate::wire::ALTERNATE_PORT;
use crate::wire::http::{
    Control, ControlDestination, ControlDomain, ControlLook, ListenerState, Listeners, Receipts,
    RunCreated, UdpListenerState, UdpReceipt,
};

/// The round trip of a site that names none.
const ROUND_TRIP: Duration = Duration::from_millis(10);

/// The token that the simulated far end hands out.
const TOKEN: &str = "Simulated0Token1";

/// Measures a site.
#[derive(Debug)]
pub struct SimProber<'a> {
    site: &'a Site,
    catalogue: &'a Catalogue,
    vantage: Vantage,
    browser: Browser,
    clock: Clock,
    /// Changes the latency of each probe, and so the order in which they end.
    jitter: u64,
    receipts: RefCell<Receipts>,
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
            site,
            catalogue,
            vantage,
            browser,
            clock,
            jitter,
            receipts: RefCell::new(Receipts::default()),
        }
    }

    /// A socket whose port depends on what it is for, not on when it was opened.
    fn socket(&self, purpose: &impl Hash) -> Socket {
        let mut hasher = DefaultHasher::new();
        purpose.hash(&mut hasher);
        let offset = u16::try_from(hasher.finish() % 20_000).unwrap_or(0);
        Socket::new(40_000 + offset)
    }

    fn round_trip(&self) -> Duration {
        ROUND_TRIP + Duration::from_millis(self.site.wan.round_trip_ms.into())
    }

    /// Waits as long as a probe takes; the jitter stays below a round trip.
    async fn spend(&self, probe: &impl Hash, round_trips: u32) {
        let mut hasher = DefaultHasher::new();
        (self.jitter, probe).hash(&mut hasher);
        let jitter = Duration::from_micros(hasher.finish() % 9_000);
        self.clock
            .sleep(self.round_trip() * round_trips + jitter)
            .await;
    }

    fn tcp_failure(&self, probe: &TcpProbe) -> Option<TcpFailure> {
        let host = probe.target.host.as_deref();
        let resolves = host.is_none_or(|host| internet::resolves(self.site, host));
        if (probe.target.ip.is_none() || self.is_page()) && !resolves {
            return Some(self.visible(Layer::Dns, Cause::NxDomain));
        }
        let port = probe.target.port;
        let strikes =
            |when| internet::verdict(self.site, Protocol::Tcp, Direction::Out, when, port);
        if let Some(action) = strikes(When::Always) {
            let cause = match action {
                Action::Drop => Cause::Timeout,
                Action::Reset => Cause::Refused,
                Action::AdminProhibited => Cause::Unreachable,
            };
            return Some(self.seen(probe, Layer::Connect, cause));
        }
        if speaks_tls(&probe.service)
            && let Some(action) = strikes(When::ClientHello)
        {
            let cause = match action {
                Action::Drop => Cause::Timeout,
                Action::Reset | Action::AdminProhibited => Cause::Reset,
            };
            return Some(self.seen(probe, Layer::Tls, cause));
        }
        None
    }

    /// ICE-TCP sees why a connection fails; a fetch does not.
    fn seen(&self, probe: &TcpProbe, layer: Layer, cause: Cause) -> TcpFailure {
        if probe.service == TcpService::IceTcp {
            TcpFailure { layer, cause }
        } else {
            self.visible(layer, cause)
        }
    }

    fn visible(&self, layer: Layer, cause: Cause) -> TcpFailure {
        if self.is_page() {
            TcpFailure {
                layer: Layer::Opaque,
                cause: Cause::Opaque,
            }
        } else {
            TcpFailure { layer, cause }
        }
    }

    fn is_page(&self) -> bool {
        self.vantage == Vantage::Page
    }

    fn book(&self, server: IpAddr, port: u16, source: SocketAddr, bare: bool) {
        let receipt = UdpReceipt {
            server,
            port,
            source,
        };
        let mut receipts = self.receipts.borrow_mut();
        if bare {
            receipts.bare.push(receipt);
        } else {
            receipts.udp.push(receipt);
        }
    }

    fn control(&self) -> Control {
        let responder = self.catalogue.responders.first();
        let addresses: Vec<_> = responder
            .iter()
            .flat_map(|responder| responder.addresses.iter().map(|address| address.ip))
            .collect();
        Control::Ready(ControlLook {
            responder: responder
                .map(|responder| responder.name.clone())
                .unwrap_or_default(),
            age: 5,
            domains: self
                .catalogue
                .domains
                .iter()
                .flat_map(|domain| &domain.hosts)
                .map(|host| ControlDomain {
                    host: host.host.clone(),
                    resolved: Vec::new(),
                    tls: None,
                    redirects_to: None,
                    error: None,
                })
                .collect(),
            destinations: self
                .catalogue
                .destinations
                .iter()
                .map(|destination| ControlDestination {
                    host: destination.host.clone(),
                    port: destination.port.number(),
                    tls: None,
                    error: None,
                })
                .collect(),
            listeners: Listeners {
                tcp: addresses
                    .iter()
                    .flat_map(|address| {
                        [443, 3478, 5349, 8883].map(|port| ListenerState {
                            address: *address,
                            port,
                            up: true,
                        })
                    })
                    .collect(),
                udp: addresses
                    .iter()
                    .map(|address| UdpListenerState {
                        address: *address,
                        ports: "1025-65535".to_owned(),
                        up: true,
                    })
                    .collect(),
            },
            others: Vec::new(),
        })
    }

    fn answer(&self, probe: &HttpProbe) -> HttpReply {
        let json = |value: serde_json::Result<String>| value.unwrap_or_default();
        let body = match (probe.method, probe.path.as_str()) {
            (HttpMethod::Post, "/v1/runs") => match TOKEN.parse() {
                Ok(token) => json(serde_json::to_string(&RunCreated {
                    token,
                    expires_in: 300,
                })),
                Err(_) => String::new(),
            },
            (HttpMethod::Get, "/v1/control") => json(serde_json::to_string(&self.control())),
            _ => json(serde_json::to_string(&*self.receipts.borrow())),
        };
        HttpReply { status: 200, body }
    }
}

impl Prober for SimProber<'_> {
    async fn environment(&self, _: Timing) -> Environment {
        self.spend(&"environment", 0).await;
        let page = self.is_page();
        let local = IpAddr::from(internet::device_address(self.site));
        Environment {
            local_addresses: if page { Vec::new() } else { vec![local] },
            offline: false,
            webrtc: page.then_some(WebRtc::Available),
            browser: page.then_some(self.browser),
            cellular: false,
        }
    }

    async fn http(&self, probe: &HttpProbe, timing: Timing) -> Result<HttpReply, TcpFailure> {
        let as_tcp = TcpProbe {
            target: crate::probe::TcpTarget {
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
        if let Some(failure) = self.tcp_failure(&as_tcp) {
            self.clock.sleep(timing.deadline).await;
            return Err(failure);
        }
        self.spend(probe, 4).await;
        Ok(self.answer(probe))
    }

    async fn tcp(&self, probe: &TcpProbe, timing: Timing) -> TcpOutcome {
        if let Some(failure) = self.tcp_failure(probe) {
            if failure.cause == Cause::Timeout {
                self.clock.sleep(timing.deadline).await;
            } else {
                self.spend(probe, 1).await;
            }
            return TcpOutcome::failed(failure.layer, failure.cause);
        }
        self.spend(probe, 3).await;
        TcpOutcome {
            result: Ok(()),
            resolved: Vec::new(),
            certificate: None,
            seen_from: matches!(probe.service, TcpService::Hello { .. })
                .then(|| SocketAddr::new(internet::PUBLIC.into(), 50_000)),
            round_trip: Some(self.round_trip()),
        }
    }

    async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        let mut socket = self.socket(probe);
        let mut ports = BTreeMap::new();
        for port in probe.ports.iter().copied() {
            let mapped = socket.mapped(self.site, SocketAddr::new(probe.server, port));
            let out = internet::udp_out(self.site, port);
            if out && probe.token.is_some() {
                self.book(probe.server, port, mapped, false);
            }
            let answered = out && internet::udp_back(self.site, port);
            let outcome = if answered {
                PortOutcome::Answered {
                    mapped: (!self.is_page()).then_some(mapped),
                    round_trip: (!self.is_page()).then(|| self.round_trip()),
                }
            } else {
                PortOutcome::Silent
            };
            ports.insert(port, outcome);
        }
        let all = ports
            .values()
            .all(|port| matches!(port, PortOutcome::Answered { .. }));
        if all {
            let sending = timing.gap * u32::try_from(probe.ports.len()).unwrap_or(u32::MAX);
            self.clock.sleep(sending).await;
            self.spend(probe, 1).await;
        } else {
            self.clock.sleep(timing.deadline).await;
        }
        UdpOutcome {
            ports,
            fault: None,
            own_drops: 0,
        }
    }

    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome {
        let port = probe.server.port();
        if !internet::udp_out(self.site, port) || !internet::udp_back(self.site, port) {
            self.clock.sleep(timing.deadline).await;
            return NatPresenceOutcome::Silent;
        }
        self.spend(probe, 1).await;
        let mut socket = self.socket(probe);
        match (self.is_page(), self.site.nat.is_some()) {
            (false, _) => NatPresenceOutcome::Addresses {
                local: socket.local(self.site),
                mapped: socket.mapped(self.site, probe.server),
            },
            (true, true) => NatPresenceOutcome::PeerReflexiveCandidate,
            (true, false) => NatPresenceOutcome::HostCandidate,
        }
    }

    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        let mut socket = self.socket(probe);
        let mut outcome = MappingOutcome::default();
        let reached: Vec<_> = probe
            .servers
            .iter()
            .filter(|server| {
                internet::udp_out(self.site, server.port())
                    && internet::udp_back(self.site, server.port())
            })
            .collect();
        if reached.len() == probe.servers.len() {
            self.spend(probe, 3).await;
        } else {
            self.clock.sleep(timing.deadline).await;
        }
        for server in reached {
            let mapped = socket.mapped(self.site, *server);
            if self.is_page() {
                outcome.reflexive.insert(mapped);
                self.book(server.ip(), server.port(), mapped, true);
            } else {
                outcome.local = Some(socket.local(self.site));
                outcome.mapped.insert(*server, mapped);
            }
        }
        outcome
    }

    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        let port = probe.server.port();
        let contacted = internet::udp_out(self.site, port) && internet::udp_back(self.site, port);
        let vouched = !self.is_page() || probe.token.is_some();
        let from = |ip, port| match (contacted, vouched) {
            (true, true)
                if internet::comes_in(self.site, probe.server, SocketAddr::new(ip, port)) =>
            {
                Arrival::Arrived
            }
            (true, true) => Arrival::Silent,
            _ => Arrival::NotTested,
        };
        let outcome = FilteringOutcome {
            contacted,
            other_port: from(probe.server.ip(), ALTERNATE_PORT),
            other_address: from(probe.alternate.ip(), port),
            both: from(probe.alternate.ip(), probe.alternate.port()),
        };
        if outcome.both == Arrival::Arrived {
            self.spend(probe, 1).await;
        } else {
            self.clock.sleep(timing.deadline).await;
        }
        outcome
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.clock.now()
    }
}

fn speaks_tls(service: &TcpService) -> bool {
    !matches!(service, TcpService::StunOverTcp | TcpService::IceTcp)
}

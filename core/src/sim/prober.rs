//! A prober that measures a simulated site in virtual time, from any vantage.

mod advice;
mod feed;
mod names;
mod nat;
mod tcp;
mod udp;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::clock::Clock;
use super::far_end::Servers;
use super::internet::{self, Internet, Socket};
use super::site::Site;
use crate::catalogue::{Catalogue, Scheme};
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::model::vantage::Vantage;
use crate::probe::prober::{ByKind, Prober, by_kind};
use crate::probe::{
    Browser, DtlsOutcome, DtlsProbe, Environment, FeedOutcome, FeedProbe, FilteringOutcome,
    FilteringProbe, HttpProbe, HttpReply, IdleOutcome, IdleProbe, LargeOutcome, LargeProbe,
    LoadOutcome, LoadProbe, MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe,
    NtpOutcome, NtpProbe, Observation, PlainOutcome, PlainProbe, Probe, SipOutcome, SipProbe,
    TcpOutcome, TcpProbe, TcpService, TcpTarget, Timing, UdpOutcome, UdpProbe, WebRtc,
};

/// The round trip of a site whose file gives none.
const ROUND_TRIP: Duration = Duration::from_millis(10);

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
    /// When the browser has resolved each name: it asks once for all fetches.
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
            interface: None,
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
        self.ask_ports(probe, timing).await
    }

    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome {
        self.compare_addresses(probe, timing).await
    }

    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        self.map(probe, timing).await
    }

    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        self.filter(probe, timing).await
    }

    async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
        self.handshake(probe, timing).await
    }

    async fn plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome {
        self.send_plain(probe, timing).await
    }

    async fn feed(&self, probe: &FeedProbe, timing: Timing) -> FeedOutcome {
        self.stream(probe, timing).await
    }

    async fn large(&self, probe: &LargeProbe, timing: Timing) -> LargeOutcome {
        self.send_large(probe, timing).await
    }

    async fn idle(&self, probe: &IdleProbe, timing: Timing) -> IdleOutcome {
        self.stay_idle(probe, timing).await
    }

    async fn sip(&self, probe: &SipProbe, timing: Timing) -> SipOutcome {
        self.send_sip(probe, timing).await
    }

    async fn ntp(&self, probe: &NtpProbe, timing: Timing) -> NtpOutcome {
        self.ask_time(probe, timing).await
    }

    async fn load(&self, probe: &LoadProbe, _timing: Timing) -> LoadOutcome {
        self.transfer(probe).await
    }
}

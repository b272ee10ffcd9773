//! What must hold for any observations at all, in any order.

#![expect(clippy::indexing_slicing, reason = "random choices from fixed lists")]

use std::cell::RefCell;
use std::time::Duration;

use camcheck_core::feed::{Large, Streamed, Window};
use camcheck_core::limits::FEED_WINDOWS;
use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use camcheck_core::model::report::Report;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{
    Arrival, Browser, DtlsOutcome, Environment, FeedOutcome, FeedProbe, FilteringOutcome,
    HttpReply, IdleOutcome, LargeOutcome, LoadOutcome, MappingOutcome, MappingProbe,
    NatPresenceOutcome, NatPresenceProbe, NtpOutcome, Observation, PlainOutcome, PlainProbe,
    PortOutcome, Probe, SipOutcome, TcpOutcome, Timing, UdpFault, UdpOutcome, UdpProbe, WebRtc,
};
use camcheck_core::render::text::{Layout, render};
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::{catalogue, report};
use camcheck_core::support::sorted::SortedMap;
use camcheck_core::wire::feed::Counts;
use proptest::prelude::*;

/// A network that answers anything to anything, drawn from a sequence of random bytes.
struct Chaos {
    bytes: RefCell<std::vec::IntoIter<u8>>,
    clock: Clock,
}

impl Chaos {
    fn new(bytes: Vec<u8>, clock: Clock) -> Self {
        Self {
            bytes: RefCell::new(bytes.into_iter()),
            clock,
        }
    }

    /// A random number below `most`; zero once the bytes are used up.
    fn draw(&self, most: u8) -> u8 {
        self.bytes.borrow_mut().next().unwrap_or(0) % most
    }

    async fn wait(&self) {
        let time = Duration::from_millis(u64::from(self.draw(250)) * 20);
        self.clock.sleep(time).await;
    }

    fn failure(&self) -> TcpFailure {
        let layers = [
            Layer::Dns,
            Layer::Connect,
            Layer::Tls,
            Layer::Service,
            Layer::Opaque,
        ];
        let causes = [
            Cause::Timeout,
            Cause::Refused,
            Cause::Reset,
            Cause::Unreachable,
            Cause::NoNetwork,
            Cause::ForbiddenHere,
            Cause::NxDomain,
            Cause::ResolverUnreadable,
            Cause::Sinkhole,
            Cause::UntrustedIssuer,
            Cause::WrongName,
            Cause::CertificateExpired,
            Cause::TlsProtocol,
            Cause::BadReply,
            Cause::WrongResponder,
            Cause::RateLimited,
            Cause::Opaque,
        ];
        TcpFailure {
            layer: layers[usize::from(self.draw(5))],
            cause: causes[usize::from(self.draw(17))],
        }
    }

    fn arrival(&self) -> Arrival {
        [
            Arrival::NotTested,
            Arrival::Silent,
            Arrival::Arrived,
            Arrival::NotChanged,
        ][usize::from(self.draw(4))]
    }
}

impl Prober for Chaos {
    async fn measure(&self, probe: &Probe, _: Timing) -> Observation {
        self.wait().await;
        match probe.clone() {
            Probe::Environment => Observation::Environment(self.environment()),
            Probe::Http(probe) => Observation::Http(probe, self.http()),
            Probe::Tcp(probe) => Observation::Tcp(probe, self.tcp()),
            Probe::Udp(probe) => {
                let outcome = self.udp(&probe);
                Observation::Udp(probe, outcome)
            }
            Probe::NatPresence(probe) => {
                let outcome = self.nat_presence(&probe);
                Observation::NatPresence(probe, outcome)
            }
            Probe::Mapping(probe) => {
                let outcome = self.mapping(&probe);
                Observation::Mapping(probe, outcome)
            }
            Probe::Filtering(probe) => Observation::Filtering(probe, self.filtering()),
            Probe::Dtls(probe) => Observation::Dtls(probe, self.dtls()),
            Probe::Plain(probe) => {
                let outcome = self.plain(&probe);
                Observation::Plain(probe, outcome)
            }
            Probe::Feed(probe) => {
                let outcome = self.feed(&probe);
                Observation::Feed(probe, outcome)
            }
            Probe::Large(probe) => Observation::Large(probe, self.large()),
            Probe::Idle(probe) => Observation::Idle(probe, self.idle()),
            Probe::Sip(probe) => Observation::Sip(probe, self.sip()),
            Probe::Ntp(probe) => Observation::Ntp(probe, self.ntp()),
            Probe::Load(probe) => Observation::Load(probe, self.load()),
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.clock.now()
    }
}

impl Chaos {
    fn environment(&self) -> Environment {
        Environment {
            local_addresses: Vec::new(),
            interface: None,
            offline: self.draw(20) == 19,
            webrtc: [None, Some(WebRtc::Available), Some(WebRtc::Missing)]
                [usize::from(self.draw(3))],
            browser: [None, Some(Browser::Chromium), Some(Browser::Safari)]
                [usize::from(self.draw(3))],
            cellular: self.draw(2) == 1,
            tunnel: self.draw(2) == 1,
            host_firewall: [None, Some(true)][usize::from(self.draw(2))],
        }
    }

    fn http(&self) -> Result<HttpReply, TcpFailure> {
        if self.draw(3) == 0 {
            return Err(self.failure());
        }
        let with_dtls = format!(
            r#"{{"token":"Chaos0Token12345","expires_in":3,"feed":1,"feed_rtp":1,"dtls_fingerprint":"{}","path_tests":1,"ntp":true}}"#,
            ["00"; 32].join(":")
        );
        let bodies = [
            with_dtls.as_str(),
            r#"{"token":"Chaos0Token12345","expires_in":3}"#,
            r#"{"udp":[{"server":"198.51.100.10","port":1025,"source":"203.0.113.2:4"}]}"#,
            r#"{"state":"pending","responder":"lab"}"#,
            "garbage",
            "{}",
        ];
        Ok(HttpReply {
            status: [200, 201, 404, 429, 500][usize::from(self.draw(5))],
            body: bodies[usize::from(self.draw(6))].to_owned(),
        })
    }

    fn tcp(&self) -> TcpOutcome {
        let failure = self.failure();
        let mut outcome = TcpOutcome::failed(failure.layer, failure.cause);
        if self.draw(2) == 0 {
            outcome.result = Ok(());
        }
        outcome
    }

    fn udp(&self, probe: &UdpProbe) -> UdpOutcome {
        let mut ports = SortedMap::default();
        for port in &probe.ports {
            let outcome = match self.draw(8) {
                0..=3 => PortOutcome::Answered {
                    mapped: None,
                    round_trip: None,
                },
                4 | 5 => PortOutcome::Silent,
                6 => PortOutcome::Refused,
                _ => continue,
            };
            ports.insert(*port, outcome);
        }
        UdpOutcome {
            ports,
            fault: (self.draw(30) == 29).then_some(UdpFault::Socket),
            own_drops: u64::from(self.draw(10) / 9),
        }
    }

    fn nat_presence(&self, probe: &NatPresenceProbe) -> NatPresenceOutcome {
        match self.draw(4) {
            0 => NatPresenceOutcome::Silent,
            1 => NatPresenceOutcome::HostCandidate,
            2 => NatPresenceOutcome::PeerReflexiveCandidate,
            _ => NatPresenceOutcome::Addresses {
                local: probe.server,
                mapped: probe.server,
            },
        }
    }

    fn mapping(&self, probe: &MappingProbe) -> MappingOutcome {
        let mut outcome = MappingOutcome::default();
        for server in &probe.servers {
            let mut mapped = probe.servers[0];
            mapped.set_port(u16::from(self.draw(2)) + 1);
            match self.draw(3) {
                0 => {}
                1 => {
                    outcome.mapped.insert(*server, mapped);
                }
                _ => {
                    outcome.server_reflexive.insert(mapped);
                }
            }
        }
        outcome
    }

    fn filtering(&self) -> FilteringOutcome {
        FilteringOutcome {
            contacted: self.draw(2) == 1,
            other_port: self.arrival(),
            other_address: self.arrival(),
            both: self.arrival(),
        }
    }

    fn feed(&self, probe: &FeedProbe) -> FeedOutcome {
        let counts = || Counts {
            received: u16::from(self.draw(181)),
            late: u16::from(self.draw(20)),
            silence_ms: u16::from(self.draw(10)) * 100,
            jitter: u16::from(self.draw(100)),
        };
        let window = |_| Window {
            down: counts(),
            up: (self.draw(4) > 0).then(counts),
            round_trip_ms: (self.draw(4) > 0).then(|| u16::from(self.draw(200)) * 5),
            held: u16::from(self.draw(3)),
            is_own_late: self.draw(6) == 0,
            is_far_end_late: self.draw(6) == 0,
        };
        match self.draw(8) {
            0 => FeedOutcome::Unreached,
            1 => FeedOutcome::NoHandshake,
            2 => FeedOutcome::NoStart,
            3 => FeedOutcome::Busy,
            4 => FeedOutcome::NotPossible,
            _ => FeedOutcome::Streamed(Streamed {
                windows: (0..probe.windows).map(window).collect(),
                up_is_unproven: self.draw(3) == 0,
                large: Large {
                    sent: self.draw(23),
                    received: self.draw(3),
                },
            }),
        }
    }

    fn large(&self) -> LargeOutcome {
        [
            LargeOutcome::Answered,
            LargeOutcome::TooLarge { path_mtu: 1_400 },
            LargeOutcome::Vanished,
            LargeOutcome::Unreached,
            LargeOutcome::NotPossible,
        ][usize::from(self.draw(5))]
    }

    fn idle(&self) -> IdleOutcome {
        [
            IdleOutcome::Kept,
            IdleOutcome::Forgotten,
            IdleOutcome::Unreached,
            IdleOutcome::NotPossible,
        ][usize::from(self.draw(4))]
    }

    fn sip(&self) -> SipOutcome {
        let sha256 = [self.draw(2); 32].into();
        [SipOutcome::Sent { sha256 }, SipOutcome::NotPossible][usize::from(self.draw(2))]
    }

    fn ntp(&self) -> NtpOutcome {
        [
            NtpOutcome::Answered,
            NtpOutcome::AnotherAnswered,
            NtpOutcome::Silent,
            NtpOutcome::NotPossible,
        ][usize::from(self.draw(4))]
    }

    fn load(&self) -> LoadOutcome {
        let transferred = LoadOutcome::Transferred {
            bytes: u64::from(self.draw(255)) << 16,
            took: Duration::from_millis(self.draw(255).into()),
        };
        [transferred, LoadOutcome::Busy, LoadOutcome::Failed][usize::from(self.draw(3))]
    }

    fn dtls(&self) -> DtlsOutcome {
        [
            DtlsOutcome::Finished,
            DtlsOutcome::Unfinished,
            DtlsOutcome::Refused,
            DtlsOutcome::Unreached,
            DtlsOutcome::NotPossible,
        ][usize::from(self.draw(5))]
    }

    fn plain(&self, probe: &PlainProbe) -> PlainOutcome {
        let answered = probe.ports.iter().copied();
        PlainOutcome {
            answered: answered.filter(|_| self.draw(2) == 1).collect(),
        }
    }
}

fn options(vantage: Vantage, seed: u64) -> RunOptions {
    RunOptions {
        feed: Some(FEED_WINDOWS),
        thorough: true,
        ..RunOptions::new(
            catalogue(false).expect("the simulated catalogue"),
            vantage,
            seed,
        )
    }
}

fn chaos_report(vantage: Vantage, seed: u64, bytes: Vec<u8>) -> Report {
    let clock = Clock::default();
    let prober = Chaos::new(bytes, clock.clone());
    report(options(vantage, seed), &prober, &clock)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_network_ends_in_a_report_that_reads_back_the_same(
        native: bool,
        seed: u64,
        bytes in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let vantage = if native { Vantage::Native } else { Vantage::Page };
        let report = chaos_report(vantage, seed, bytes);
        let json = serde_json::to_string(&report).expect("a report is JSON");
        prop_assert_eq!(Report::parse(&json), Ok(report.clone()));
        let text = render(&report, Layout::default());
        // An address cannot be wrapped.
        let wide = text
            .lines()
            .find(|line| line.chars().count() > 80 && !line.contains("https://"));
        prop_assert_eq!(wide, None, "{}", text);
    }

    #[test]
    fn a_pass_cites_an_observation_and_nothing_is_left_measuring(
        seed: u64,
        bytes in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let report = chaos_report(Vantage::Native, seed, bytes);
        for row in &report.requirements {
            if row.status == Status::Pass {
                prop_assert!(!row.evidence.is_empty(), "{} passes on nothing", row.id);
            }
            prop_assert_ne!(row.reason.as_str(), "measuring", "{}", row.id);
        }
    }
}

/// A prober that never gets anything back.
struct Silence(Clock);

impl Prober for Silence {
    async fn measure(&self, probe: &Probe, _: Timing) -> Observation {
        match probe {
            Probe::Environment => Observation::Environment(Environment::default()),
            _ => std::future::pending().await,
        }
    }
    async fn sleep(&self, duration: Duration) {
        self.0.sleep(duration).await;
    }
    fn elapsed(&self) -> Duration {
        self.0.now()
    }
}

#[test]
fn a_prober_that_never_answers_passes_nothing_and_blames_nobody() {
    for vantage in [Vantage::Native, Vantage::Page] {
        let clock = Clock::default();
        let report = report(options(vantage, 0), &Silence(clock.clone()), &clock);
        assert_eq!(report.overall, Overall::Incomplete);
        for row in &report.requirements {
            assert!(
                matches!(row.status, Status::Inconclusive | Status::NotTested),
                "{}: {}",
                row.id,
                row.status
            );
        }
    }
}

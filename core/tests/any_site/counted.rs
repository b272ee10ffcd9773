//! A prober that counts the flows that a site's router has to remember.

use std::cell::RefCell;
use std::time::Duration;

use camcheck_core::probe::{
    DtlsOutcome, DtlsProbe, Environment, FilteringOutcome, FilteringProbe, HttpProbe, HttpReply,
    MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe, PlainOutcome, PlainProbe,
    TcpFailure, TcpOutcome, TcpProbe, Timing, UdpOutcome, UdpProbe,
};
use camcheck_core::prober::Prober;

/// The sockets of a filtering test (RFC 5780 section 4.4), each with one server.
const FILTERING_TESTS: usize = 3;

/// The time over which a rate of new flows counts as sustained: longer than the bursts that routers
/// allow for, shorter than any of their entries lives.
const SUSTAINED: Duration = Duration::from_secs(5);

/// What a run cost the site's router.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Pairs of a socket of the device and an endpoint outside.
    pub(crate) flows: usize,
    /// New ones a second, at the most, over [`SUSTAINED`].
    pub(crate) sustained: usize,
}

pub(crate) struct Counted<'a, P> {
    prober: &'a P,
    /// When each flow began.
    flows: RefCell<Vec<Duration>>,
}

impl<'a, P: Prober> Counted<'a, P> {
    pub(crate) fn new(prober: &'a P) -> Self {
        Self {
            prober,
            flows: RefCell::default(),
        }
    }

    /// What the run cost so far.
    pub(crate) fn cost(&self) -> Cost {
        let mut begun = self.flows.borrow().clone();
        begun.sort_unstable();
        let within = |first: &Duration| {
            let end = begun.partition_point(|time| *time < *first + SUSTAINED);
            end - begun.partition_point(|time| time < first)
        };
        let most = begun.iter().map(within).max().unwrap_or(0);
        let seconds = usize::try_from(SUSTAINED.as_secs()).expect("a few");
        Cost {
            flows: begun.len(),
            sustained: most.div_ceil(seconds),
        }
    }

    fn count(&self, flows: usize) {
        self.count_paced(flows, Duration::ZERO);
    }

    /// Flows that begin one after the other.
    fn count_paced(&self, flows: usize, gap: Duration) {
        let now = self.prober.elapsed();
        let times = (0..).map(|index| now + gap * index).take(flows);
        self.flows.borrow_mut().extend(times);
    }
}

impl<P: Prober> Prober for Counted<'_, P> {
    async fn environment(&self, timing: Timing) -> Environment {
        self.prober.environment(timing).await
    }

    async fn http(&self, probe: &HttpProbe, timing: Timing) -> Result<HttpReply, TcpFailure> {
        self.count(1);
        self.prober.http(probe, timing).await
    }

    async fn tcp(&self, probe: &TcpProbe, timing: Timing) -> TcpOutcome {
        self.count(1);
        self.prober.tcp(probe, timing).await
    }

    async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        self.count_paced(probe.ports.len(), timing.gap);
        self.prober.udp(probe, timing).await
    }

    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome {
        self.count(1);
        self.prober.nat_presence(probe, timing).await
    }

    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        self.count(probe.servers.len());
        self.prober.mapping(probe, timing).await
    }

    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        self.count(FILTERING_TESTS);
        self.prober.filtering(probe, timing).await
    }

    async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
        self.count(1);
        self.prober.dtls(probe, timing).await
    }

    async fn plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome {
        self.count(probe.ports.len());
        self.prober.plain(probe, timing).await
    }

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}

//! A prober that counts the flows that a site's router has to remember.

use std::cell::RefCell;
use std::time::Duration;

use camcheck_core::probe::{
    Environment, FilteringOutcome, FilteringProbe, HttpProbe, HttpReply, MappingOutcome,
    MappingProbe, NatPresenceOutcome, NatPresenceProbe, TcpFailure, TcpOutcome, TcpProbe, Timing,
    UdpOutcome, UdpProbe,
};
use camcheck_core::prober::Prober;

/// The sockets of a filtering test (RFC 5780 section 4.4), each with one server.
const FILTERING_TESTS: usize = 3;

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

    /// Pairs of a socket of the device and an endpoint outside, so far.
    pub(crate) fn flows(&self) -> usize {
        self.flows.borrow().len()
    }

    /// The most flows that began within so long.
    pub(crate) fn most_within(&self, span: Duration) -> usize {
        let mut begun = self.flows.borrow().clone();
        begun.sort_unstable();
        let within = |first: &Duration| {
            let later = begun.iter().filter(|time| *time >= first);
            later.take_while(|time| **time < *first + span).count()
        };
        begun.iter().map(within).max().unwrap_or(0)
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

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}

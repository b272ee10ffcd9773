//! A prober that counts the flows that a site's router has to remember.

use std::cell::Cell;
use std::time::Duration;

use camcheck_core::probe::{
    DtlsOutcome, DtlsProbe, Environment, FilteringOutcome, FilteringProbe, HttpProbe, HttpReply,
    MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe, PlainOutcome, PlainProbe,
    TcpFailure, TcpOutcome, TcpProbe, Timing, UdpOutcome, UdpProbe,
};
use camcheck_core::prober::Prober;

/// The sockets of a filtering test (RFC 5780 section 4.4), each with one server.
const FILTERING_TESTS: usize = 3;

pub(crate) struct Counted<'a, P> {
    prober: &'a P,
    flows: Cell<usize>,
}

impl<'a, P> Counted<'a, P> {
    pub(crate) fn new(prober: &'a P) -> Self {
        Self {
            prober,
            flows: Cell::new(0),
        }
    }

    /// Pairs of a socket of the device and an endpoint outside, so far.
    pub(crate) fn flows(&self) -> usize {
        self.flows.get()
    }

    fn count(&self, flows: usize) {
        self.flows.set(self.flows.get() + flows);
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
        self.count(probe.ports.len());
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

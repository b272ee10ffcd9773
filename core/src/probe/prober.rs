//! The interface between the core and a vantage: what a front end must implement.

use std::time::Duration;

use crate::model::failure::TcpFailure;
use crate::probe::{
    DtlsOutcome, DtlsProbe, Environment, FilteringOutcome, FilteringProbe, HttpProbe, HttpReply,
    MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe, Observation, PlainOutcome,
    PlainProbe, Probe, TcpOutcome, TcpProbe, Timing, UdpOutcome, UdpProbe,
};

/// Measures, waits, and returns the time since the run began; it makes no decisions and logs nothing.
///
/// The driver never spawns, so no method needs to be `Send`: a current-thread runtime and a
/// browser's event loop both fit. Several probes run at the same time on one prober.
#[expect(
    async_fn_in_trait,
    reason = "both runtimes are single-threaded, so no Send bound is wanted"
)]
pub trait Prober {
    /// Makes one measurement. It ends by [`Timing::most`], whatever the network does, and reports
    /// failures as outcomes.
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation;
    /// Waits.
    async fn sleep(&self, duration: Duration);
    /// Time since the run began, including the time in which the device slept.
    fn elapsed(&self) -> Duration;
}

/// A method for each kind of probe, for a vantage that really measures; [`by_kind`] dispatches to it.
#[expect(
    async_fn_in_trait,
    reason = "both runtimes are single-threaded, so no Send bound is wanted"
)]
pub trait ByKind {
    /// Reads the facts about the device itself.
    async fn environment(&self, timing: Timing) -> Environment;
    /// Calls the far end's HTTP interface, verifying its certificate.
    async fn http(&self, probe: &HttpProbe, timing: Timing) -> Result<HttpReply, TcpFailure>;
    /// Tries a TCP service.
    async fn tcp(&self, probe: &TcpProbe, timing: Timing) -> TcpOutcome;
    /// Asks UDP ports, a new one every `timing.gap`.
    async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome;
    /// Learns whether there is a NAT.
    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome;
    /// Learns what each server sees of one fresh socket.
    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome;
    /// Learns from where packets come in, each test on a fresh socket.
    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome;
    /// Makes a DTLS handshake, after STUN on the same path.
    async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome;
    /// Sends datagrams that are not STUN, a new port every `timing.gap`.
    async fn plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome;
}

/// Makes one measurement by the method of its kind.
pub async fn by_kind(prober: &impl ByKind, probe: &Probe, timing: Timing) -> Observation {
    match probe.clone() {
        Probe::Environment => Observation::Environment(prober.environment(timing).await),
        Probe::Http(probe) => {
            let outcome = prober.http(&probe, timing).await;
            Observation::Http(probe, outcome)
        }
        Probe::Tcp(probe) => {
            let outcome = prober.tcp(&probe, timing).await;
            Observation::Tcp(probe, outcome)
        }
        Probe::Udp(probe) => {
            let outcome = prober.udp(&probe, timing).await;
            Observation::Udp(probe, outcome)
        }
        Probe::NatPresence(probe) => {
            let outcome = prober.nat_presence(&probe, timing).await;
            Observation::NatPresence(probe, outcome)
        }
        Probe::Mapping(probe) => {
            let outcome = prober.mapping(&probe, timing).await;
            Observation::Mapping(probe, outcome)
        }
        Probe::Filtering(probe) => {
            let outcome = prober.filtering(&probe, timing).await;
            Observation::Filtering(probe, outcome)
        }
        Probe::Dtls(probe) => {
            let outcome = prober.dtls(&probe, timing).await;
            Observation::Dtls(probe, outcome)
        }
        Probe::Plain(probe) => {
            let outcome = prober.plain(&probe, timing).await;
            Observation::Plain(probe, outcome)
        }
    }
}

//! The seam between the core and a vantage: what a front end must be able to do.

use std::time::Duration;

use crate::probe::{
    DtlsOutcome, DtlsProbe, Environment, FilteringOutcome, FilteringProbe, HttpProbe, HttpReply,
    MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe, PlainOutcome, PlainProbe,
    TcpFailure, TcpOutcome, TcpProbe, Timing, UdpOutcome, UdpProbe,
};

/// Measures. Every method ends by `timing.deadline`, whatever the network does, and reports
/// failures as outcomes; it decides nothing and logs nothing.
///
/// The driver never spawns, so no method needs to be `Send`: a current-thread runtime and a
/// browser's event loop both fit. Several methods run at the same time on one prober.
#[expect(
    async_fn_in_trait,
    reason = "both runtimes are single-threaded, so no Send bound is wanted"
)]
pub trait Prober {
    /// What the device knows of itself.
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
    /// Shakes hands by DTLS, after STUN on the same path.
    async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome;
    /// Sends datagrams that are no STUN, a new port every `timing.gap`.
    async fn plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome;
    /// Waits.
    async fn sleep(&self, duration: Duration);
    /// Time since the run began.
    fn elapsed(&self) -> Duration;
}

//! The native vantage: measures with the sockets of the operating system.

pub mod certificate;
mod datagram;
mod dns;
mod dtls;
mod exchange;
mod http;
mod interfaces;
mod mqtt;
mod nat;
mod plain;
mod service;
mod stopwatch;
mod stun;
mod tcp;
#[cfg(test)]
mod testing;
mod tls;
mod udp;

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use camcheck_core::probe::{
    DtlsOutcome, DtlsProbe, FilteringOutcome, FilteringProbe, HttpProbe, HttpReply, MappingOutcome,
    MappingProbe, NatPresenceOutcome, NatPresenceProbe, Observation, PlainOutcome, PlainProbe,
    Probe, TcpFailure, TcpOutcome, TcpProbe, Timing, UdpOutcome, UdpProbe,
};
use camcheck_core::prober::Prober;
use tokio::time::{Instant, sleep};

use self::datagram::Datagrams;
use self::dns::Resolver;
use self::service::Services;
use self::stopwatch::Stopwatch;
pub use self::tls::{BadRoot, Trust};

/// Measures from this device. Lives on a tokio runtime with I/O and time.
pub struct NativeProber {
    resolver: Resolver,
    trust: Trust,
    started: Stopwatch,
    /// Sockets whose ports no later test may get.
    kept: Mutex<Vec<Datagrams>>,
}

impl NativeProber {
    /// A prober whose run begins now. It reads the system's resolver configuration, so make a
    /// new one for every run.
    #[must_use]
    pub fn new(trust: Trust) -> Self {
        Self {
            resolver: Resolver::of_system(),
            trust,
            started: Stopwatch::started_now(),
            kept: Mutex::default(),
        }
    }

    fn services(&self, timing: Timing) -> Services<'_> {
        Services {
            resolver: &self.resolver,
            trust: &self.trust,
            names: Instant::now() + timing.names,
            deadline: Instant::now() + timing.deadline,
        }
    }
}

impl fmt::Debug for NativeProber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NativeProber").finish_non_exhaustive()
    }
}

impl Prober for NativeProber {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        match probe {
            Probe::Environment => Observation::Environment(interfaces::environment()),
            Probe::Http(probe) => Observation::Http(probe.clone(), self.http(probe, timing).await),
            Probe::Tcp(probe) => Observation::Tcp(probe.clone(), self.tcp(probe, timing).await),
            Probe::Udp(probe) => Observation::Udp(probe.clone(), self.udp(probe, timing).await),
            Probe::NatPresence(probe) => {
                Observation::NatPresence(probe.clone(), self.nat_presence(probe, timing).await)
            }
            Probe::Mapping(probe) => {
                Observation::Mapping(probe.clone(), self.mapping(probe, timing).await)
            }
            Probe::Filtering(probe) => {
                Observation::Filtering(probe.clone(), self.filtering(probe, timing).await)
            }
            Probe::Dtls(probe) => Observation::Dtls(probe.clone(), self.dtls(probe, timing).await),
            Probe::Plain(probe) => {
                Observation::Plain(probe.clone(), self.plain(probe, timing).await)
            }
        }
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

impl NativeProber {
    /// Calls the far end's HTTP interface, verifying its certificate.
    pub async fn http(&self, probe: &HttpProbe, timing: Timing) -> Result<HttpReply, TcpFailure> {
        self.services(timing).http(probe).await
    }

    /// Tries a TCP service.
    pub async fn tcp(&self, probe: &TcpProbe, timing: Timing) -> TcpOutcome {
        self.services(timing).tcp(probe).await
    }

    /// Asks UDP ports, a new one every `timing.gap`.
    pub async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        udp::ask(probe, timing).await
    }

    /// Learns whether there is a NAT.
    pub async fn nat_presence(
        &self,
        probe: &NatPresenceProbe,
        timing: Timing,
    ) -> NatPresenceOutcome {
        nat::presence(probe, timing).await
    }

    /// Learns what each server sees of one fresh socket.
    pub async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        let (outcome, socket) = nat::mapping(probe, timing).await;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(socket);
        outcome
    }

    /// Learns from where packets come in, each test on a fresh socket.
    pub async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        nat::filtering(probe, timing).await
    }

    /// Shakes hands by DTLS, after STUN on the same path.
    pub async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
        dtls::shake_hands(probe, timing).await
    }

    /// Sends datagrams that are no STUN, a new port every `timing.gap`.
    pub async fn plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome {
        plain::ask(probe, timing).await
    }
}

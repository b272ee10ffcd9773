//! The native vantage: measures with the sockets of the operating system.

pub mod certificate;
mod datagram;
mod dns;
mod dtls;
mod exchange;
mod feed;
pub mod http;
mod interfaces;
mod load;
mod mqtt;
mod nat;
mod ntp;
mod path;
mod plain;
mod service;
mod sip;
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

use camcheck_core::model::failure::TcpFailure;
use camcheck_core::model::feed::Feed;
use camcheck_core::probe::prober::{ByKind, Prober, by_kind};
use camcheck_core::probe::{
    DtlsOutcome, DtlsProbe, Environment, FeedOutcome, FeedProbe, FilteringOutcome, FilteringProbe,
    HttpProbe, HttpReply, IdleOutcome, IdleProbe, LargeOutcome, LargeProbe, LoadOutcome, LoadProbe,
    MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe, NtpOutcome, NtpProbe,
    Observation, PlainOutcome, PlainProbe, Probe, SipOutcome, SipProbe, TcpOutcome, TcpProbe,
    Timing, UdpOutcome, UdpProbe,
};
use tokio::time::{Instant, sleep};

use self::datagram::Datagrams;
use self::dns::Resolver;
use self::service::Services;
use self::stopwatch::Stopwatch;
pub use self::tls::{BadRoot, Trust};

/// Measures from this device. Needs a tokio runtime with I/O and time.
pub struct NativeProber {
    resolver: Resolver,
    trust: Trust,
    started: Stopwatch,
    /// Sockets that are kept open so that no later test gets their ports.
    kept: Mutex<Vec<Datagrams>>,
    on_feed: OnFeed,
}

/// What is done with what a feed has shown so far.
type OnFeed = Box<dyn Fn(&Feed) + Send + Sync>;

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
            on_feed: Box::new(|_| {}),
        }
    }

    /// The same; `on_feed` is called with what a feed has shown after each of its seconds.
    #[must_use]
    pub fn showing_feeds(self, on_feed: impl Fn(&Feed) + Send + Sync + 'static) -> Self {
        Self {
            on_feed: Box::new(on_feed),
            ..self
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
        by_kind(self, probe, timing).await
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

impl ByKind for NativeProber {
    async fn environment(&self, _timing: Timing) -> Environment {
        interfaces::environment()
    }

    async fn http(&self, probe: &HttpProbe, timing: Timing) -> Result<HttpReply, TcpFailure> {
        self.services(timing).http(probe).await
    }

    async fn tcp(&self, probe: &TcpProbe, timing: Timing) -> TcpOutcome {
        self.services(timing).tcp(probe).await
    }

    async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        udp::ask(probe, timing).await
    }

    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome {
        nat::presence(probe, timing).await
    }

    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        let (outcome, socket) = nat::mapping(probe, timing).await;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(socket);
        outcome
    }

    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        nat::filtering(probe, timing).await
    }

    async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
        dtls::shake_hands(probe, timing).await
    }

    async fn plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome {
        plain::ask(probe, timing).await
    }

    async fn feed(&self, probe: &FeedProbe, timing: Timing) -> FeedOutcome {
        feed::stream(probe, timing, &self.on_feed).await
    }

    async fn large(&self, probe: &LargeProbe, timing: Timing) -> LargeOutcome {
        path::send_large(probe, timing).await
    }

    async fn idle(&self, probe: &IdleProbe, timing: Timing) -> IdleOutcome {
        path::stay_idle(probe, timing).await
    }

    async fn sip(&self, probe: &SipProbe, timing: Timing) -> SipOutcome {
        sip::send(probe, timing).await
    }

    async fn ntp(&self, probe: &NtpProbe, timing: Timing) -> NtpOutcome {
        ntp::ask(probe, timing).await
    }

    async fn load(&self, probe: &LoadProbe, timing: Timing) -> LoadOutcome {
        self.services(timing).load(probe).await
    }
}

//! The native vantage: measures with the sockets of the operating system.

pub mod certificate;
mod datagram;
mod dns;
mod dtls;
mod environment;
mod exchange;
mod feed;
mod flow;
pub mod http;
mod interfaces;
mod load;
mod mqtt;
mod nat;
mod ntp;
mod outlet;
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
use std::net::IpAddr;
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
pub use self::flow::{Exchanged, Flow, FlowResult};
pub use self::interfaces::NetworkInterface;
pub use self::outlet::Outlet;
use self::service::Services;
use self::stopwatch::Stopwatch;
pub use self::tls::{BadRoot, Trust};

/// Measures from this device. Needs a tokio runtime with I/O and time.
pub struct NativeProber {
    outlet: Outlet,
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
            outlet: Outlet::default(),
            resolver: Resolver::of_system(&Outlet::default()),
            trust,
            started: Stopwatch::started_now(),
            kept: Mutex::default(),
            on_feed: Box::new(|_| {}),
        }
    }

    /// The same with sockets that are opened in this way.
    #[must_use]
    pub fn through(self, outlet: Outlet) -> Self {
        Self {
            resolver: Resolver::of_system(&outlet),
            outlet,
            ..self
        }
    }

    /// The addresses of a host, by the resolvers that its tests use; `None` if only the system knows any.
    pub(crate) async fn resolve(&self, host: &str, timing: Timing) -> Option<Vec<IpAddr>> {
        let resolver = &self.resolver;
        let found = resolver.resolve(host, Instant::now() + timing.names);
        found.await.ok()
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
            outlet: &self.outlet,
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
        environment::environment(&self.outlet)
    }

    async fn http(&self, probe: &HttpProbe, timing: Timing) -> Result<HttpReply, TcpFailure> {
        self.services(timing).http(probe).await
    }

    async fn tcp(&self, probe: &TcpProbe, timing: Timing) -> TcpOutcome {
        self.services(timing).tcp(probe).await
    }

    async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        udp::ask(&self.outlet, probe, timing).await
    }

    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome {
        nat::presence(&self.outlet, probe, timing).await
    }

    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        let (outcome, socket) = nat::mapping(&self.outlet, probe, timing).await;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(socket);
        outcome
    }

    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        nat::filtering(&self.outlet, probe, timing).await
    }

    async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
        dtls::shake_hands(&self.outlet, probe, timing).await
    }

    async fn plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome {
        plain::ask(&self.outlet, probe, timing).await
    }

    async fn feed(&self, probe: &FeedProbe, timing: Timing) -> FeedOutcome {
        feed::stream(&self.outlet, probe, timing, &self.on_feed).await
    }

    async fn large(&self, probe: &LargeProbe, timing: Timing) -> LargeOutcome {
        path::send_large(&self.outlet, probe, timing).await
    }

    async fn idle(&self, probe: &IdleProbe, timing: Timing) -> IdleOutcome {
        path::stay_idle(&self.outlet, probe, timing).await
    }

    async fn sip(&self, probe: &SipProbe, timing: Timing) -> SipOutcome {
        sip::send(&self.outlet, probe, timing).await
    }

    async fn ntp(&self, probe: &NtpProbe, timing: Timing) -> NtpOutcome {
        ntp::ask(&self.outlet, probe, timing).await
    }

    async fn load(&self, probe: &LoadProbe, timing: Timing) -> LoadOutcome {
        self.services(timing).load(probe).await
    }
}

//! The browser as a vantage: the core's probes turned into WebRTC and fetch.
//!
//! A page has no sockets. It can fetch, and it can make the browser's ICE agent send STUN checks to
//! endpoints of its choice by writing the remote answer itself. Differences between browsers are only in
//! `quirks`.

mod candidate;
mod dtls;
mod environment;
mod feed;
mod fetch;
mod filtering;
mod ice_tcp;
mod load;
mod mapping;
mod nat_presence;
mod pairs;
mod peer;
mod quirks;
mod sdp;
pub(crate) mod self_test;
mod stats;
mod time;
mod udp;

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use camcheck_core::model::feed::Feed;
use camcheck_core::probe::prober::{ByKind, Prober, by_kind};
use camcheck_core::probe::{
    Browser, DtlsOutcome, DtlsProbe, Environment, FeedOutcome, FeedProbe, FilteringOutcome,
    FilteringProbe, HttpProbe, HttpReply, IdleOutcome, IdleProbe, LargeOutcome, LargeProbe,
    LoadOutcome, LoadProbe, MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe,
    NtpOutcome, NtpProbe, Observation, PlainOutcome, PlainProbe, Probe, SipOutcome, SipProbe,
    TcpOutcome, TcpProbe, TcpService, Timing, UdpFault, UdpOutcome, UdpProbe, WebRtc,
};

pub(crate) use environment::browser;
pub(crate) use fetch::{OwnFile, own_file};
use quirks::Quirks;
use time::{Deadline, Stopwatch};
pub(crate) use time::{moment, sleep};

/// Measures from inside a browser page.
pub struct PageProber {
    began: Stopwatch,
    quirks: Quirks,
    /// Why ICE cannot be used, once that is known, so that no probe waits for it in vain.
    without_ice: Cell<Option<UdpFault>>,
    on_feed: Box<dyn Fn(Feed)>,
}

impl fmt::Debug for PageProber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageProber").finish_non_exhaustive()
    }
}

impl PageProber {
    /// A prober whose run begins now, in the browser that executes this code. `on_feed` is called with
    /// what a feed has shown after each of its seconds.
    #[must_use]
    pub fn new(on_feed: Box<dyn Fn(Feed)>) -> Self {
        Self {
            on_feed,
            began: Stopwatch::started_now(),
            quirks: Quirks::of(browser()),
            without_ice: Cell::new(None),
        }
    }

    /// The browser whose behaviour is taken into account.
    #[must_use]
    pub fn browser(&self) -> Browser {
        self.quirks.browser()
    }
}

impl Prober for PageProber {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        by_kind(self, probe, timing).await
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

impl ByKind for PageProber {
    async fn environment(&self, timing: Timing) -> Environment {
        let environment = environment::look(Deadline::after(timing.deadline)).await;
        self.without_ice.set(match environment.webrtc {
            Some(WebRtc::Missing) => Some(UdpFault::WebRtcMissing),
            Some(WebRtc::Disabled) => Some(UdpFault::WebRtcDisabled),
            Some(WebRtc::Available) | None => None,
        });
        environment
    }

    async fn http(&self, probe: &HttpProbe, timing: Timing) -> Result<HttpReply, TcpFailure> {
        fetch::call(probe, timing.deadline).await
    }

    async fn tcp(&self, probe: &TcpProbe, timing: Timing) -> TcpOutcome {
        match &probe.service {
            TcpService::Hello { responder, scheme } => {
                fetch::hello(&probe.target, responder, *scheme, timing.deadline).await
            }
            TcpService::Site { path } => fetch::site(&probe.target, path, timing.deadline).await,
            TcpService::IceTcp => {
                let deadline = Deadline::after(timing.deadline);
                ice_tcp::check(&probe.target, deadline, self.quirks).await
            }
            // The plan of a page contains none of these.
            TcpService::StunOverTcp
            | TcpService::StunOverTls
            | TcpService::Mqtt
            | TcpService::Portal { .. }
            | TcpService::Tls
            | TcpService::Https => TcpOutcome::failed(Layer::Opaque, Cause::Opaque),
        }
    }

    async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        if let Some(fault) = self.without_ice.get() {
            return UdpOutcome {
                fault: Some(fault),
                ..UdpOutcome::default()
            };
        }
        udp::ask(probe, timing, self.quirks).await
    }

    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome {
        if self.without_ice.get().is_some() {
            return NatPresenceOutcome::Silent;
        }
        nat_presence::look(probe, Deadline::after(timing.deadline)).await
    }

    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        if self.without_ice.get().is_some() {
            return MappingOutcome::default();
        }
        mapping::gather(probe, Deadline::after(timing.deadline)).await
    }

    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        if self.without_ice.get().is_some() {
            return FilteringOutcome::default();
        }
        let deadline = Deadline::after(timing.deadline);
        filtering::listen(probe, deadline, self.quirks).await
    }

    async fn dtls(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
        if self.without_ice.get().is_some() {
            return DtlsOutcome::NotPossible;
        }
        dtls::shake_hands(probe, Deadline::after(timing.deadline)).await
    }

    async fn feed(&self, probe: &FeedProbe, timing: Timing) -> FeedOutcome {
        feed::stream(probe, Deadline::after(timing.deadline), &*self.on_feed).await
    }

    async fn plain(&self, _: &PlainProbe, _: Timing) -> PlainOutcome {
        // The run of a page requests none: a page cannot send its own datagrams. The same holds for the following.
        PlainOutcome::default()
    }

    async fn large(&self, _: &LargeProbe, _: Timing) -> LargeOutcome {
        LargeOutcome::NotPossible
    }

    async fn idle(&self, _: &IdleProbe, _: Timing) -> IdleOutcome {
        IdleOutcome::NotPossible
    }

    async fn sip(&self, _: &SipProbe, _: Timing) -> SipOutcome {
        SipOutcome::NotPossible
    }

    async fn ntp(&self, _: &NtpProbe, _: Timing) -> NtpOutcome {
        NtpOutcome::NotPossible
    }

    async fn load(&self, probe: &LoadProbe, timing: Timing) -> LoadOutcome {
        let transfer = load::transfer(probe);
        let outcome = time::within(timing.deadline, transfer).await;
        outcome.unwrap_or(LoadOutcome::Failed)
    }
}

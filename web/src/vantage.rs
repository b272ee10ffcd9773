//! The browser as a vantage: the core's probes turned into WebRTC and fetch.
//!
//! A page has no sockets. It can fetch, and it can make the browser's ICE agent send STUN checks
//! to endpoints of its choice by writing the remote answer itself. What differs between browsers
//! stands in [`quirks`] and nowhere else.

mod candidate;
mod environment;
mod fetch;
mod filtering;
mod ice_tcp;
mod mapping;
mod nat_presence;
mod pairs;
mod peer;
mod quirks;
mod sdp;
mod stats;
mod time;
mod udp;

use std::cell::Cell;
use std::time::Duration;

use camcheck_core::probe::{
    Browser, Cause, Environment, FilteringOutcome, FilteringProbe, HttpProbe, HttpReply, Layer,
    MappingOutcome, MappingProbe, NatPresenceOutcome, NatPresenceProbe, TcpFailure, TcpOutcome,
    TcpProbe, TcpService, Timing, UdpOutcome, UdpProbe,
};
use camcheck_core::prober::Prober;

pub(crate) use fetch::own_text;
use quirks::Quirks;
use time::{Deadline, Moment};

/// Measures from inside a browser page.
#[derive(Debug)]
pub struct PageProber {
    began: Moment,
    quirks: Cell<Quirks>,
}

impl PageProber {
    /// A prober whose run begins now, in the browser that executes this code.
    #[must_use]
    pub fn new() -> Self {
        Self {
            began: Moment::now(),
            quirks: Cell::new(Quirks::of(environment::browser())),
        }
    }

    /// The browser whose habits are taken into account.
    #[must_use]
    pub fn browser(&self) -> Browser {
        self.quirks.get().browser()
    }
}

impl Default for PageProber {
    fn default() -> Self {
        Self::new()
    }
}

impl Prober for PageProber {
    async fn environment(&self, timing: Timing) -> Environment {
        environment::look(Deadline::after(timing.deadline)).await
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
                ice_tcp::check(&probe.target, deadline, self.quirks.get()).await
            }
            // The plan of a page holds none of these.
            TcpService::StunOverTcp
            | TcpService::StunOverTls
            | TcpService::Mqtt
            | TcpService::Portal { .. }
            | TcpService::Tls => TcpOutcome::failed(Layer::Opaque, Cause::Opaque),
        }
    }

    async fn udp(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        udp::ask(probe, timing, self.quirks.get()).await
    }

    async fn nat_presence(&self, probe: &NatPresenceProbe, timing: Timing) -> NatPresenceOutcome {
        nat_presence::look(probe, Deadline::after(timing.deadline)).await
    }

    async fn mapping(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        mapping::gather(probe, Deadline::after(timing.deadline)).await
    }

    async fn filtering(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        let deadline = Deadline::after(timing.deadline);
        filtering::listen(probe, deadline, self.quirks.get()).await
    }

    async fn sleep(&self, duration: Duration) {
        time::sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

//! The seam between the core and a vantage: what a front end must be able to do.

use std::time::Duration;

use crate::probe::{Observation, Probe, Timing};

/// Measures, waits, and knows the time since the run began; it decides nothing and logs nothing.
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
    /// Time since the run began, with that in which the device slept.
    fn elapsed(&self) -> Duration;
}

//! The interface between the core and a vantage: what a front end must implement.

use std::time::Duration;

use crate::probe::{self, Environment, Observation, Probe, Timing, for_every_kind};

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

macro_rules! by_kind {
    ($($(#[$what:meta])* $Kind:ident $kind:ident: $Probe:ident => $Outcome:ident,)*) => {
        /// A method for each kind of probe, for a vantage that really measures; [`by_kind`] dispatches
        /// to it.
        #[expect(
            async_fn_in_trait,
            reason = "both runtimes are single-threaded, so no Send bound is wanted"
        )]
        pub trait ByKind {
            /// Reads the facts about the device itself.
            async fn environment(&self, timing: Timing) -> Environment;
            $(
                $(#[$what])*
                async fn $kind(&self, probe: &probe::$Probe, timing: Timing) -> probe::$Outcome;
            )*
        }

        /// Makes one measurement by the method of its kind.
        pub async fn by_kind(prober: &impl ByKind, probe: &Probe, timing: Timing) -> Observation {
            match probe.clone() {
                Probe::Environment => Observation::Environment(prober.environment(timing).await),
                $(Probe::$Kind(probe) => {
                    let outcome = prober.$kind(&probe, timing).await;
                    Observation::$Kind(probe, outcome)
                })*
            }
        }
    };
}
for_every_kind!(by_kind);

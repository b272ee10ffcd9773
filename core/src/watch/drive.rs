//! Runs a watch.

use std::time::Duration;

use super::clock::Moment;
use super::engine::{Next, Watch};
use super::order::Order;
use crate::limits::FEED_WINDOWS;
use crate::model::report::Report;
use crate::plan::RunOptions;
use crate::probe::FeedOutcome;
use crate::probe::prober::Prober;
use crate::run::Run;
use crate::run::drive::drive as drive_run;

/// What a front end does for a watch.
#[expect(
    async_fn_in_trait,
    reason = "both runtimes are single-threaded, so no Send bound is wanted"
)]
pub trait Station {
    /// Reads both clocks.
    fn now(&self) -> Moment;
    /// Waits.
    async fn sleep(&self, duration: Duration);
    /// Makes a round, with the device's interfaces, addresses and resolvers as they are now.
    async fn round(&mut self, order: &Order) -> Report;
    /// Shows the progress of the watch.
    fn show(&mut self, watch: &mut Watch);
}

/// Runs a watch to its end. Dropping the future stops it; the round under way is lost.
pub async fn drive(watch: &mut Watch, station: &mut impl Station) {
    loop {
        let next = watch.next(station.now());
        station.show(watch);
        match next {
            Next::Over => return,
            Next::Wait(duration) => station.sleep(duration).await,
            Next::Round(order) => {
                let report = station.round(&order).await;
                watch.record(report, station.now());
            }
        }
    }
}

/// Measures one round: everything else first, then the stream, if the vantage and the far end offer one.
pub async fn measure<P: Prober>(
    options: RunOptions,
    prober: &P,
    changed: &mut dyn FnMut(&Run),
) -> Run {
    let mut run = Run::new(options);
    drive_run(&mut run, prober, &mut *changed).await;
    // A stream would measure everything else once more, without watching for pauses.
    if run.was_given_up() {
        return run;
    }
    run.begin_feed(FEED_WINDOWS);
    drive_run(&mut run, prober, &mut *changed).await;
    if cannot_stream(&run) {
        run.forget_feed();
    }
    run
}

/// A device that cannot stream is at fault only if a stream was requested.
fn cannot_stream(run: &Run) -> bool {
    let outcomes = &run.board().feed;
    !outcomes.is_empty()
        && outcomes
            .values()
            .all(|outcome| *outcome == FeedOutcome::NotPossible)
}

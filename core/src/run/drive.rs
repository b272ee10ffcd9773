//! Drives a run with a prober: starts the probes that the run requests and passes the observations to it.

mod pulse;

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;

use crate::limits::{OVERDUE, PAUSE};
use crate::probe::Observation;
use crate::probe::prober::Prober;
use crate::run::{Order, Run, Step};
use pulse::Pulse;

/// Drives a run to its end. `changed` is called after every step and observation. If the program was
/// suspended (a phone that slept, a page in the background, a closed laptop), it missed answers, so
/// everything is measured again.
///
/// It never spawns, so dropping the future stops the run.
pub async fn drive<P: Prober>(run: &mut Run, prober: &P, mut changed: impl FnMut(&Run)) {
    while attempt(run, prober, &mut changed).await == Ended::Paused {
        if !run.start_again() {
            return;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Nothing is left to measure.
    Complete,
    /// The program did not run for a while.
    Paused,
}

async fn attempt<P: Prober>(run: &mut Run, prober: &P, changed: &mut impl FnMut(&Run)) -> Ended {
    let mut pulse = Pulse::new(prober, patience(run));
    let mut under_way = FuturesUnordered::new();
    loop {
        match run.step() {
            Step::Done => return Ended::Complete,
            Step::Continue(orders) => {
                for order in orders {
                    under_way.push(observe(prober, order));
                }
            }
        }
        changed(run);
        let observed = pulse.beat_until(under_way.next()).await;
        run.note_lag(pulse.take_latest());
        match observed {
            // Probes were started and none is running: their results are lost, as in a pause.
            None | Some(None) => return Ended::Paused,
            Some(Some(observation)) => run.record(observation),
        }
    }
}

/// How long the program may pause. A pause does not invalidate a sweep, because each of its batches has a
/// control port, and a restart would cost up to eleven minutes.
fn patience(run: &Run) -> Duration {
    // A feed itself reports which of its seconds show nothing.
    if run.plan().sweep().is_some() || run.plan().options().feed.is_some() {
        Duration::MAX
    } else {
        PAUSE
    }
}

/// One probe; it is abandoned if the prober does not keep its deadline.
async fn observe<P: Prober>(prober: &P, order: Order) -> Observation {
    if !order.pause.is_zero() {
        prober.sleep(order.pause).await;
    }
    let limit = order.timing.most() + OVERDUE;
    let measured = pin!(prober.measure(&order.probe, order.timing));
    let overdue = pin!(prober.sleep(limit));
    match select(measured, overdue).await {
        Either::Left((observation, _)) => observation,
        Either::Right(((), _)) => order.probe.clone().nothing_observed(),
    }
}

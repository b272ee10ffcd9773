//! Detects that the program was suspended.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, select};

use crate::limits::PULSE;
use crate::probe::prober::Prober;

/// A timer that is restarted whenever it fires. If it fires far too late, so did every other timer, and
/// packets that arrived meanwhile were not seen in time.
pub(super) struct Pulse<'a, P> {
    prober: &'a P,
    patience: Duration,
    beat: LocalBoxFuture<'a, ()>,
    due: Duration,
    latest: Duration,
}

impl<'a, P: Prober> Pulse<'a, P> {
    /// `patience` is how late it may fire.
    pub(super) fn new(prober: &'a P, patience: Duration) -> Self {
        Self {
            prober,
            patience,
            beat: prober.sleep(PULSE).boxed_local(),
            due: prober.elapsed() + PULSE,
            latest: Duration::ZERO,
        }
    }

    /// The greatest delay of the timer since this was last called.
    pub(super) fn take_latest(&mut self) -> Duration {
        std::mem::take(&mut self.latest)
    }

    /// The work's result; `None` as soon as a pause of the program is detected.
    pub(super) async fn beat_until<W: Future + Unpin>(&mut self, mut work: W) -> Option<W::Output> {
        loop {
            let done = match select(work, &mut self.beat).await {
                Either::Left((output, _)) => Ok(output),
                Either::Right(((), unfinished)) => Err(unfinished),
            };
            let late = self.prober.elapsed().saturating_sub(self.due);
            if late > self.patience {
                return None;
            }
            self.latest = self.latest.max(late);
            match done {
                Ok(output) => return Some(output),
                Err(unfinished) => {
                    work = unfinished;
                    *self = Self {
                        latest: self.latest,
                        ..Self::new(self.prober, self.patience)
                    };
                }
            }
        }
    }
}

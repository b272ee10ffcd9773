//! Moments, deadlines and waiting, on the browser's monotonic clock.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::{Either, maybe_done, select};

/// A moment of the browser's monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(Duration);

impl Moment {
    pub(super) fn now() -> Self {
        let milliseconds = web_sys::window()
            .and_then(|window| window.performance())
            .map_or_else(js_sys::Date::now, |performance| performance.now());
        Self(duration(milliseconds))
    }

    pub(super) fn elapsed(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

/// The last moment at which an answer counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline(Moment);

impl Deadline {
    pub(super) fn after(duration: Duration) -> Self {
        Self(Moment(Moment::now().0.saturating_add(duration)))
    }

    /// The earlier of this deadline and the end of a time that begins now.
    pub(super) fn or_after(self, duration: Duration) -> Self {
        Self(self.0.min(Self::after(duration).0))
    }

    pub(super) fn remaining(self) -> Duration {
        self.0.0.saturating_sub(Moment::now().0)
    }

    pub(super) fn has_passed(self) -> bool {
        self.remaining().is_zero()
    }
}

/// A number of milliseconds of which a browser speaks, to the microsecond; less than none is none.
pub(super) fn duration(milliseconds: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float saturates, which is what is wanted"
    )]
    Duration::from_micros((milliseconds * 1000.0) as u64)
}

pub(super) async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}

/// The future's result, or `None` if it takes longer; it is dropped then.
pub(super) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(sleep(limit))).await {
        Either::Left((result, _)) => Some(result),
        Either::Right(((), _)) => None,
    }
}

/// The results of all these, which go on at the same time. It asks each of them whenever one may
/// have come further, which for some dozens is nothing; `join_all`, which does not, is 1 KB more.
pub(super) async fn all<F: Future>(work: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut work: Vec<_> = work.map(|work| Box::pin(maybe_done(work))).collect();
    poll_fn(|context| {
        let mut is_done = true;
        for one in &mut work {
            is_done &= one.as_mut().poll(context).is_ready();
        }
        if is_done {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    work.iter_mut()
        .filter_map(|one| one.as_mut().take_output())
        .collect()
}

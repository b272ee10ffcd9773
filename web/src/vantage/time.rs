//! Moments, deadlines and waiting, on the browser's monotonic clock.

use std::pin::pin;
use std::time::Duration;

use camcheck_core::watch;
use futures_util::future::{Either, select};

/// A moment of the browser's monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(Duration);

impl Moment {
    pub(super) fn now() -> Self {
        let milliseconds = web_sys::window()
            .and_then(|window| window.performance())
            .map_or_else(js_sys::Date::now, |performance| performance.now());
        Self(Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default())
    }

    pub(super) fn elapsed(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

/// The time since a run began. It continues while the device sleeps: during sleep, the monotonic clock
/// stops in most browsers; the wall clock does not, but may be set back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch {
    monotonic: Moment,
    /// In milliseconds since 1970.
    wall: f64,
}

impl Stopwatch {
    pub(super) fn started_now() -> Self {
        Self {
            monotonic: Moment::now(),
            wall: js_sys::Date::now(),
        }
    }

    pub(super) fn elapsed(self) -> Duration {
        let by_wall = (js_sys::Date::now() - self.wall) / 1000.0;
        let by_wall = Duration::try_from_secs_f64(by_wall).unwrap_or_default();
        self.monotonic.elapsed().max(by_wall)
    }
}

/// Both clocks of the device, for a watch.
pub(crate) fn moment() -> watch::Moment {
    watch::Moment {
        wall: Duration::try_from_secs_f64(js_sys::Date::now() / 1000.0).unwrap_or_default(),
        monotonic: Moment::now().0,
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

pub(crate) async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}

/// The future's result, or `None` if it takes longer; it is dropped then.
pub(super) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(sleep(limit))).await {
        Either::Left((result, _)) => Some(result),
        Either::Right(((), _)) => None,
    }
}

//! The time of a watch.

use std::time::Duration;

use crate::limits::WATCH_PAUSE;
use crate::model::time::Time;

/// A reading of both clocks of the device. While it sleeps, the wall clock continues, and the monotonic one stops on
/// most systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The time of day, since 1970.
    pub wall: Duration,
    /// The monotonic clock, since an arbitrary moment.
    pub monotonic: Duration,
}

/// The time since a watch began: the monotonic clock's, and the time in which the device slept. A time of day that
/// is set back changes nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Elapsed {
    began: Duration,
    time: Duration,
    last: Moment,
}

impl Elapsed {
    pub(super) fn since(now: Moment) -> Self {
        Self {
            began: now.wall,
            time: Duration::ZERO,
            last: now,
        }
    }

    pub(super) fn time(&self) -> Duration {
        self.time
    }

    /// The moment that the elapsed time has reached.
    pub(super) fn now(&self) -> Time {
        self.at(self.time)
    }

    /// The moment at which this much time had passed. Full seconds are counted from the beginning of the watch, so that
    /// events within its first second do not appear to be later.
    pub(super) fn at(&self, time: Duration) -> Time {
        Time::from_seconds(self.began.as_secs()).after(time.as_secs())
    }

    /// Advances to this moment. `waited`: how long the program was to do nothing but wait. Returns whether the device
    /// slept or the program was suspended meanwhile.
    pub(super) fn advance(&mut self, now: Moment, waited: Option<Duration>) -> bool {
        let ran = now.monotonic.saturating_sub(self.last.monotonic);
        let passed = now.wall.saturating_sub(self.last.wall);
        let slept = passed > ran + WATCH_PAUSE;
        let step = if slept { passed } else { ran };
        self.time += step;
        self.last = now;
        slept || waited.is_some_and(|waited| step > waited + WATCH_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(wall: u64, monotonic: u64) -> Moment {
        Moment {
            wall: Duration::from_secs(wall),
            monotonic: Duration::from_secs(monotonic),
        }
    }

    #[test]
    fn the_wall_clock_alone_advances_while_the_device_sleeps() {
        let mut elapsed = Elapsed::since(moment(1_000, 5));
        assert!(!elapsed.advance(moment(1_060, 65), None));
        assert!(elapsed.advance(moment(4_660, 70), None));
        assert_eq!(elapsed.time(), Duration::from_secs(3_660));
        assert_eq!(elapsed.now(), Time::from_seconds(4_660));
    }

    #[test]
    fn what_happens_at_once_is_not_a_second_later() {
        let began = Moment {
            wall: Duration::from_millis(1_999),
            monotonic: Duration::ZERO,
        };
        let elapsed = Elapsed::since(began);
        let at = |millis| elapsed.at(Duration::from_millis(millis));
        assert_eq!(at(0), Time::from_seconds(1));
        assert_eq!(at(999), Time::from_seconds(1));
        assert_eq!(at(60_001), Time::from_seconds(61));
    }

    #[test]
    fn a_program_that_was_suspended_waited_too_long() {
        let wait = Duration::from_secs(10);
        let mut elapsed = Elapsed::since(moment(0, 0));
        assert!(!elapsed.advance(moment(12, 12), Some(wait)));
        assert!(elapsed.advance(moment(72, 72), Some(wait)));
        // A round may take as long as it needs.
        assert!(!elapsed.advance(moment(172, 172), None));
    }

    #[test]
    fn a_clock_that_is_set_back_or_corrected_changes_nothing() {
        let mut elapsed = Elapsed::since(moment(10_000, 0));
        assert!(!elapsed.advance(moment(6_460, 60), Some(Duration::from_secs(60))));
        assert!(!elapsed.advance(moment(6_522, 120), Some(Duration::from_secs(60))));
        assert_eq!(elapsed.now(), Time::from_seconds(10_120));
    }
}

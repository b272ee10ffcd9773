//! When a round is due.

use std::time::Duration;

use crate::limits::{PAGE_WATCH_EVERY, PAGE_WATCH_TOTAL, WATCH_LEAST_INTERVAL, WATCH_LONGEST};

/// How often a watch tests, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    every: Duration,
    total: Duration,
}

/// Why a schedule is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSchedule {
    /// Rounds would be too close to each other.
    #[error(
        "rounds must be at least 1 minute apart, so that the site's router can forget one before the next"
    )]
    TooOften,
    /// No second round would follow.
    #[error("a watch must last at least as long as the time from one round to the next")]
    TooShort,
    /// It would last too long.
    #[error("a watch may last 31 days at most")]
    TooLong,
}

impl Schedule {
    /// That of a page that keeps testing.
    pub const PAGE: Self = Self {
        every: PAGE_WATCH_EVERY,
        total: PAGE_WATCH_TOTAL,
    };

    /// A round `every` so often, for `total`, in whole seconds.
    ///
    /// # Errors
    /// [`BadSchedule`].
    pub fn new(every: Duration, total: Duration) -> Result<Self, BadSchedule> {
        let (every, total) = (whole_seconds(every), whole_seconds(total));
        if every < WATCH_LEAST_INTERVAL {
            return Err(BadSchedule::TooOften);
        }
        if total > WATCH_LONGEST {
            return Err(BadSchedule::TooLong);
        }
        if total < every {
            return Err(BadSchedule::TooShort);
        }
        Ok(Self { every, total })
    }

    /// From the beginning of one round to that of the next.
    #[must_use]
    pub const fn every(self) -> Duration {
        self.every
    }

    /// How long the watch lasts.
    #[must_use]
    pub const fn total(self) -> Duration {
        self.total
    }

    /// The round whose turn it is at this time, by its number, and whether it may still begin: a late one would be
    /// too close to the next.
    pub(super) fn turn(self, time: Duration) -> (u64, bool) {
        let (number, late) = self.divided(time);
        (number, late * 2 <= self.every)
    }

    /// How long it is until the next round's turn.
    pub(super) fn until_next(self, time: Duration) -> Duration {
        self.every - self.divided(time).1
    }

    fn divided(self, time: Duration) -> (u64, Duration) {
        let seconds = time.as_secs();
        let every = self.every.as_secs();
        // It is a minute at least.
        let number = seconds.checked_div(every).unwrap_or_default();
        (number, time - Duration::from_secs(number * every))
    }
}

fn whole_seconds(duration: Duration) -> Duration {
    Duration::from_secs(duration.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn schedules_have_bounds() {
        let day = MINUTE * 60 * 24;
        for (every, total, expected) in [
            (MINUTE * 5, day, None),
            (MINUTE, MINUTE, None),
            (MINUTE, day * 31, None),
            (
                MINUTE - Duration::from_millis(1),
                day,
                Some(BadSchedule::TooOften),
            ),
            (
                MINUTE,
                day * 31 + Duration::from_secs(1),
                Some(BadSchedule::TooLong),
            ),
            (MINUTE * 5, MINUTE * 4, Some(BadSchedule::TooShort)),
            (Duration::ZERO, Duration::ZERO, Some(BadSchedule::TooOften)),
            (Duration::MAX, Duration::MAX, Some(BadSchedule::TooLong)),
        ] {
            assert_eq!(
                Schedule::new(every, total).err(),
                expected,
                "{every:?} {total:?}"
            );
        }
    }

    #[test]
    fn a_round_may_begin_late_but_not_close_to_the_next() {
        let schedule = Schedule::new(MINUTE * 5, MINUTE * 60).expect("sound");
        for (seconds, turn, until_next) in [
            (0, (0, true), 300),
            (150, (0, true), 150),
            (151, (0, false), 149),
            (299, (0, false), 1),
            (300, (1, true), 300),
            (3_000, (10, true), 300),
        ] {
            let time = Duration::from_secs(seconds);
            assert_eq!(schedule.turn(time), turn, "{seconds}");
            assert_eq!(schedule.until_next(time), Duration::from_secs(until_next));
        }
    }
}

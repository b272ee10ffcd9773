//! The time since a run began.

use std::time::{Duration, Instant, SystemTime};

/// Continues while the device sleeps. During sleep, the monotonic clock stops on Linux and macOS; the wall
/// clock does not, but may be set back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch {
    monotonic: Instant,
    wall: SystemTime,
}

impl Stopwatch {
    pub(super) fn started_now() -> Self {
        Self {
            monotonic: Instant::now(),
            wall: SystemTime::now(),
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        let by_wall = self.wall.elapsed().unwrap_or_default();
        self.monotonic.elapsed().max(by_wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn it_counts_the_time_that_the_device_slept() {
        let slept = Stopwatch {
            wall: SystemTime::now() - HOUR,
            ..Stopwatch::started_now()
        };
        assert!(slept.elapsed() >= HOUR);
    }

    #[test]
    fn a_wall_clock_that_was_set_back_does_not_stop_it() {
        let set_back = Stopwatch {
            wall: SystemTime::now() + HOUR,
            ..Stopwatch::started_now()
        };
        let before = set_back.elapsed();
        std::thread::sleep(Duration::from_millis(2));
        assert!(set_back.elapsed() > before);
        assert!(set_back.elapsed() < HOUR);
    }
}

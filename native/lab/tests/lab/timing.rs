//! How long tests took, for a list at the end: what to shorten when all of them take too long.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many of the slowest tests are listed.
const SLOWEST: usize = 10;

/// The duration of each test that ended, by its name.
#[derive(Default)]
pub(super) struct Timing(Mutex<BTreeMap<String, Duration>>);

impl Timing {
    /// Runs a test and notes its duration.
    pub(super) fn time<T>(&self, name: &str, test: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = test();
        let mut durations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        durations.insert(name.to_owned(), began.elapsed());
        result
    }

    /// The seconds of each group of tests in all, which ran beside others, and of the slowest tests; empty if none ran.
    pub(super) fn list(&self) -> String {
        let durations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut groups: BTreeMap<&str, (usize, Duration)> = BTreeMap::new();
        for (name, duration) in durations.iter() {
            let (count, sum) = groups.entry(group(name)).or_default();
            *count += 1;
            *sum += *duration;
        }
        let mut slowest: Vec<_> = durations.iter().collect();
        slowest.sort_by_key(|(_, duration)| std::cmp::Reverse(**duration));
        let mut list = String::new();
        for (group, (count, sum)) in groups {
            let _ = writeln!(list, "{:7.0} s  {count} x {group}", sum.as_secs_f64());
        }
        for (name, duration) in slowest.into_iter().take(SLOWEST) {
            let _ = writeln!(list, "{:7.1} s  {name}", duration.as_secs_f64());
        }
        list
    }
}

/// The name without its last part: `page::firefox::symmetric` is one of `page::firefox`.
fn group(name: &str) -> &str {
    name.rsplit_once("::").map_or(name, |(group, _)| group)
}

//! When each connection has something to do.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use super::endpoint::Path;

/// The next moment of each connection. Every operation takes logarithmic time in their number: with
/// feeds, it is used for thousands of datagrams a second.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    in_order: BTreeSet<(Duration, Path)>,
    by_path: HashMap<Path, Duration>,
}

impl Agenda {
    /// Sets the next moment of a connection, in place of an earlier one.
    pub(super) fn set(&mut self, path: Path, at: Duration) {
        let before = self.by_path.insert(path, at);
        if before == Some(at) {
            return;
        }
        if let Some(before) = before {
            self.in_order.remove(&(before, path));
        }
        self.in_order.insert((at, path));
    }

    /// The connection has ended.
    pub(super) fn remove(&mut self, path: Path) {
        if let Some(at) = self.by_path.remove(&path) {
            self.in_order.remove(&(at, path));
        }
    }

    /// The next moment of all.
    pub(super) fn next(&self) -> Option<Duration> {
        self.in_order.first().map(|(at, _)| *at)
    }

    /// The connections whose moment has come.
    pub(super) fn due(&self, now: Duration) -> Vec<Path> {
        let due = self.in_order.iter().take_while(|(at, _)| *at <= now);
        due.map(|(_, path)| *path).collect()
    }
}

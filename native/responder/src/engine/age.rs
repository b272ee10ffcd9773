//! The order of runs in time.

use std::time::Duration;

/// When a run was created, and after how many others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Age {
    pub(super) created: Duration,
    pub(super) number: u64,
}

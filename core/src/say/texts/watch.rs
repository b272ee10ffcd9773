//! Words about a watch.

/// One language's words about the summary of a watch; a missing one does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WatchWords {
    /// Above the summary.
    pub title: &'static str,
    /// Instead of outages.
    pub no_outage: &'static str,
    /// After a share of less than 90 %.
    pub below: &'static str,
}

/// One language's words of the native program while it watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveWords {
    /// Before the time of the next round.
    pub next: &'static str,
    /// How the watch is ended early.
    pub interrupt: &'static str,
    /// A round that tested everything.
    pub whole: &'static str,
    /// A round that showed nothing because the device slept.
    pub slept: &'static str,
    /// The report could not be made, because no round was finished.
    pub no_round: &'static str,
}

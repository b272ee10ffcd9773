//! The verdict on a requirement, and on a site. The names are contracts.

use std::fmt;

use super::evidence::Evidence;
use super::reason::Reason;
use super::requirement::{Level, RequirementId};
use crate::support::names::json_by_name;

/// The state of one row. "Not measured" is never `Pass`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename_all = "kebab-case")
)]
pub enum Status {
    /// Proven to be met.
    Pass,
    /// Met in the common way, but less than the article asks for.
    Warn,
    /// Proven not to be met.
    Fail,
    /// Measured, but the measurement proves neither.
    Inconclusive,
    /// Not measured.
    NotTested,
}

json_by_name!(Status);

impl Status {
    /// Every one of them.
    pub const ALL: &[Self] = &[
        Self::Pass,
        Self::Warn,
        Self::Fail,
        Self::Inconclusive,
        Self::NotTested,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::NotTested => "not-tested",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The verdict on a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename_all = "kebab-case")
)]
pub enum Overall {
    /// Every required row passes, and nothing needs improvement.
    Ready,
    /// Every required row passes, but something could be better, as with an ordinary NAT.
    ReadyWithAdvice,
    /// No required row fails, but one could not be judged.
    Incomplete,
    /// A required row fails.
    NotReady,
}

json_by_name!(Overall);

impl Overall {
    /// Every one of them.
    pub const ALL: &[Self] = &[
        Self::Ready,
        Self::ReadyWithAdvice,
        Self::Incomplete,
        Self::NotReady,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::ReadyWithAdvice => "ready-with-advice",
            Self::Incomplete => "incomplete",
            Self::NotReady => "not-ready",
        }
    }

    /// The verdict on a site by its rows. With a far end on the tester's own machine (`demo`) there is no
    /// network in between, so the verdict is never better than incomplete.
    #[must_use]
    pub fn of(rows: impl Iterator<Item = (RequirementId, Status)>, demo: bool) -> Self {
        let worst = if demo { Self::Incomplete } else { Self::Ready };
        rows.map(|(id, status)| Self::of_row(id.level(), status))
            .fold(worst, Self::max)
    }

    /// The best overall verdict that is possible with this row.
    fn of_row(level: Level, status: Status) -> Self {
        match (level, status) {
            (Level::Required, Status::Fail) => Self::NotReady,
            (Level::Required, Status::Inconclusive | Status::NotTested) => Self::Incomplete,
            (_, Status::Warn) | (Level::Recommended, Status::Fail) => Self::ReadyWithAdvice,
            (_, Status::Pass)
            | (Level::Recommended | Level::Advice, Status::Inconclusive | Status::NotTested)
            | (Level::Advice, Status::Fail) => Self::Ready,
        }
    }
}

impl fmt::Display for Overall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The verdict on one row, and the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The row.
    pub id: RequirementId,
    /// Its state.
    pub status: Status,
    /// Why.
    pub reason: Reason,
    /// The observations on which it is based, in a fixed order.
    pub evidence: Vec<Evidence>,
}

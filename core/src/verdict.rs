//! What can be said of a requirement, and of a site. The names are contracts.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::reason::Reason;
use crate::requirement::RequirementId;

/// The state of one row. "Not measured" is never `Pass`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Proven to be met.
    Pass,
    /// Met in the common way, but less than the article asks for.
    Warn,
    /// Proven not to be met.
    Fail,
    /// Measured, but the measurement allows no judgement.
    Inconclusive,
    /// Not measured.
    NotTested,
}

impl Status {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Overall {
    /// Every required row passes, and nothing is to be improved.
    Ready,
    /// Every required row passes; something could be better. Ordinary NATs end here.
    ReadyWithAdvice,
    /// No required row fails, but one could not be judged.
    Incomplete,
    /// A required row fails.
    NotReady,
}

impl Overall {
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
}

impl fmt::Display for Overall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What is said of one row, and on what it rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The row.
    pub id: RequirementId,
    /// Its state.
    pub status: Status,
    /// Why.
    pub reason: Reason,
    /// The observations that it rests on, in a fixed order.
    pub evidence: Vec<Evidence>,
}

/// One observation, as a report tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// What was done, such as `https`, `stun-tcp`, `udp-grid`, `control`.
    pub test: String,
    /// To what, such as `probe.example:443`.
    pub target: String,
    /// What came of it, as a stable name: `answered`, or a layer and cause such as `tls: reset`.
    pub result: String,
    /// Round trip in milliseconds, where it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round_trip_ms: Option<u64>,
    /// More about it by stable name: `issuer`, `mapped`, `answered`, ...
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

impl Evidence {
    /// Evidence without a round trip or detail.
    #[must_use]
    pub fn new(
        test: impl Into<String>,
        target: impl Into<String>,
        result: impl Into<String>,
    ) -> Self {
        Self {
            test: test.into(),
            target: target.into(),
            result: result.into(),
            round_trip_ms: None,
            details: BTreeMap::new(),
        }
    }

    /// The same with a detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.details.insert(name.to_owned(), value.to_string());
        self
    }
}

//! Observations as they appear in a report: the test, its target and its result, by stable names.
//!
//! The names are a contract and are never renamed. A report from a newer version may contain names that
//! this version does not know; they are kept and shown unchanged.

mod name;
mod names;

use std::str::FromStr;

use serde::Serialize;

use crate::support::json::from_json;
use crate::support::sorted::SortedMap;
pub use name::Name;
pub use names::{Detail, Outcome, Seen, Target, Test, Word};

from_json! {
    Evidence { test, target, result, round_trip_ms: optional, details: optional }
}

/// One observation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// What was done, such as `https`, `stun-tcp`, `udp-grid`, `control`.
    pub test: Name<Test>,
    /// The target, such as `probe.example:443`.
    pub target: Name<Target>,
    /// The result: `answered`, or a layer and cause such as `tls: reset`.
    pub result: Name<Outcome>,
    /// Round trip in milliseconds, where it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round_trip_ms: Option<u64>,
    /// More about it by stable name: `issuer`, `mapped`, `answered`, ...
    #[serde(default, skip_serializing_if = "SortedMap::is_empty")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "std::collections::BTreeMap<Name<Detail>, String>")
    )]
    pub details: SortedMap<Name<Detail>, String>,
}

impl Evidence {
    /// Evidence without a round trip or detail.
    #[must_use]
    pub fn new(test: Test, target: impl Into<Name<Target>>, result: impl Into<Outcome>) -> Self {
        Self {
            test: Name::Known(test),
            target: target.into(),
            result: Name::Known(result.into()),
            round_trip_ms: None,
            details: SortedMap::default(),
        }
    }

    /// The same evidence with a further detail.
    #[must_use]
    pub fn with(mut self, name: Detail, value: impl ToString) -> Self {
        self.details.insert(Name::Known(name), value.to_string());
        self
    }

    /// The value of a detail, if it is present.
    #[must_use]
    pub fn detail(&self, name: Detail) -> Option<&str> {
        self.details.get(&Name::Known(name)).map(String::as_str)
    }

    /// A detail that is a number.
    #[must_use]
    pub fn number<N: FromStr>(&self, name: Detail) -> Option<N> {
        self.detail(name)?.parse().ok()
    }

    /// A detail that is one of a few words.
    #[must_use]
    pub fn word(&self, name: Detail) -> Option<Word> {
        self.detail(name)?.parse().ok()
    }
}

#[cfg(test)]
mod tests;

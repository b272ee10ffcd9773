//! What a watch showed: the same site, tested again and again for hours.

use serde::Serialize;

use super::network::is_zero;
use super::reason::Reason;
use super::requirement::RequirementId;
use super::time::Time;
use crate::support::json::from_json;
use crate::support::names::report_names;

from_json! {
    WatchSummary {
        began,
        ended,
        rounds,
        good_seconds,
        bad_seconds,
        not_judged_seconds,
        gap_seconds,
        interval_percent: optional,
        outages: optional,
        outages_left_out: optional,
        gaps: optional,
        timeline: optional,
        mark_seconds: optional,
    }
    Outage { begin_by, end_after, rounds, failed, begin_after: optional, end_by: optional }
    Failed { id, reason }
    Gap { from, to, cause }
}

/// The summary of a watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WatchSummary {
    /// When it began.
    pub began: Time,
    /// When it ended, or until when it is summed up.
    pub ended: Time,
    /// How many rounds were made.
    pub rounds: u32,
    /// For how many seconds the site worked: each round stands for the time up to the next one.
    pub good_seconds: u64,
    /// For how many seconds it did not.
    pub bad_seconds: u64,
    /// Seconds of rounds that show neither.
    pub not_judged_seconds: u64,
    /// Seconds in which nothing was measured.
    pub gap_seconds: u64,
    /// The 95 % interval of the good share, in percent, rounded outwards; none if no round was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_percent: Option<(u8, u8)>,
    /// The outages, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outages: Vec<Outage>,
    /// How many shorter ones are left out, as in a short link.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub outages_left_out: u16,
    /// When nothing was measured, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// The whole time in equal parts, of which the last one may be shorter: a [`Mark`] for each.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub timeline: String,
    /// How many seconds a mark stands for.
    #[serde(default)]
    pub mark_seconds: u64,
}

/// A time in which every round that was judged was bad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outage {
    /// The last good round before it; none if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin_after: Option<Time>,
    /// The end of its first round: it had begun by then.
    pub begin_by: Time,
    /// Its last round: it had not ended by then.
    pub end_after: Time,
    /// The end of the first good round after it; none if it went on to the end of the watch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_by: Option<Time>,
    /// How many rounds were bad.
    pub rounds: u32,
    /// What failed in them, each once.
    pub failed: Vec<Failed>,
}

/// A row that failed in an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failed {
    /// The row.
    pub id: RequirementId,
    /// Why.
    pub reason: Reason,
}

/// A time in which nothing was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gap {
    /// Its beginning.
    pub from: Time,
    /// Its end.
    pub to: Time,
    /// Why.
    pub cause: GapCause,
}

report_names! {
    /// Why nothing was measured.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    GapCause {
        /// The device slept, the program was suspended, or the clock was set forward.
        Slept = "slept",
        /// The program did not run.
        NotRunning = "not-running",
        /// The round before took too long.
        SlowRound = "slow-round",
    }
}

/// What one part of a timeline was like, as a character that is readable without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Good.
    Good,
    /// A bad round began in it, or most of it was bad.
    Bad,
    /// Most of it could not be judged.
    NotJudged,
    /// For most of it nothing was measured.
    Gap,
}

impl Mark {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Good, Self::Bad, Self::NotJudged, Self::Gap];

    /// The character.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Good => '+',
            Self::Bad => 'x',
            Self::NotJudged => '?',
            Self::Gap => '.',
        }
    }
}

impl WatchSummary {
    /// Good seconds of a hundred that could be judged, rounded down; none if there were none.
    #[must_use]
    pub fn good_percent(&self) -> Option<u64> {
        let good = self.good_seconds.saturating_mul(100);
        good.checked_div(self.judged_seconds())
    }

    /// Seconds that could be judged.
    #[must_use]
    pub const fn judged_seconds(&self) -> u64 {
        self.good_seconds.saturating_add(self.bad_seconds)
    }
}

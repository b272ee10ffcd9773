//! What is kept of a watch, one after the other: the lines of its log.

use serde::{Deserialize, Serialize};

use super::round::Round;
use crate::model::time::Time;

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Entry {
    /// The program began to watch.
    Start(Start),
    /// A round was made.
    Round(Round),
    /// The device slept, or the program was suspended.
    Pause {
        /// The last moment before it that is known.
        from: Time,
        /// The first moment after it.
        to: Time,
    },
}

/// How a watch began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// [`super::log::FORMAT`].
    pub format: String,
    /// [`super::log::VERSION`].
    pub version: u32,
    /// Name and version of the program.
    pub tool: String,
    /// When.
    pub at: Time,
    /// Seconds from one round to the next.
    pub every_seconds: u64,
    /// Seconds that the watch is to last.
    pub for_seconds: u64,
}

impl Entry {
    /// When it begins.
    pub(super) const fn at(&self) -> Time {
        match self {
            Self::Start(start) => start.at,
            Self::Round(round) => round.at,
            Self::Pause { from, .. } => *from,
        }
    }

    /// The round, if it is one.
    #[must_use]
    pub const fn round(&self) -> Option<&Round> {
        match self {
            Self::Round(round) => Some(round),
            Self::Start(_) | Self::Pause { .. } => None,
        }
    }
}

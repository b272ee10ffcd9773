//! What is kept of a watch, one after the other: the lines of its log.

use serde::{Deserialize, Serialize};

use super::round::Round;
use crate::model::time::Time;

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Entry {
    /// The program began to watch.
    Start(Start),
    /// A round was made.
    Round(Round),
    /// The device slept, or the program was suspended.
    Pause(Pause),
}

/// A time in which nothing could be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The last moment before it that is known.
    pub from: Time,
    /// The first moment after it.
    pub to: Time,
}

/// Which entry a line has.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Start,
    Round,
    Pause,
}

#[derive(Deserialize)]
struct Head {
    entry: Kind,
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
    /// Reads a line: its kind first, and then its fields. What serde makes for a tagged enum adds a tenth of a
    /// megabyte to the program.
    ///
    /// # Errors
    /// If it is not JSON, or a field is missing or makes no sense.
    pub(super) fn parse(line: &str) -> Result<Self, serde_json::Error> {
        let head: Head = serde_json::from_str(line)?;
        match head.entry {
            Kind::Start => serde_json::from_str(line).map(Self::Start),
            Kind::Round => serde_json::from_str(line).map(Self::Round),
            Kind::Pause => serde_json::from_str(line).map(Self::Pause),
        }
    }

    /// When it begins.
    pub(super) const fn at(&self) -> Time {
        match self {
            Self::Start(start) => start.at,
            Self::Round(round) => round.at,
            Self::Pause(pause) => pause.from,
        }
    }

    /// The round, if it is one.
    #[must_use]
    pub const fn round(&self) -> Option<&Round> {
        match self {
            Self::Round(round) => Some(round),
            Self::Start(_) | Self::Pause(_) => None,
        }
    }
}

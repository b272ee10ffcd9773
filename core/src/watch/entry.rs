//! What is kept of a watch, one after the other: the lines of its log.

use serde::Serialize;

use super::round::Round;
use crate::model::time::Time;
use crate::support::json::{Fault, FromJson, from_json, located, parsed, refused};

from_json! {
    Pause { from, to }
    Start { format, version, tool, at, every_seconds, for_seconds }
}

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pause {
    /// The last moment before it that is known.
    pub from: Time,
    /// The first moment after it.
    pub to: Time,
}

/// How a watch began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// Reads a line.
    ///
    /// # Errors
    /// If it is not JSON, or a field is missing or makes no sense.
    pub(super) fn parse(line: &str) -> Result<Self, Fault> {
        let json = parsed(line)?;
        let read = match json.field("entry").text() {
            Ok("start") => Start::from_json(&json).map(Self::Start),
            Ok("round") => Round::from_json(&json).map(Self::Round),
            Ok("pause") => Pause::from_json(&json).map(Self::Pause),
            Ok(_) => located(Err(refused("is not known")), "entry"),
            Err(fault) => located(Err(fault), "entry"),
        };
        read.map_err(|fault| *fault)
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

//! An NTP request (RFC 5905).

use std::net::IpAddr;

use super::Kind;
use super::timing::{Line, Timing};
use crate::limits::UDP_RETEST_TRIES;

/// A client's request to UDP 123 of the far end. Native only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NtpProbe {
    /// The far end's address.
    pub server: IpAddr,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for NtpProbe {
    type Outcome = NtpOutcome;

    fn timing(&self, line: &Line) -> Timing {
        Timing {
            tries: UDP_RETEST_TRIES,
            ..line.once(line.retransmit() * (UDP_RETEST_TRIES + 1))
        }
    }

    fn nothing_observed() -> NtpOutcome {
        NtpOutcome::NotPossible
    }
}

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NtpOutcome {
    /// The far end answered.
    Answered,
    /// Something else answered in its place.
    AnotherAnswered,
    /// No answer.
    Silent,
    /// This device could not ask.
    NotPossible,
}

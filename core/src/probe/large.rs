//! Large datagrams: whether fragments pass, and whether packets of full size do.

use std::net::SocketAddr;

use super::Kind;
use super::timing::{Line, Timing};
use crate::limits::UDP_RETEST_TRIES;
use crate::wire::token::RunToken;

/// A large datagram ([`crate::wire::path`]) to a port, from a socket on which small ones are answered before and
/// after. Native only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LargeProbe {
    /// The far end's address and port.
    pub server: SocketAddr,
    /// The run.
    pub token: RunToken,
    /// UDP payload in bytes.
    pub bytes: u16,
    /// What is large.
    pub way: Way,
    /// Whether it may travel in fragments, or has the bit "don't fragment" (RFC 791).
    pub may_fragment: bool,
    /// 0 for the first try.
    pub attempt: u8,
}

/// What is large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The request alone.
    Out,
    /// The request and the answer.
    OutAndBack,
}

impl Kind for LargeProbe {
    type Outcome = LargeOutcome;

    fn timing(&self, line: &Line) -> Timing {
        // Small, large, and small again.
        let rounds = 3 * (UDP_RETEST_TRIES + 1);
        Timing {
            tries: UDP_RETEST_TRIES,
            ..line.once(line.retransmit() * rounds)
        }
    }

    fn nothing_observed() -> LargeOutcome {
        LargeOutcome::NotPossible
    }
}

/// The outcome of large datagrams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LargeOutcome {
    /// They were answered.
    Answered,
    /// The path reported that it takes smaller packets only (RFC 1191).
    TooLarge {
        /// The largest one in bytes.
        path_mtu: u16,
    },
    /// They were not answered, while small ones were before and after.
    Vanished,
    /// Not even small ones were answered.
    Unreached,
    /// This device could not try.
    NotPossible,
}

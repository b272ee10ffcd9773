//! Whether there is a NAT between the device and the far end.

use std::net::SocketAddr;

use super::Kind;
use super::timing::{Line, Timing};
use crate::limits::UDP_RETEST_TRIES;
use crate::wire::token::RunToken;

/// One request that shows whether there is a NAT in between.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NatPresenceProbe {
    /// A STUN server on the outside.
    pub server: SocketAddr,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for NatPresenceProbe {
    type Outcome = NatPresenceOutcome;

    fn timing(&self, line: &Line) -> Timing {
        let once = line.nat_test();
        // At 15 % loss each way three sends are silent in 2 % of all cases, and then all rests on these.
        let tries = if self.attempt == 0 {
            once.tries
        } else {
            UDP_RETEST_TRIES
        };
        Timing { tries, ..once }
    }

    fn nothing_observed() -> NatPresenceOutcome {
        NatPresenceOutcome::Silent
    }
}

/// What was seen of the device's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NatPresenceOutcome {
    /// The socket's own address and the mapped one.
    Addresses {
        /// As the socket has it; never a wildcard.
        local: SocketAddr,
        /// As the far end saw it.
        mapped: SocketAddr,
    },
    /// A page: the answered pair's local candidate is `host`, so there is no NAT.
    HostCandidate,
    /// A page: it is `prflx`, so there is a NAT (RFC 8445 section 7.2.5.3.1).
    PeerReflexiveCandidate,
    /// No answer.
    Silent,
}

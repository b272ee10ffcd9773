//! How a NAT maps: what several servers see of one socket.

use std::net::SocketAddr;

use vecmap::{VecMap, VecSet};

use super::Kind;
use super::timing::{Line, Timing};
use crate::wire::token::RunToken;

/// One socket, several servers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MappingProbe {
    /// The servers in the order of RFC 5780 section 4.3: the primary address, the primary
    /// address with the alternate port, the alternate address.
    pub servers: Vec<SocketAddr>,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for MappingProbe {
    type Outcome = MappingOutcome;

    fn timing(&self, line: &Line) -> Timing {
        // The attempts of a place are an even number and the next one.
        if self.attempt.is_multiple_of(2) {
            line.nat_test()
        } else {
            line.nat_retest()
        }
    }

    fn nothing_observed() -> MappingOutcome {
        MappingOutcome::default()
    }
}

/// The mapped addresses of one socket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MappingOutcome {
    /// The socket's own address, where the vantage sees it; never a wildcard.
    pub local: Option<SocketAddr>,
    /// What each server saw. Servers that did not answer are missing.
    pub mapped: VecMap<SocketAddr, SocketAddr>,
    /// A page's server-reflexive addresses, which do not show which server saw them.
    pub server_reflexive: VecSet<SocketAddr>,
}

impl MappingOutcome {
    /// Whether any server answered.
    #[must_use]
    pub fn any_answered(&self) -> bool {
        !self.mapped.is_empty() || !self.server_reflexive.is_empty()
    }
}

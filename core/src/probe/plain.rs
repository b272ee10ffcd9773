//! Datagrams that are not STUN, which show whether a firewall drops STUN only.

use std::net::IpAddr;
use std::time::Duration;

use super::Kind;
use super::timing::{Line, Timing};
use crate::limits::{NEW_FLOWS_PER_SECOND, UDP_TRIES};
use crate::support::sorted::SortedSet;
use crate::wire::token::RunToken;

/// Our plain datagrams ([`crate::wire::plain`]) to ports of which none answered STUN. Native only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlainProbe {
    /// The far end's address.
    pub server: IpAddr,
    /// Which ports, each once, ascending.
    pub ports: Vec<u16>,
    /// The run under which they go.
    pub token: RunToken,
}

impl Kind for PlainProbe {
    type Outcome = PlainOutcome;

    fn timing(&self, line: &Line) -> Timing {
        let gap = Duration::from_secs(1) / NEW_FLOWS_PER_SECOND;
        let ports = u32::try_from(self.ports.len()).unwrap_or(u32::MAX);
        Timing {
            tries: UDP_TRIES,
            gap,
            ..line.once(gap * ports + line.retransmit() * UDP_TRIES)
        }
    }

    fn nothing_observed() -> PlainOutcome {
        PlainOutcome::default()
    }
}

/// The outcome of plain datagrams.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainOutcome {
    /// Ports that answered.
    pub answered: SortedSet<u16>,
}

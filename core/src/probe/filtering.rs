//! How a NAT filters: what comes in from endpoints that were never contacted.

use std::net::SocketAddr;

use super::Kind;
use super::timing::{Line, Timing};
use crate::wire::token::RunToken;

/// A fresh socket for each test of RFC 5780 section 4.4 (and of erratum 7971).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilteringProbe {
    /// The primary address, which is contacted.
    pub server: SocketAddr,
    /// The alternate address and port, which are never contacted.
    pub alternate: SocketAddr,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for FilteringProbe {
    type Outcome = FilteringOutcome;

    fn timing(&self, line: &Line) -> Timing {
        line.nat_test()
    }

    fn nothing_observed() -> FilteringOutcome {
        FilteringOutcome::default()
    }
}

/// What came in from endpoints that were never contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FilteringOutcome {
    /// Whether the contacted server answered; without that, silence proves nothing.
    pub contacted: bool,
    /// From the contacted address, another port.
    pub other_port: Arrival,
    /// From the alternate address, the same port.
    pub other_address: Arrival,
    /// From the alternate address, another port.
    pub both: Arrival,
}

/// Whether a packet from an uncontacted endpoint came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrival {
    /// It was not asked for.
    #[default]
    NotTested,
    /// It was asked for and did not come.
    Silent,
    /// It came, from the expected endpoint.
    Arrived,
    /// An answer came, but from the contacted endpoint: the server ignores CHANGE-REQUEST.
    NotChanged,
}

//! What a run asks to learn of address translation, and what came of it.

use std::net::SocketAddr;

use vecmap::{VecMap, VecSet};

use crate::wire::token::RunToken;

/// One request to learn whether an address translation lies between.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NatPresenceProbe {
    /// A STUN server on the outside.
    pub server: SocketAddr,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
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

/// One socket, several servers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MappingProbe {
    /// The servers in the order of RFC 5780 section 4.3: address 1, address 1 with the other
    /// port, address 2.
    pub servers: Vec<SocketAddr>,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
}

/// The mapped addresses of one socket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MappingOutcome {
    /// The socket's own address, where the vantage sees it; never a wildcard.
    pub local: Option<SocketAddr>,
    /// What each server saw. Servers that did not answer are missing.
    pub mapped: VecMap<SocketAddr, SocketAddr>,
    /// A page's server-reflexive addresses, which do not say which server saw them.
    pub reflexive: VecSet<SocketAddr>,
}

impl MappingOutcome {
    /// Whether any server answered.
    #[must_use]
    pub fn any_answered(&self) -> bool {
        !self.mapped.is_empty() || !self.reflexive.is_empty()
    }
}

/// A fresh socket for each test of RFC 5780 section 4.4 (and of erratum 7971).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilteringProbe {
    /// Address 1, which is contacted.
    pub server: SocketAddr,
    /// The alternate address and port, which are never contacted.
    pub alternate: SocketAddr,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
}

/// What came in from endpoints that were never contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FilteringOutcome {
    /// The contacted server answered, without which silence proves nothing.
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

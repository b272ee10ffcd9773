//! What an administrator is asked to change in a firewall.

use super::requirement::DomainPattern;

/// What is to be done with the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Let it pass.
    Allow,
    /// Let it pass without inspection.
    AllowUninspected,
    /// Let it pass in application control.
    AllowApplications,
    /// Put the camera behind a NAT.
    AddNat,
    /// Translate it with a full cone NAT.
    FullConeNat,
    /// Raise the limits on floods and sessions.
    RaiseLimits,
}

/// Which traffic a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// All.
    Any,
}

/// Which way the first packet of a flow goes, and what else of the flow the rule is about. The less it exposes,
/// the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Flows that the camera begins, with the answers to them.
    Outbound,
    /// Only the answers to flows that the camera began.
    Return,
    /// Flows in both directions.
    Both,
    /// Flows that begin on the internet.
    Unsolicited,
}

/// With whom the camera exchanges packets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// Any address.
    Any,
    /// Hosts by their names. Never by resolved addresses: those change.
    Names(Vec<DomainPattern>),
}

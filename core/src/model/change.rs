//! What an administrator is asked to change in a firewall.

/// What is to be done with the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Let it pass.
    Allow,
    /// Let it pass without inspection.
    AllowUninspected,
    /// Let it pass in application control.
    AllowApplications,
    /// Let names resolve and their hosts be reached.
    AllowNames,
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
    /// DNS look-ups, and HTTPS to what they name.
    DnsAndHttps,
    /// All.
    Any,
}

/// Which way traffic goes, seen from the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the camera, with the answers to it.
    Outbound,
    /// To the camera.
    Inbound,
    /// Both.
    Both,
}

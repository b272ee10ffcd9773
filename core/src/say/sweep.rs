//! A sweep of all UDP ports, before it begins.

/// What a sweep of all UDP ports takes and costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweep {
    /// How many ports.
    pub ports: u32,
    /// How many of them a second.
    pub rate: u32,
    /// How long it takes.
    pub seconds: u32,
    /// Entries of the router's session table that it takes at a time, at the least and the most.
    pub sessions: (u32, u32),
}

//! A sweep of all UDP ports, before it begins.

/// The duration and cost of a sweep of all UDP ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweep {
    /// How many ports.
    pub ports: u32,
    /// How many of them a second.
    pub rate: u32,
    /// How long it takes.
    pub seconds: u32,
    /// Entries of the router's session table that it uses at a time: minimum and maximum.
    pub sessions: (u32, u32),
}

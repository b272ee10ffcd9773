//! Everything in Camcheck that reads bytes or texts from outside, one target each: what arrives at the far end, what a far
//! end or a web server answers, links, catalogues. A target panics if the reader does, or if what it reads breaks a rule
//! that the target names.
//!
//! `cargo test` mutates the seeds of each target a few thousand times; `./dev fuzz SECONDS TARGET` looks for new paths
//! through the code with libFuzzer for a given time.

mod dtls;
mod far_end;
mod packets;
mod sctp;
mod small;
mod stun;
mod texts;

/// A reader, and how it is fed.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// For the command line.
    pub name: &'static str,
    /// Reads one input.
    pub read: fn(&[u8]),
    /// Sound inputs, from which others are made.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const TARGETS: [Target; 11] = [
    stun::REQUEST,
    stun::RESPONSE,
    stun::STREAM,
    dtls::SERVER,
    dtls::HANDSHAKE,
    sctp::ASSOCIATION,
    small::DATAGRAMS,
    small::MQTT,
    texts::DOCUMENTS,
    texts::LINKS,
    far_end::DATAGRAMS,
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

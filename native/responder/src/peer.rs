//! The two ends of a TCP connection.

use std::net::SocketAddr;

use crate::engine::Side;

/// The two ends of a TCP connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// The own address.
    pub(crate) side: Side,
    /// The caller.
    pub(crate) remote: SocketAddr,
}

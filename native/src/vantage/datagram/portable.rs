//! The portable part: datagrams. Not every system reports ICMP errors and losses of unconnected sockets, so
//! they are left out.

use std::cell::Cell;
use std::io;

use tokio::net::UdpSocket;

use super::Incoming;

/// The system's number for "no buffer space".
#[cfg(windows)]
pub(super) const NO_BUFFER: i32 = 10055;
/// The system's number for "no buffer space".
#[cfg(not(windows))]
pub(super) const NO_BUFFER: i32 = 55;

/// The system's number for "message too long".
#[cfg(windows)]
pub(super) const TOO_LARGE: i32 = 10040;
/// The system's number for "message too long".
#[cfg(not(windows))]
pub(super) const TOO_LARGE: i32 = 40;

/// No library that we use sets it here.
pub(super) fn forbid_fragments(_socket: &UdpSocket) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// It cannot be read here.
pub(super) const fn path_mtu(_socket: &std::net::UdpSocket) -> Option<u16> {
    None
}

/// There is nothing to switch on.
pub(super) const fn prepare(_socket: &std::net::UdpSocket) {}

/// The next datagram.
pub(super) fn receive(
    socket: &UdpSocket,
    buffer: &mut [u8],
    _drops: &Cell<u64>,
) -> io::Result<Incoming> {
    let (length, from) = socket.try_recv_from(buffer)?;
    Ok(Incoming::Datagram { from, length })
}

//! UDP sockets that report their own address, ICMP errors and their own losses.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod portable;

use std::cell::Cell;
use std::io;
use std::net::SocketAddr;

use camcheck_core::probe::UdpFault;
use socket2::SockRef;
use tokio::net::UdpSocket;

use super::flow::DatagramFlows;
use super::outlet::Outlet;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(not(target_os = "linux"))]
use portable as platform;

/// Room for the answers of a fast sweep while this process is not scheduled. The kernel grants less if its
/// own limit is lower.
const RECEIVE_BUFFER: usize = 4 << 20;

/// How many consecutive errors are skipped in one read of the socket.
const MAX_ERRORS: usize = 64;

/// An unconnected UDP socket.
pub(crate) struct Datagrams {
    socket: UdpSocket,
    local: SocketAddr,
    drops: Cell<u64>,
    outlet: Outlet,
    flows: Option<DatagramFlows>,
}

/// A received event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Incoming {
    /// A datagram, of which `length` bytes are in the buffer.
    Datagram { from: SocketAddr, length: usize },
    /// An ICMP error: what was sent to this endpoint did not arrive.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux reports it on unconnected sockets")
    )]
    Unreachable { to: SocketAddr },
}

/// The result of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sending {
    /// It was sent.
    Sent,
    /// The system has no room at the moment.
    Busy,
    /// The system does not send it: a firewall on this device, or an invalid port.
    Forbidden,
    /// There is no route any more.
    NoNetwork,
}

impl Datagrams {
    /// A fresh socket on the address from which the device reaches `server`.
    ///
    /// # Errors
    /// [`UdpFault::NoNetwork`] without a route, [`UdpFault::Socket`] if the system refuses.
    pub(crate) async fn toward(outlet: &Outlet, server: SocketAddr) -> Result<Self, UdpFault> {
        Self::toward_from(outlet, server, 0).await
    }

    /// The same on this port; 0 for any.
    pub(crate) async fn toward_from(
        outlet: &Outlet,
        server: SocketAddr,
        port: u16,
    ) -> Result<Self, UdpFault> {
        let source = outlet.source(server)?;
        let open = || {
            let socket = std::net::UdpSocket::bind(SocketAddr::new(source.ip(), port))?;
            socket.set_nonblocking(true)?;
            outlet.bind_device(SockRef::from(&socket));
            // A smaller buffer only makes losses likelier, and losses are counted.
            let _ = SockRef::from(&socket).set_recv_buffer_size(RECEIVE_BUFFER);
            platform::prepare(&socket);
            let local = socket.local_addr()?;
            Ok((UdpSocket::from_std(socket)?, local))
        };
        let (socket, local) = open().map_err(|_: io::Error| UdpFault::Socket)?;
        // The runtime learns only from the first wait that the socket is writable.
        socket.writable().await.map_err(|_| UdpFault::Socket)?;
        Ok(Self {
            socket,
            local,
            drops: Cell::new(0),
            flows: outlet.datagram_flows(local),
            outlet: outlet.clone(),
        })
    }

    /// The socket's own address, never a wildcard.
    pub(crate) const fn local(&self) -> SocketAddr {
        self.local
    }

    /// Has the system send no datagram in fragments, and forbid routers to make any (RFC 791).
    ///
    /// # Errors
    /// If the system cannot.
    pub(crate) fn forbid_fragments(&self) -> io::Result<()> {
        platform::forbid_fragments(&self.socket)
    }

    /// The largest packet of the path to a server in bytes, as far as the system knows it.
    pub(crate) fn path_mtu(&self, server: SocketAddr) -> Option<u16> {
        // Connecting a UDP socket sends nothing.
        let socket = std::net::UdpSocket::bind((self.local.ip(), 0)).ok()?;
        self.outlet.bind_device(SockRef::from(&socket));
        socket.connect(server).ok()?;
        platform::path_mtu(&socket)
    }

    /// Datagrams that the system is known to have dropped because the buffer was full.
    pub(crate) fn own_drops(&self) -> u64 {
        self.drops.get()
    }

    /// Sends without waiting.
    pub(crate) fn send(&self, datagram: &[u8], to: SocketAddr) -> Sending {
        let mut before = None;
        for _ in 0..MAX_ERRORS {
            let Err(error) = self.socket.try_send_to(datagram, to) else {
                self.note(|flows| flows.sent(to));
                return Sending::Sent;
            };
            match sending_fault(&error) {
                Some(Sending::Busy) => return Sending::Busy,
                Some(fault) if before == Some(fault) => return fault,
                // This may have reported the ICMP error of an earlier datagram, such as that a router lost its route
                // for a moment. Such an error is reported once, and this datagram was not sent yet.
                fault => before = fault,
            }
        }
        before.unwrap_or(Sending::Busy)
    }

    /// The next datagram or error that is already there.
    pub(crate) fn receive(&self, buffer: &mut [u8]) -> Option<Incoming> {
        for _ in 0..MAX_ERRORS {
            match platform::receive(&self.socket, buffer, &self.drops) {
                Ok(incoming) => {
                    self.note(|flows| match incoming {
                        Incoming::Datagram { from, .. } => flows.received(from),
                        Incoming::Unreachable { to } => flows.unreachable(to),
                    });
                    return Some(incoming);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
                // Errors of earlier datagrams, such as WSAECONNRESET on Windows, concern those
                // datagrams only.
                Err(_) => {}
            }
        }
        None
    }

    fn note(&self, event: impl FnOnce(&DatagramFlows)) {
        if let Some(flows) = &self.flows {
            event(flows);
        }
    }

    /// Waits until something may have come in.
    pub(crate) async fn readable(&self) {
        // The next read of the socket reports the error.
        let _ = self.socket.readable().await;
    }
}

/// Why a datagram is not sent; `None` for an error that is not about this datagram.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other error is that of an earlier datagram"
)]
fn sending_fault(error: &io::Error) -> Option<Sending> {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::OutOfMemory => Some(Sending::Busy),
        io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::AddrNotAvailable => Some(Sending::NoNetwork),
        io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput => Some(Sending::Forbidden),
        _ if has_code(error, platform::NO_BUFFER) => Some(Sending::Busy),
        // The system knows that it is too large for the path.
        _ if has_code(error, platform::TOO_LARGE) => Some(Sending::Forbidden),
        _ => None,
    }
}

/// Some errors have no [`io::ErrorKind`].
fn has_code(error: &io::Error, code: i32) -> bool {
    error.raw_os_error() == Some(code)
}

#[cfg(test)]
mod tests;

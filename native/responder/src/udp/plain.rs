//! Ordinary sockets, one for each port, for a demo without privileges.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::UdpSocket;

use super::UdpOut;
use crate::engine::{Local, Outgoing};
use crate::shared::SharedEngine;

/// Longer than any message that is understood.
const DATAGRAM: usize = 2048;

/// The sockets by their endpoint.
#[derive(Debug, Default)]
pub(crate) struct PlainSockets(HashMap<Local, Arc<UdpSocket>>);

impl PlainSockets {
    /// Adds the socket of an endpoint.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub(crate) fn bind(&mut self, local: Local, address: IpAddr) -> io::Result<()> {
        let socket = std::net::UdpSocket::bind(SocketAddr::new(address, local.port))?;
        socket.set_nonblocking(true)?;
        self.0.insert(local, Arc::new(UdpSocket::from_std(socket)?));
        Ok(())
    }

    /// The sockets.
    pub(crate) fn all(&self) -> Vec<(Local, Arc<UdpSocket>)> {
        self.0
            .iter()
            .map(|(local, socket)| (*local, Arc::clone(socket)))
            .collect()
    }

    pub(super) fn send(&self, outgoing: &[Outgoing]) {
        for out in outgoing {
            if let Some(socket) = self.0.get(&out.from) {
                // A datagram is lost if the buffer is full, as on a network.
                let _ = socket.try_send_to(&out.bytes, out.to);
            }
        }
    }
}

/// Answers on one socket. Never returns.
pub(crate) async fn serve(
    local: Local,
    socket: Arc<UdpSocket>,
    engine: Arc<SharedEngine>,
    out: Arc<UdpOut>,
) {
    let mut buffer = [0; DATAGRAM];
    let mut outgoing = Vec::new();
    loop {
        // Errors are ICMP messages about earlier answers.
        let Ok((length, remote)) = socket.recv_from(&mut buffer).await else {
            continue;
        };
        let bytes = buffer.get(..length).unwrap_or_default();
        let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
        let (before, after) = {
            let mut locked = engine.lock();
            let before = locked.next_due();
            locked.datagram(engine.now(), local, remote, bytes, &mut outgoing);
            (before, locked.next_due())
        };
        out.note_due(before, after);
        out.send(&outgoing);
        outgoing.clear();
    }
}

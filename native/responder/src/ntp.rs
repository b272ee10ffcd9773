//! Answers NTP (RFC 5905), to show whether a site's firewall lets it out.
//!
//! The answers say that the clock is not synchronised, so no device sets its clock by them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use camcheck_core::wire::NTP_PORT;
use camcheck_core::wire::ntp::{LENGTH, answer};
use tokio::net::UdpSocket;
use tracing::warn;

use crate::cli::Address;
use crate::engine::Event;
use crate::shared::SharedEngine;

/// Longer than a request with extensions and a key, which are not read.
const DATAGRAM: usize = 1_024;

/// The sockets of all addresses, or none with a note, if one of them cannot be bound: the machine may answer NTP
/// itself.
pub(crate) async fn bind(addresses: &[Address]) -> Vec<UdpSocket> {
    let mut sockets = Vec::new();
    for address in addresses {
        let own = SocketAddr::new(address.bind, NTP_PORT);
        match UdpSocket::bind(own).await {
            Ok(socket) => sockets.push(socket),
            Err(error) => {
                warn!("cannot listen on UDP {own}: {error}; NTP (row ntp) is not tested");
                return Vec::new();
            }
        }
    }
    sockets
}

/// Answers on one socket. Never returns.
pub(crate) async fn serve(socket: Arc<UdpSocket>, engine: Arc<SharedEngine>) {
    let mut buffer = [0; DATAGRAM];
    loop {
        // Errors are ICMP messages about earlier answers.
        let Ok((length, remote)) = socket.recv_from(&mut buffer).await else {
            continue;
        };
        let request = buffer.get(..length.min(LENGTH)).unwrap_or_default();
        let Some(answer) = answer(request, since_1970()) else {
            engine.lock().count(Event::NotStun);
            continue;
        };
        let allowed = {
            let mut locked = engine.lock();
            let allowed = locked.allow_datagram(engine.now(), remote);
            if allowed {
                locked.note_ntp();
            } else {
                locked.count(Event::RefusedSilently);
            }
            allowed
        };
        if allowed {
            // A datagram is lost if the buffer is full, as on a network.
            let _ = socket.try_send_to(&answer, remote);
        }
    }
}

fn since_1970() -> std::time::Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

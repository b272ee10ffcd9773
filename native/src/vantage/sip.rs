//! SIP messages, which an ALG on the path rewrites.

use std::net::SocketAddr;

use camcheck_core::probe::{SipOutcome, SipProbe, Timing};
use camcheck_core::wire::{SIP_PORT, sip};
use ring::digest::{SHA256, digest};
use tokio::time::sleep;

use super::datagram::{Datagrams, Sending};
use super::outlet::Outlet;

/// Sends the same message to both ports, several times.
pub(crate) async fn send(outlet: &Outlet, probe: &SipProbe, timing: Timing) -> SipOutcome {
    // Some ALGs look at the device's port as well. It may be taken by a telephone.
    let socket = match Datagrams::toward_from(outlet, probe.server, SIP_PORT).await {
        Ok(socket) => Ok(socket),
        Err(_) => Datagrams::toward(outlet, probe.server).await,
    };
    let Ok(socket) = socket else {
        return SipOutcome::NotPossible;
    };
    let host = probe.server.ip().to_string();
    let message = sip::encode(&probe.token, socket.local(), &host);
    let control = SocketAddr::new(probe.server.ip(), probe.control);
    let (mut to_sip, mut to_control) = (false, false);
    for _ in 0..timing.tries {
        to_sip |= socket.send(message.as_bytes(), probe.server) == Sending::Sent;
        to_control |= socket.send(message.as_bytes(), control) == Sending::Sent;
        sleep(timing.retransmit).await;
    }
    if !(to_sip && to_control) {
        return SipOutcome::NotPossible;
    }
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(digest(&SHA256, message.as_bytes()).as_ref());
    SipOutcome::Sent {
        sha256: sha256.into(),
    }
}

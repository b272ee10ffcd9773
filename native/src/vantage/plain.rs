//! Datagrams that are not STUN, from one socket.

use std::net::SocketAddr;

use camcheck_codec::stun::MAX_MESSAGE;
use camcheck_core::probe::{PlainOutcome, PlainProbe, Timing};
use camcheck_core::wire::plain::{Kind, decode, encode};
use tokio::time::{Instant, sleep_until};

use super::datagram::{Datagrams, Incoming};
use super::outlet::Outlet;

/// Sends to every port of the probe until it answers, and listens until the deadline.
pub(crate) async fn ask(outlet: &Outlet, probe: &PlainProbe, timing: Timing) -> PlainOutcome {
    let mut outcome = PlainOutcome::default();
    let Some(first) = probe.ports.first() else {
        return outcome;
    };
    let Ok(socket) = Datagrams::toward(outlet, SocketAddr::new(probe.server, *first)).await else {
        return outcome;
    };
    let question = encode(Kind::Question, &probe.token);
    let started = Instant::now();
    for round in 0..timing.tries {
        for (port, place) in probe.ports.iter().zip(0..) {
            let at = started + timing.retransmit * round + timing.gap * place;
            listen(&socket, probe, &mut outcome, at).await;
            if !outcome.answered.contains(port) {
                // A datagram that is not sent gets no answer, which proves nothing here.
                let _ = socket.send(&question, SocketAddr::new(probe.server, *port));
            }
        }
    }
    listen(&socket, probe, &mut outcome, started + timing.deadline).await;
    outcome
}

/// Records answers until then, or until all have come.
async fn listen(
    socket: &Datagrams,
    probe: &PlainProbe,
    outcome: &mut PlainOutcome,
    until: Instant,
) {
    let mut buffer = [0; MAX_MESSAGE];
    while outcome.answered.len() < probe.ports.len() {
        while let Some(incoming) = socket.receive(&mut buffer) {
            let Incoming::Datagram { from, length } = incoming else {
                continue;
            };
            let token = buffer.get(..length);
            let token = token.and_then(|datagram| decode(Kind::Answer, datagram));
            let is_asked = from.ip() == probe.server && probe.ports.contains(&from.port());
            if is_asked && token.as_ref() == Some(&probe.token) {
                outcome.answered.insert(from.port());
            }
        }
        if Instant::now() >= until {
            return;
        }
        tokio::select! {
            () = sleep_until(until) => {}
            () = socket.readable() => {}
        }
    }
}

#[cfg(test)]
mod tests;

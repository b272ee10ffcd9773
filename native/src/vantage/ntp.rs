//! An NTP request.

use std::net::SocketAddr;

use camcheck_codec::random;
use camcheck_core::probe::{NtpOutcome, NtpProbe, Timing};
use camcheck_core::wire::NTP_PORT;
use camcheck_core::wire::ntp::{Answered, LENGTH, read, request};
use tokio::time::{Instant, sleep_until};

use super::datagram::{Datagrams, Incoming, Sending};
use super::outlet::Outlet;

/// Longer than an answer with extensions and a key.
const DATAGRAM: usize = 1_024;

/// Asks until an answer comes, as often as the timing allows.
pub(crate) async fn ask(outlet: &Outlet, probe: &NtpProbe, timing: Timing) -> NtpOutcome {
    let server = SocketAddr::new(probe.server, NTP_PORT);
    let Ok(socket) = Datagrams::toward(outlet, server).await else {
        return NtpOutcome::NotPossible;
    };
    let nonce = u64::from_be_bytes(random::bytes());
    let question: [u8; LENGTH] = request(nonce);
    let mut was_sent = false;
    for _ in 0..timing.tries {
        was_sent |= socket.send(&question, server) == Sending::Sent;
        let until = Instant::now() + timing.retransmit;
        if let Some(answered) = listen(&socket, server, nonce, until).await {
            return match answered {
                Answered::FarEnd => NtpOutcome::Answered,
                Answered::Another => NtpOutcome::AnotherAnswered,
            };
        }
    }
    if was_sent {
        NtpOutcome::Silent
    } else {
        NtpOutcome::NotPossible
    }
}

async fn listen(
    socket: &Datagrams,
    server: SocketAddr,
    nonce: u64,
    until: Instant,
) -> Option<Answered> {
    let mut buffer = [0; DATAGRAM];
    loop {
        while let Some(incoming) = socket.receive(&mut buffer) {
            let Incoming::Datagram { from, length } = incoming else {
                continue;
            };
            let answer = buffer.get(..length).unwrap_or_default();
            if let Some(answered) = read(answer, nonce).filter(|_| from == server) {
                return Some(answered);
            }
        }
        if Instant::now() >= until {
            return None;
        }
        tokio::select! {
            () = sleep_until(until) => {}
            () = socket.readable() => {}
        }
    }
}

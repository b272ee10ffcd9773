//! DTLS handshakes, each on a fresh socket after STUN on the same path.

use std::time::Duration;

use camcheck_codec::dtls::{Client, Connection, Progress};
use camcheck_codec::stun::MAX_MESSAGE;
use camcheck_core::probe::{DtlsOutcome, DtlsProbe, Timing};
use tokio::time::{Instant, sleep_until};

use super::datagram::{Datagrams, Incoming, Sending};
use super::exchange::{Exchange, Retransmission, Unanswered, exchange};
use super::outlet::Outlet;

/// Sends STUN under the run's token, then begins the handshake.
pub(crate) async fn shake_hands(outlet: &Outlet, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
    let socket = Datagrams::toward(outlet, probe.server).await;
    let (Ok(client), Ok(socket)) = (Client::new(), socket) else {
        return DtlsOutcome::NotPossible;
    };
    let retransmission = Retransmission::from_now(timing);
    let request = Exchange {
        server: probe.server,
        accept: &[probe.server],
        change: None,
        token: Some(&probe.token),
        asks_nonce: false,
    };
    match exchange(&socket, request, retransmission).await {
        Ok((_, response)) if response.error.is_none() => {}
        Err(Unanswered::NotSent) => return DtlsOutcome::NotPossible,
        Ok(_) | Err(Unanswered::Silence) => return DtlsOutcome::Unreached,
    }
    let attempt = Attempt {
        probe,
        socket,
        started: Instant::now(),
        connection: client.connect(Duration::ZERO),
    };
    attempt.run(retransmission.until).await
}

struct Attempt<'a> {
    probe: &'a DtlsProbe,
    socket: Datagrams,
    started: Instant,
    connection: Connection,
}

impl Attempt<'_> {
    async fn run(mut self, until: Instant) -> DtlsOutcome {
        loop {
            let mut packets = Vec::new();
            self.connection.tick(self.started.elapsed(), &mut packets);
            let is_refused = self.receive(&mut packets);
            for packet in packets {
                match self.socket.send(&packet, self.probe.server) {
                    // The handshake retransmits anything that the system had no room for.
                    Sending::Sent | Sending::Busy => {}
                    Sending::Forbidden | Sending::NoNetwork => return DtlsOutcome::NotPossible,
                }
            }
            match self.connection.progress() {
                Progress::Finished if self.connection.peer() == Some(self.probe.fingerprint) => {
                    return DtlsOutcome::Finished;
                }
                // Broken off, or finished with a certificate that is not the far end's.
                Progress::Finished | Progress::Over => return DtlsOutcome::Refused,
                Progress::UnderWay if is_refused => return DtlsOutcome::Refused,
                Progress::UnderWay => {}
            }
            if Instant::now() >= until {
                return DtlsOutcome::Unfinished;
            }
            let due = self.connection.due().map(|due| self.started + due);
            tokio::select! {
                () = sleep_until(due.map_or(until, |due| due.min(until))) => {}
                () = self.socket.readable() => {}
            }
        }
    }

    /// Processes everything that arrived; returns whether an ICMP error was among it.
    fn receive(&mut self, packets: &mut Vec<Vec<u8>>) -> bool {
        let mut buffer = [0; MAX_MESSAGE];
        let mut is_refused = false;
        while let Some(incoming) = self.socket.receive(&mut buffer) {
            match incoming {
                Incoming::Datagram { from, length } if from == self.probe.server => {
                    let datagram = buffer.get(..length).unwrap_or_default();
                    // A late answer to the STUN request is no DTLS (RFC 7983 section 7).
                    if matches!(datagram.first(), Some(20..=63)) {
                        let now = self.started.elapsed();
                        self.connection.receive(now, datagram, packets);
                    }
                }
                Incoming::Unreachable { to } => is_refused |= to == self.probe.server,
                Incoming::Datagram { .. } => {}
            }
        }
        is_refused
    }
}

#[cfg(test)]
mod tests;

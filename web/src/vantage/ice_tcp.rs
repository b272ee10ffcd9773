//! Whether a TCP port opens, by an ICE check over TCP (RFC 6544): no certificate, no TLS.

use camcheck_core::probe::{Cause, Layer, PortOutcome, TcpFailure, TcpOutcome, TcpTarget};
use camcheck_core::wire::orders::{Answer, Flags};

use super::pairs::{Snapshot, Tally};
use super::peer::{Peer, Watch};
use super::sdp::Candidates;
use super::time::Deadline;

pub(super) async fn check(target: &TcpTarget, deadline: Deadline) -> TcpOutcome {
    let Some(server) = target.ip else {
        return TcpOutcome::failed(Layer::Dns, Cause::NoAddress);
    };
    let truthful = Flags {
        answer: Some(Answer::Truthful),
        ..Flags::default()
    };
    let candidates = Candidates::TcpPassive {
        server,
        port: target.port,
    };
    let mut attempt = Attempt::new(target.port);
    if let Ok(peer) = Peer::checking(truthful, None, &candidates).await {
        peer.watch(deadline, |snapshot| attempt.note(snapshot))
            .await;
    }
    attempt.outcome()
}

/// What was seen of one port.
struct Attempt {
    port: u16,
    tally: Tally,
    refused: bool,
}

impl Attempt {
    fn new(port: u16) -> Self {
        Self {
            port,
            tally: Tally::default(),
            refused: false,
        }
    }

    /// A reset makes the pair vanish in Chromium and fail in Firefox.
    fn note(&mut self, snapshot: &Snapshot) -> Watch {
        let had_pair = self.tally.has_seen(self.port);
        self.tally.absorb(snapshot);
        if self.tally.has_answered(self.port) {
            return Watch::Enough;
        }
        self.refused |= (had_pair && snapshot.pairs.is_empty()) || snapshot.all_failed();
        if self.refused {
            Watch::Enough
        } else {
            Watch::On
        }
    }

    fn outcome(&self) -> TcpOutcome {
        let failed = |layer, cause| Err(TcpFailure { layer, cause });
        let mut outcome = TcpOutcome::failed(Layer::Opaque, Cause::Opaque);
        let seen = self.tally.outcome(self.port);
        outcome.result = if let PortOutcome::Answered { round_trip, .. } = seen {
            outcome.round_trip = round_trip;
            Ok(())
        } else if self.refused {
            failed(Layer::Connect, Cause::Refused)
        } else if seen == PortOutcome::Silent && self.tally.tells_requests() {
            // Chromium sends its check once the connection is open; Firefox does not tell.
            failed(Layer::Service, Cause::Timeout)
        } else if self.tally.has_seen(self.port) {
            failed(Layer::Connect, Cause::Timeout)
        } else {
            // The browser never tried.
            failed(Layer::Opaque, Cause::Opaque)
        };
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::super::pairs::{Kind, Pair, State};
    use super::*;

    fn look(state: State, requests_sent: Option<u32>, responses: u32) -> Snapshot {
        Snapshot {
            pairs: vec![Pair {
                local: Kind::Host,
                remote: Kind::Host,
                remote_port: 443,
                state,
                requests_sent,
                responses,
                round_trip: None,
            }],
            tags: Vec::new(),
        }
    }

    fn after(looks: &[Snapshot]) -> Result<(), (Layer, Cause)> {
        let mut attempt = Attempt::new(443);
        for snapshot in looks {
            attempt.note(snapshot);
        }
        let result = attempt.outcome().result;
        result.map_err(|failure| (failure.layer, failure.cause))
    }

    #[test]
    fn every_picture_has_its_meaning() {
        let nothing = Snapshot::default();
        for (looks, meaning) in [
            (
                vec![
                    look(State::Waiting, Some(0), 0),
                    look(State::Succeeded, Some(1), 1),
                ],
                Ok(()),
            ),
            (
                vec![look(State::Waiting, Some(0), 0), nothing.clone()],
                Err((Layer::Connect, Cause::Refused)),
            ),
            (
                vec![look(State::Failed, None, 0)],
                Err((Layer::Connect, Cause::Refused)),
            ),
            (
                vec![nothing.clone(), look(State::Waiting, Some(0), 0)],
                Err((Layer::Connect, Cause::Timeout)),
            ),
            (
                vec![look(State::InProgress, None, 0)],
                Err((Layer::Connect, Cause::Timeout)),
            ),
            (
                vec![look(State::InProgress, Some(3), 0)],
                Err((Layer::Service, Cause::Timeout)),
            ),
            (vec![nothing], Err((Layer::Opaque, Cause::Opaque))),
        ] {
            assert_eq!(after(&looks), meaning, "{looks:?}");
        }
    }
}

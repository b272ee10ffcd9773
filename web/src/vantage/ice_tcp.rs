//! Whether a TCP port opens, by an ICE check over TCP (RFC 6544): no certificate, no TLS.

use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use camcheck_core::probe::{PortOutcome, TcpOutcome, TcpTarget};
use camcheck_core::wire::orders::{Answer, Flags};

use super::pairs::{Snapshot, Tally};
use super::peer::{Peer, Watch};
use super::quirks::Quirks;
use super::sdp::Candidates;
use super::time::Deadline;

pub(super) async fn check(target: &TcpTarget, deadline: Deadline, quirks: Quirks) -> TcpOutcome {
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
    let mut attempt = Attempt::new(target.port, quirks);
    if let Ok(peer) = Peer::checking(truthful, None, &candidates).await {
        peer.watch(deadline, &mut |snapshot| attempt.note(snapshot))
            .await;
    }
    attempt.outcome()
}

/// What was seen of one port.
struct Attempt {
    port: u16,
    quirks: Quirks,
    tally: Tally,
    looks_without_pair: u32,
    refused: bool,
}

impl Attempt {
    fn new(port: u16, quirks: Quirks) -> Self {
        Self {
            port,
            quirks,
            tally: Tally::default(),
            looks_without_pair: 0,
            refused: false,
        }
    }

    /// A reset makes the pair vanish in Chromium and fail in Firefox.
    fn note(&mut self, snapshot: &Snapshot) -> Watch {
        self.tally.absorb(snapshot);
        if self.tally.has_answered(self.port) {
            return Watch::Enough;
        }
        if snapshot.pairs.is_empty() {
            self.looks_without_pair += 1;
        }
        let vanished = self
            .quirks
            .looks_without_pair()
            .is_some_and(|most| self.looks_without_pair >= most);
        self.refused = vanished || snapshot.all_failed();
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
            // Chromium sends its check once the connection is open; Firefox does not report it.
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
    use camcheck_core::probe::Browser;

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
            ..Snapshot::default()
        }
    }

    fn after(browser: Browser, looks: &[Snapshot]) -> Result<(), (Layer, Cause)> {
        let mut attempt = Attempt::new(443, Quirks::of(browser));
        for snapshot in looks {
            if attempt.note(snapshot) == Watch::Enough {
                break;
            }
        }
        let result = attempt.outcome().result;
        result.map_err(|failure| (failure.layer, failure.cause))
    }

    #[test]
    fn chromium_shows_what_it_sent_and_removes_what_was_refused() {
        let nothing = Snapshot::default();
        let waiting = look(State::Waiting, Some(0), 0);
        for (looks, meaning) in [
            (
                vec![waiting.clone(), look(State::Succeeded, Some(1), 1)],
                Ok(()),
            ),
            (
                vec![nothing.clone(); 9],
                Err((Layer::Connect, Cause::Refused)),
            ),
            (
                [vec![waiting.clone()], vec![nothing.clone(); 9]].concat(),
                Err((Layer::Connect, Cause::Refused)),
            ),
            (
                vec![nothing, waiting],
                Err((Layer::Connect, Cause::Timeout)),
            ),
            (
                vec![look(State::InProgress, Some(3), 0)],
                Err((Layer::Service, Cause::Timeout)),
            ),
        ] {
            assert_eq!(after(Browser::Chromium, &looks), meaning, "{looks:?}");
        }
    }

    #[test]
    fn firefox_shows_a_state() {
        for (looks, meaning) in [
            (
                vec![look(State::Failed, None, 0)],
                Err((Layer::Connect, Cause::Refused)),
            ),
            (
                vec![look(State::InProgress, None, 0)],
                Err((Layer::Connect, Cause::Timeout)),
            ),
            (
                vec![Snapshot::default(); 9],
                Err((Layer::Opaque, Cause::Opaque)),
            ),
        ] {
            assert_eq!(after(Browser::Firefox, &looks), meaning, "{looks:?}");
        }
    }
}

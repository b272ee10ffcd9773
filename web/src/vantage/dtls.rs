//! DTLS handshakes: a separate connection to one port of the far end, with its real certificate. SCTP on
//! top of it is not needed.

use camcheck_core::probe::{DtlsOutcome, DtlsProbe, FeedOutcome};

use super::pairs::{Connection, Snapshot};
use super::peer::{Peer, PeerFault, Watch};
use super::time::Deadline;

pub(super) async fn shake_hands(probe: &DtlsProbe, deadline: Deadline) -> DtlsOutcome {
    let peer = Peer::shaking_hands(&probe.token, probe.server, probe.fingerprint).await;
    let peer = match peer {
        Ok(peer) => peer,
        Err(PeerFault::Missing | PeerFault::Refused) => return DtlsOutcome::NotPossible,
    };
    let mut attempt = Attempt::default();
    peer.watch(deadline, &mut |snapshot| attempt.note(snapshot))
        .await;
    attempt.outcome()
}

/// What was seen of a connection so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attempt {
    answered: bool,
    connected: bool,
    failed: bool,
}

impl Attempt {
    pub(super) fn note(&mut self, snapshot: &Snapshot) -> Watch {
        self.answered |= snapshot.answered();
        self.connected |= snapshot.connection == Connection::Connected;
        self.failed |= snapshot.connection == Connection::Failed;
        if self.connected || self.failed {
            Watch::Enough
        } else {
            Watch::On
        }
    }

    /// The connection can no longer be established.
    pub(super) const fn has_failed(&self) -> bool {
        self.failed
    }

    /// What a connection shows on which no stream could begin.
    pub(super) const fn feed_outcome(&self) -> FeedOutcome {
        match self {
            Self {
                connected: true, ..
            } => FeedOutcome::NoStart,
            Self { answered: true, .. } => FeedOutcome::NoHandshake,
            Self {
                answered: false, ..
            } => FeedOutcome::Unreached,
        }
    }

    const fn outcome(self) -> DtlsOutcome {
        match self {
            Self {
                connected: true, ..
            } => DtlsOutcome::Finished,
            Self {
                answered: false, ..
            } => DtlsOutcome::Unreached,
            Self { failed: true, .. } => DtlsOutcome::Refused,
            Self { failed: false, .. } => DtlsOutcome::Unfinished,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pairs::{Kind, Pair, State};
    use super::*;

    fn look(connection: Connection, responses: u32) -> Snapshot {
        Snapshot {
            pairs: vec![Pair {
                local: Kind::Host,
                remote: Kind::Host,
                remote_port: 2000,
                state: State::InProgress,
                requests_sent: None,
                responses,
                round_trip: None,
            }],
            connection,
            ..Snapshot::default()
        }
    }

    fn after(looks: &[Snapshot]) -> DtlsOutcome {
        let mut attempt = Attempt::default();
        for snapshot in looks {
            if attempt.note(snapshot) == Watch::Enough {
                break;
            }
        }
        attempt.outcome()
    }

    #[test]
    fn only_a_connected_connection_has_finished_its_handshake() {
        let waiting = || look(Connection::UnderWay, 0);
        let answered = || look(Connection::UnderWay, 1);
        for (looks, outcome) in [
            (vec![], DtlsOutcome::Unreached),
            (vec![waiting()], DtlsOutcome::Unreached),
            (vec![waiting(), answered()], DtlsOutcome::Unfinished),
            (
                vec![answered(), look(Connection::Connected, 1)],
                DtlsOutcome::Finished,
            ),
            (
                vec![answered(), look(Connection::Failed, 1)],
                DtlsOutcome::Refused,
            ),
            (
                vec![waiting(), look(Connection::Failed, 0)],
                DtlsOutcome::Unreached,
            ),
        ] {
            assert_eq!(after(&looks), outcome, "{looks:?}");
        }
    }
}

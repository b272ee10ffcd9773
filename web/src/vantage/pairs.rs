//! What a connection's statistics show about endpoints, combined over many reads. Pure: the
//! statistics are read in [`super::stats`].

use std::time::Duration;

use vecmap::VecMap;

use camcheck_core::probe::PortOutcome;
use camcheck_core::wire::OwnCheck;

/// The type of a candidate (RFC 8445 section 5.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The device's own address, or what the page wrote into the answer.
    Host,
    /// Learnt from a check or its answer.
    PeerReflexive,
    /// Another type, or one that the statistics do not contain.
    Other,
}

/// The state of a candidate pair (RFC 8445 section 6.1.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// No check was sent yet.
    Waiting,
    /// A check is in progress.
    InProgress,
    /// A check was answered.
    Succeeded,
    /// The browser gave up.
    Failed,
}

/// A candidate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) local: Kind,
    pub(super) remote: Kind,
    pub(super) remote_port: u16,
    pub(super) state: State,
    /// Checks that were sent; Firefox does not report them.
    pub(super) requests_sent: Option<u32>,
    pub(super) responses: u32,
    pub(super) round_trip: Option<Duration>,
}

impl Pair {
    /// A check left the device, as far as the browser reports.
    fn was_sent(&self) -> bool {
        match self.requests_sent {
            Some(requests) => requests > 0,
            None => self.state != State::Waiting,
        }
    }

    const fn was_answered(&self) -> bool {
        self.responses > 0
    }
}

/// The state of a connection as a whole, ICE and DTLS together (`connectionState`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Connection {
    /// Any state before the next two, or one that the browser does not report.
    #[default]
    UnderWay,
    /// ICE has found a path, and the DTLS handshake has finished.
    Connected,
    /// The browser gave up.
    Failed,
}

/// One read of the statistics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub(super) pairs: Vec<Pair>,
    /// Priorities of peer-reflexive remote candidates: the tags of own checks that came in.
    pub(super) tags: Vec<u32>,
    pub(super) connection: Connection,
}

impl Snapshot {
    /// Pairs with an endpoint that the page named. Own checks add others.
    fn named(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().filter(|pair| pair.remote == Kind::Host)
    }

    /// An endpoint that the page named has answered.
    pub(super) fn answered(&self) -> bool {
        self.named().any(Pair::was_answered)
    }

    /// The browser has given up on everything that it tried.
    pub(super) fn all_failed(&self) -> bool {
        !self.pairs.is_empty() && self.pairs.iter().all(|pair| pair.state == State::Failed)
    }

    /// Whether this own check of the far end came in.
    pub(super) fn has_tag(&self, check: OwnCheck) -> bool {
        self.tags.contains(&check.priority())
    }

    /// The type of the local candidate with which an answer came. Only a succeeded pair is reliable: behind
    /// a NAT, Firefox reports the answer on a host pair that failed, besides the peer-reflexive one that
    /// succeeded.
    pub(super) fn answered_from(&self) -> Option<Kind> {
        self.named()
            .find(|pair| pair.state == State::Succeeded)
            .map(|pair| pair.local)
    }
}

/// What is known about each port after all reads so far. Chromium discards old pairs and Firefox shows
/// several for one port, so the best state that was seen counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    ports: VecMap<u16, Seen>,
    tells_requests: bool,
}

#[derive(Debug, Clone, Copy)]
enum Seen {
    Unsent,
    Sent,
    Answered(Option<Duration>),
}

impl Seen {
    const fn rank(self) -> u8 {
        match self {
            Self::Unsent => 0,
            Self::Sent => 1,
            Self::Answered(None) => 2,
            Self::Answered(Some(_)) => 3,
        }
    }
}

impl Tally {
    pub(super) fn absorb(&mut self, snapshot: &Snapshot) {
        for pair in snapshot.named() {
            self.tells_requests |= pair.requests_sent.is_some();
            let seen = if pair.was_answered() {
                Seen::Answered(pair.round_trip)
            } else if pair.was_sent() {
                Seen::Sent
            } else {
                Seen::Unsent
            };
            let known = self.ports.get(&pair.remote_port);
            if known.is_none_or(|known| seen.rank() > known.rank()) {
                self.ports.insert(pair.remote_port, seen);
            }
        }
    }

    pub(super) fn has_answered(&self, port: u16) -> bool {
        matches!(self.ports.get(&port), Some(Seen::Answered(_)))
    }

    /// A pair was there at some time.
    pub(super) fn has_seen(&self, port: u16) -> bool {
        self.ports.contains_key(&port)
    }

    /// The browser counts what it sends.
    pub(super) const fn tells_requests(&self) -> bool {
        self.tells_requests
    }

    pub(super) fn outcome(&self, port: u16) -> PortOutcome {
        match self.ports.get(&port) {
            Some(Seen::Answered(round_trip)) => PortOutcome::Answered {
                mapped: None,
                round_trip: *round_trip,
            },
            Some(Seen::Sent) => PortOutcome::Silent,
            Some(Seen::Unsent) | None => PortOutcome::NotSent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(port: u16) -> Pair {
        Pair {
            local: Kind::Host,
            remote: Kind::Host,
            remote_port: port,
            state: State::InProgress,
            requests_sent: Some(1),
            responses: 0,
            round_trip: None,
        }
    }

    fn answered(port: u16) -> Pair {
        Pair {
            responses: 1,
            state: State::Succeeded,
            ..pair(port)
        }
    }

    fn look(pairs: &[Pair]) -> Snapshot {
        Snapshot {
            pairs: pairs.to_vec(),
            ..Snapshot::default()
        }
    }

    #[test]
    fn an_answer_counts_even_when_its_pair_is_gone_later() {
        let mut tally = Tally::default();
        tally.absorb(&look(&[answered(2000), pair(3000)]));
        tally.absorb(&look(&[pair(3000)]));
        assert!(tally.has_answered(2000));
        assert_eq!(tally.outcome(3000), PortOutcome::Silent);
    }

    #[test]
    fn duplicate_pairs_of_a_port_are_one() {
        let mut tally = Tally::default();
        tally.absorb(&look(&[answered(2000), pair(2000)]));
        assert!(tally.has_answered(2000));
    }

    #[test]
    fn a_port_to_which_nothing_went_out_is_not_silent() {
        let unsent = Pair {
            requests_sent: Some(0),
            ..pair(5060)
        };
        let waiting = Pair {
            requests_sent: None,
            state: State::Waiting,
            ..pair(4190)
        };
        let mut tally = Tally::default();
        tally.absorb(&look(&[unsent, waiting]));
        for port in [5060, 4190, 1234] {
            assert_eq!(tally.outcome(port), PortOutcome::NotSent, "{port}");
        }
    }

    #[test]
    fn firefox_tells_no_requests_but_a_state() {
        let in_progress = Pair {
            requests_sent: None,
            ..pair(2000)
        };
        let mut tally = Tally::default();
        tally.absorb(&look(&[in_progress]));
        assert_eq!(tally.outcome(2000), PortOutcome::Silent);
    }

    #[test]
    fn an_endpoint_that_the_page_did_not_name_is_no_answer() {
        let from_elsewhere = Pair {
            remote: Kind::PeerReflexive,
            ..answered(3478)
        };
        assert!(!look(&[from_elsewhere]).answered());
    }

    #[test]
    fn behind_a_nat_the_failed_host_pair_of_firefox_is_passed_over() {
        let failed_host = Pair {
            state: State::Failed,
            ..answered(3478)
        };
        let peer_reflexive = Pair {
            local: Kind::PeerReflexive,
            responses: 0,
            ..answered(3478)
        };
        assert_eq!(look(&[failed_host]).answered_from(), None);
        assert_eq!(
            look(&[failed_host, peer_reflexive]).answered_from(),
            Some(Kind::PeerReflexive)
        );
        assert_eq!(look(&[answered(3478)]).answered_from(), Some(Kind::Host));
    }
}

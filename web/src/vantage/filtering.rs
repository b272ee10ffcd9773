//! From where packets come in: the far end sends own checks from other endpoints, and their tags appear as
//! priorities of peer-reflexive remote candidates.

use camcheck_core::limits::PAGE_OWN_CHECKS;
use camcheck_core::probe::{Arrival, FilteringOutcome, FilteringProbe};
use camcheck_core::wire::OwnCheck;

use super::pairs::Snapshot;
use super::peer::{Peer, Watch};
use super::quirks::Quirks;
use super::sdp::Candidates;
use super::time::Deadline;

pub(super) async fn listen(
    probe: &FilteringProbe,
    deadline: Deadline,
    quirks: Quirks,
) -> FilteringOutcome {
    // Without a token the far end sends no own checks, and silence would prove nothing.
    let asked_for = match &probe.token {
        Some(_) => Arrival::Silent,
        None => Arrival::NotTested,
    };
    let mut outcome = FilteringOutcome {
        contacted: false,
        other_port: asked_for,
        other_address: asked_for,
        both: asked_for,
    };
    let candidates = Candidates::Udp {
        server: probe.server.ip(),
        ports: vec![probe.server.port()],
    };
    let flags = quirks.filtering_flags();
    if let Ok(peer) = Peer::checking(flags, probe.token.as_ref(), &candidates).await {
        peer.watch(deadline, &mut |snapshot| note(&mut outcome, snapshot))
            .await;
    }
    outcome
}

fn note(outcome: &mut FilteringOutcome, snapshot: &Snapshot) -> Watch {
    for (check, arrival) in [
        (OwnCheck::OtherPort, &mut outcome.other_port),
        (OwnCheck::OtherAddress, &mut outcome.other_address),
        (OwnCheck::Both, &mut outcome.both),
    ] {
        if snapshot.has_tag(check) {
            *arrival = Arrival::Arrived;
        }
    }
    let first_contact = !outcome.contacted && snapshot.answered();
    outcome.contacted |= first_contact;
    let all_arrived = [outcome.other_port, outcome.other_address, outcome.both]
        .into_iter()
        .all(|arrival| arrival == Arrival::Arrived);
    if all_arrived && outcome.contacted {
        Watch::Enough
    } else if first_contact {
        Watch::AtMost(PAGE_OWN_CHECKS)
    } else {
        Watch::On
    }
}

#[cfg(test)]
mod tests {
    use super::super::pairs::{Kind, Pair, State};
    use super::*;

    fn contact() -> Pair {
        Pair {
            local: Kind::Host,
            remote: Kind::Host,
            remote_port: 3478,
            state: State::Succeeded,
            requests_sent: Some(1),
            responses: 1,
            round_trip: None,
        }
    }

    #[test]
    fn tags_come_in_one_by_one_and_the_last_one_ends_the_watch() {
        let mut outcome = FilteringOutcome::default();
        let mut snapshot = Snapshot {
            pairs: vec![contact()],
            ..Snapshot::default()
        };
        assert_eq!(
            note(&mut outcome, &snapshot),
            Watch::AtMost(PAGE_OWN_CHECKS)
        );
        assert!(outcome.contacted);
        snapshot.tags = vec![OwnCheck::OtherPort.priority(), OwnCheck::Both.priority()];
        assert_eq!(note(&mut outcome, &snapshot), Watch::On);
        assert_eq!(outcome.other_port, Arrival::Arrived);
        assert_eq!(outcome.other_address, Arrival::NotTested);
        snapshot.tags = vec![OwnCheck::OtherAddress.priority()];
        assert_eq!(note(&mut outcome, &snapshot), Watch::Enough);
    }
}

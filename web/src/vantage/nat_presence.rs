//! Whether there is a NAT. The true mapped address in the answer to a check shows the browser that its own
//! address is not the one that the far end sees: the local candidate of the pair becomes peer-reflexive
//! (RFC 8445 section 7.2.5.3.1).

use camcheck_core::probe::{NatPresenceOutcome, NatPresenceProbe};
use camcheck_core::wire::orders::{Answer, Flags};

use super::pairs::Kind;
use super::peer::{Peer, Watch};
use super::sdp::Candidates;
use super::time::Deadline;

pub(super) async fn look(probe: &NatPresenceProbe, deadline: Deadline) -> NatPresenceOutcome {
    let truthful = Flags {
        answer: Some(Answer::Truthful),
        ..Flags::default()
    };
    let candidates = Candidates::Udp {
        server: probe.server.ip(),
        ports: vec![probe.server.port()],
    };
    let mut answered_from = None;
    if let Ok(peer) = Peer::checking(truthful, probe.token.as_ref(), &candidates).await {
        peer.watch(deadline, &mut |snapshot| {
            answered_from = snapshot.answered_from();
            if answered_from.is_some() {
                Watch::Enough
            } else {
                Watch::On
            }
        })
        .await;
    }
    match answered_from {
        Some(Kind::Host) => NatPresenceOutcome::HostCandidate,
        Some(Kind::PeerReflexive) => NatPresenceOutcome::PeerReflexiveCandidate,
        Some(Kind::Other) | None => NatPresenceOutcome::Silent,
    }
}

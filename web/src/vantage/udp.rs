//! Tests UDP ports by ICE checks: a port answered if its candidate pair got a response.

use camcheck_core::support::sorted::SortedMap;
use std::time::Duration;

use camcheck_core::probe::{PortOutcome, Timing, UdpFault, UdpOutcome, UdpProbe};
use camcheck_core::support::collected::collected;
use futures_util::future::join_all;

use super::pairs::Tally;
use super::peer::{Peer, PeerFault, Watch};
use super::quirks::{Quirks, Share};
use super::sdp::Candidates;
use super::time::{Deadline, sleep};

pub(super) async fn ask(probe: &UdpProbe, timing: Timing, quirks: Quirks) -> UdpOutcome {
    let deadline = Deadline::after(timing.deadline);
    let shares = quirks.shares(&probe.ports, timing.gap);
    let asked = shares.into_iter().map(|share| async move {
        sleep(share.start).await;
        ask_share(probe, &share, patience(timing, probe), deadline, quirks).await
    });
    let mut outcome = UdpOutcome::default();
    for (ports, fault) in join_all(asked).await {
        outcome.ports.extend(ports);
        outcome.fault = outcome.fault.or(fault);
    }
    outcome
}

/// How long a connection waits: the time that is left until the deadline when the last connection
/// has started.
fn patience(timing: Timing, probe: &UdpProbe) -> Duration {
    let ports = u32::try_from(probe.ports.len()).unwrap_or(u32::MAX);
    timing
        .deadline
        .saturating_sub(timing.gap.saturating_mul(ports))
}

async fn ask_share(
    probe: &UdpProbe,
    share: &Share,
    patience: Duration,
    deadline: Deadline,
    quirks: Quirks,
) -> (SortedMap<u16, PortOutcome>, Option<UdpFault>) {
    let deadline = match share.ports.as_slice() {
        [_] => deadline.or_after(patience),
        _ => deadline,
    };
    let candidates = Candidates::Udp {
        server: probe.server,
        ports: share.ports.clone(),
    };
    let mut tally = Tally::default();
    let peer = Peer::checking(quirks.survey_flags(), probe.token.as_ref(), &candidates).await;
    let fault = match &peer {
        Ok(peer) => {
            peer.watch(deadline, &mut |snapshot| {
                tally.absorb(snapshot);
                if share.ports.iter().all(|port| tally.has_answered(*port)) {
                    Watch::Enough
                } else {
                    Watch::On
                }
            })
            .await;
            None
        }
        Err(PeerFault::Missing) => Some(UdpFault::WebRtcMissing),
        // If one connection cannot be made, that proves nothing about the others; its ports stay
        // unmeasured.
        Err(PeerFault::Refused) => None,
    };
    let outcomes = share.ports.iter().map(|port| (*port, tally.outcome(*port)));
    (collected(outcomes), fault)
}

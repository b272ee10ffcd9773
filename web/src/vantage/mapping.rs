//! What several STUN servers see of one socket: its server-reflexive candidates.

use camcheck_core::probe::{MappingOutcome, MappingProbe};
use futures_util::StreamExt;

use super::peer::{Gathered, Peer};
use super::time::{Deadline, within};

pub(super) async fn gather(probe: &MappingProbe, deadline: Deadline) -> MappingOutcome {
    let urls: Vec<_> = probe
        .servers
        .iter()
        .map(|server| format!("stun:{server}"))
        .collect();
    let mut outcome = MappingOutcome::default();
    let Ok((_peer, mut gathered)) = Peer::gathering(&urls).await else {
        return outcome;
    };
    // There can be at most one mapping for each server.
    while outcome.server_reflexive.len() < probe.servers.len() {
        match within(deadline.remaining(), gathered.next()).await {
            Some(Some(gathered)) => note(&mut outcome, probe, &gathered),
            // Gathering is complete, or the deadline is over.
            Some(None) | None => break,
        }
    }
    outcome
}

fn note(outcome: &mut MappingOutcome, probe: &MappingProbe, gathered: &Gathered) {
    let candidate = &gathered.candidate;
    let (true, "srflx", Some(mapped)) = (candidate.udp, candidate.kind.as_str(), candidate.address)
    else {
        return;
    };
    outcome.server_reflexive.insert(mapped);
    if let Some(server) = gathered
        .server
        .filter(|server| probe.servers.contains(server))
    {
        outcome.mapped.insert(server, mapped);
    }
}

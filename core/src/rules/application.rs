//! What application control does to the row of outbound UDP: STUN alone does not make video.

use std::collections::BTreeSet;

use vecmap::VecMap;

use super::Finding;
use super::scene::Scene;
use crate::application::handshakes::{Conclusion, Handshakes, Trial};
use crate::collected::collected;
use crate::evidence::{Detail, Evidence, Seen, Test, Word};
use crate::probe::{DtlsOutcome, Vantage};
use crate::reason::Reason;
use crate::verdict::Status;

/// What STUN showed, weighed against what else was sent.
pub(super) fn weigh(scene: &Scene<'_>, by_stun: Finding) -> Finding {
    match by_stun.status {
        Status::Fail if plain_datagrams_pass(scene) => Finding::fail(Reason::ApplicationFiltered),
        Status::Pass | Status::Fail => weigh_handshakes(scene, by_stun),
        Status::Warn | Status::Inconclusive | Status::NotTested => by_stun,
    }
}

fn weigh_handshakes(scene: &Scene<'_>, by_stun: Finding) -> Finding {
    let passes = by_stun.status == Status::Pass;
    match &scene.handshakes {
        Handshakes::NotOffered => by_stun,
        Handshakes::Asking(_) if passes => Finding::not_tested(Reason::Measuring),
        Handshakes::Asking(_) => by_stun,
        Handshakes::Done(trial) => match trial.conclusion() {
            Conclusion::Filtered => filtered(scene),
            Conclusion::NothingToTry | Conclusion::Passes => by_stun,
            // A stretch that is known to be blocked stays so.
            Conclusion::Unstable | Conclusion::NotMeasured if !passes => by_stun,
            Conclusion::Unstable if is_refused(scene) => Finding::inconclusive(Reason::FarEndBusy),
            Conclusion::Unstable => Finding::inconclusive(Reason::Unstable),
            Conclusion::NotMeasured => Finding::inconclusive(match scene.plan.vantage() {
                Vantage::Page => Reason::BrowserUnproven,
                Vantage::Native => Reason::DeviceFault,
            }),
        },
    }
}

/// Silence in answer to DTLS is the site's doing only if the far end refused nothing, by its own
/// notes.
fn filtered(scene: &Scene<'_>) -> Finding {
    if scene.browser_is_unproven() {
        Finding::inconclusive(Reason::BrowserUnproven)
    } else if is_refused(scene) {
        Finding::inconclusive(Reason::FarEndBusy)
    } else if !scene.receipts_are_final {
        Finding::inconclusive(Reason::NoControl)
    } else {
        Finding::fail(Reason::ApplicationFiltered)
    }
}

fn is_refused(scene: &Scene<'_>) -> bool {
    let receipts = scene.receipts.as_ref();
    receipts.is_some_and(|receipts| receipts.dtls_refused > 0)
}

/// Datagrams that are no STUN reached the far end, where no STUN did.
pub(super) fn plain_datagrams_pass(scene: &Scene<'_>) -> bool {
    !plain_answered(scene).is_empty() || !plain_seen(scene).is_empty()
}

fn plain_answered(scene: &Scene<'_>) -> BTreeSet<u16> {
    let outcomes = scene.board.plain.values();
    collected(outcomes.flat_map(|outcome| outcome.answered.clone()))
}

/// Only those that this run sent count.
fn plain_seen(scene: &Scene<'_>) -> BTreeSet<u16> {
    let sent = plain_sent(scene);
    let receipts = scene.receipts.iter();
    let seen = receipts.flat_map(|receipts| &receipts.plain);
    let ports = seen.map(|receipt| receipt.port);
    collected(ports.filter(|port| sent.contains(port)))
}

fn plain_sent(scene: &Scene<'_>) -> BTreeSet<u16> {
    let probes = scene.board.plain.keys();
    collected(probes.flat_map(|probe| probe.ports.clone()))
}

// ---- evidence ----

pub(super) fn evidence(scene: &Scene<'_>) -> Vec<Evidence> {
    let mut evidence = plain_evidence(scene);
    match &scene.handshakes {
        Handshakes::NotOffered if scene.token.is_some() => {
            evidence.push(Evidence::new(Test::Dtls, server(scene), Seen::NoDtls));
        }
        Handshakes::NotOffered | Handshakes::Asking(_) => {}
        Handshakes::Done(trial) => evidence.extend(handshake_evidence(scene, trial)),
    }
    evidence
}

fn plain_evidence(scene: &Scene<'_>) -> Vec<Evidence> {
    let sent = plain_sent(scene);
    if sent.is_empty() {
        return Vec::new();
    }
    let (answered, seen) = (plain_answered(scene), plain_seen(scene));
    let result = match (answered.is_empty(), seen.is_empty()) {
        (false, _) => Seen::Answered,
        (true, false) => Seen::AnswersLost,
        (true, true) => Seen::NoAnswer,
    };
    vec![
        Evidence::new(Test::PlainUdp, server(scene), result)
            .with(Detail::Sampled, sent.len())
            .with(Detail::Answered, answered.len())
            .with(Detail::SeenByFarEnd, seen.len()),
    ]
}

/// Ports on which the same came of it are told together.
fn handshake_evidence(scene: &Scene<'_>, trial: &Trial) -> Vec<Evidence> {
    let mut by_result: VecMap<(Seen, Option<Word>), Vec<u16>> = VecMap::new();
    for (port, outcomes) in trial.all_ports() {
        let result = result(&outcomes);
        let hello_seen = hello_seen(scene, port).filter(|_| result != Seen::Finished);
        let ports = by_result.entry((result, hello_seen)).or_default();
        ports.push(port);
    }
    let evidence = by_result.into_iter().map(|((result, hello_seen), ports)| {
        let ports: Vec<_> = ports.iter().map(u16::to_string).collect();
        let evidence =
            Evidence::new(Test::Dtls, server(scene), result).with(Detail::Ports, ports.join(", "));
        match hello_seen {
            Some(seen) => evidence.with(Detail::HelloSeen, seen),
            None => evidence,
        }
    });
    evidence.collect()
}

/// Whether the far end saw a handshake begin, if its notes can be read.
fn hello_seen(scene: &Scene<'_>, port: u16) -> Option<Word> {
    let server = scene.plan.udp_server()?;
    let mut told = scene.receipts.as_ref()?.dtls.iter();
    let came = told.any(|told| told.port == port && told.server == server);
    Some(if came { Word::Yes } else { Word::No })
}

/// The best of all tries.
fn result(outcomes: &[DtlsOutcome]) -> Seen {
    let has = |outcome| outcomes.contains(&outcome);
    if has(DtlsOutcome::Finished) {
        Seen::Finished
    } else if has(DtlsOutcome::Refused) {
        Seen::Refused
    } else if has(DtlsOutcome::Unfinished) {
        Seen::Unfinished
    } else if has(DtlsOutcome::Unreached) {
        Seen::Unreached
    } else {
        Seen::NotPossibleHere
    }
}

fn server(scene: &Scene<'_>) -> String {
    let server = scene.plan.udp_server();
    server.map(|server| server.to_string()).unwrap_or_default()
}

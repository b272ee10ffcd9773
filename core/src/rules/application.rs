//! The effect of application control on the row of outbound UDP: STUN alone is not enough for video.

use vecmap::VecMap;

use super::Finding;
use super::context::Context;
use crate::model::evidence::{Detail, Evidence, Seen, Test, Word};
use crate::model::reason::Reason;
use crate::model::vantage::Vantage;
use crate::model::verdict::Status;
use crate::observed::application::handshakes::{Conclusion, Handshakes, Trial};
use crate::probe::DtlsOutcome;
use crate::support::collected::collected;
use crate::support::sorted::SortedSet;

/// What STUN showed, combined with the results of the other protocols.
pub(super) fn weigh(context: &Context<'_>, by_stun: Finding) -> Finding {
    match by_stun.status {
        Status::Fail if plain_datagrams_pass(context) => Finding::fail(Reason::ApplicationFiltered),
        Status::Pass | Status::Fail => weigh_handshakes(context, by_stun),
        Status::Warn | Status::Inconclusive | Status::NotTested => by_stun,
    }
}

fn weigh_handshakes(context: &Context<'_>, by_stun: Finding) -> Finding {
    let passes = by_stun.status == Status::Pass;
    match by_handshakes(context) {
        ByHandshakes::Asking if passes => Finding::not_tested(Reason::Measuring),
        ByHandshakes::Filtered => Finding::fail(Reason::ApplicationFiltered),
        ByHandshakes::Open(reason) if passes => Finding::inconclusive(reason),
        // A stretch that is known to be blocked stays blocked.
        ByHandshakes::Asking | ByHandshakes::Open(_) | ByHandshakes::NothingAgainst => by_stun,
    }
}

/// What the DTLS handshakes show of the site.
pub(super) enum ByHandshakes {
    /// Not all of them are over.
    Asking,
    /// They finish, or there was nothing to try.
    NothingAgainst,
    /// The site filters them.
    Filtered,
    /// They do not finish, or not always, which the site need not have caused.
    Open(Reason),
}

pub(super) fn by_handshakes(context: &Context<'_>) -> ByHandshakes {
    let trial = match &context.handshakes {
        Handshakes::NotOffered => return ByHandshakes::NothingAgainst,
        Handshakes::Asking(_) => return ByHandshakes::Asking,
        Handshakes::Done(trial) => trial,
    };
    match trial.conclusion() {
        Conclusion::NothingToTry | Conclusion::Passes => ByHandshakes::NothingAgainst,
        Conclusion::Filtered => filtered(context),
        Conclusion::Unstable if is_refused(context) => ByHandshakes::Open(Reason::FarEndBusy),
        Conclusion::Unstable => ByHandshakes::Open(Reason::Unstable),
        Conclusion::NotMeasured => ByHandshakes::Open(match context.plan.vantage() {
            Vantage::Page => Reason::BrowserUnproven,
            Vantage::Native => Reason::DeviceFault,
        }),
    }
}

/// Silence in answer to DTLS is attributed to the site only if the far end's receipts show that it refused
/// nothing.
fn filtered(context: &Context<'_>) -> ByHandshakes {
    if context.browser_is_unproven() {
        ByHandshakes::Open(Reason::BrowserUnproven)
    } else if is_refused(context) {
        ByHandshakes::Open(Reason::FarEndBusy)
    } else if !context.receipts_are_final {
        ByHandshakes::Open(Reason::NoControl)
    } else {
        ByHandshakes::Filtered
    }
}

fn is_refused(context: &Context<'_>) -> bool {
    let receipts = context.receipts.as_ref();
    receipts.is_some_and(|receipts| receipts.dtls_refused > 0)
}

/// Datagrams other than STUN reached the far end, while no STUN did.
pub(super) fn plain_datagrams_pass(context: &Context<'_>) -> bool {
    !plain_answered(context).is_empty() || !plain_seen(context).is_empty()
}

fn plain_answered(context: &Context<'_>) -> SortedSet<u16> {
    let outcomes = context.board.plain.values();
    collected(outcomes.flat_map(|outcome| outcome.answered.clone()))
}

/// Only those that this run sent count.
fn plain_seen(context: &Context<'_>) -> SortedSet<u16> {
    let sent = plain_sent(context);
    let receipts = context.receipts.iter();
    let seen = receipts.flat_map(|receipts| &receipts.plain);
    let ports = seen.map(|receipt| receipt.port);
    collected(ports.filter(|port| sent.contains(port)))
}

fn plain_sent(context: &Context<'_>) -> SortedSet<u16> {
    let probes = context.board.plain.keys();
    collected(probes.flat_map(|probe| probe.ports.clone()))
}

// ---- evidence ----

pub(super) fn evidence(context: &Context<'_>) -> Vec<Evidence> {
    let mut evidence = plain_evidence(context);
    match &context.handshakes {
        Handshakes::NotOffered if context.token.is_some() => {
            evidence.push(Evidence::new(Test::Dtls, server(context), Seen::NoDtls));
        }
        Handshakes::NotOffered | Handshakes::Asking(_) => {}
        Handshakes::Done(trial) => evidence.extend(handshake_evidence(context, trial)),
    }
    evidence
}

fn plain_evidence(context: &Context<'_>) -> Vec<Evidence> {
    let sent = plain_sent(context);
    if sent.is_empty() {
        return Vec::new();
    }
    let (answered, seen) = (plain_answered(context), plain_seen(context));
    let result = match (answered.is_empty(), seen.is_empty()) {
        (false, _) => Seen::Answered,
        (true, false) => Seen::AnswersLost,
        (true, true) => Seen::NoAnswer,
    };
    vec![
        Evidence::new(Test::PlainUdp, server(context), result)
            .with(Detail::Sampled, sent.len())
            .with(Detail::Answered, answered.len())
            .with(Detail::SeenByFarEnd, seen.len()),
    ]
}

/// Ports with the same outcome are listed together.
fn handshake_evidence(context: &Context<'_>, trial: &Trial) -> Vec<Evidence> {
    let mut by_result: VecMap<(Seen, Option<Word>), Vec<u16>> = VecMap::new();
    for (port, outcomes) in trial.all_ports() {
        let result = result(&outcomes);
        let hello_seen = hello_seen(context, port).filter(|_| result != Seen::Finished);
        let ports = by_result.entry((result, hello_seen)).or_default();
        ports.push(port);
    }
    let evidence = by_result.into_iter().map(|((result, hello_seen), ports)| {
        let ports: Vec<_> = ports.iter().map(u16::to_string).collect();
        let evidence = Evidence::new(Test::Dtls, server(context), result)
            .with(Detail::Ports, ports.join(", "));
        match hello_seen {
            Some(seen) => evidence.with(Detail::HelloSeen, seen),
            None => evidence,
        }
    });
    evidence.collect()
}

/// Whether the far end saw a handshake begin, if its receipts can be read.
fn hello_seen(context: &Context<'_>, port: u16) -> Option<Word> {
    let server = context.plan.udp_server()?;
    let mut told = context.receipts.as_ref()?.dtls.iter();
    let came = told.any(|told| told.port == port && told.server == server);
    Some(if came { Word::Yes } else { Word::No })
}

/// The best outcome of all tries.
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

fn server(context: &Context<'_>) -> String {
    let server = context.plan.udp_server();
    server.map(|server| server.to_string()).unwrap_or_default()
}

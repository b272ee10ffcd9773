//! The NAT rows.

use std::net::SocketAddr;

use vecmap::VecSet;

use super::Finding;
use super::context::Context;
use crate::model::evidence::{Detail, Evidence, Seen, Target, Test};
use crate::model::network::NatPresence;
use crate::model::reason::Reason;
use crate::observed::nat::{self, Behavior, Mapping};
use crate::probe::{Arrival, FilteringOutcome, NatPresenceOutcome, WebRtc};

// ---- presence ----

pub(super) fn present(context: &Context<'_>) -> Finding {
    if let Some(finding) = nothing_to_ask(context) {
        return finding;
    }
    let observed = context.board.nat_presence.iter();
    let evidence = observed
        .map(|(probe, outcome)| presence_evidence(probe.server, outcome))
        .collect();
    let outcomes = || context.board.nat_presence.values();
    let finding = if outcomes().next().is_none() {
        Finding::not_tested(Reason::Measuring)
    } else if outcomes().any(is_ipv6) {
        Finding::inconclusive(Reason::Ipv6)
    } else {
        match presence(context) {
            NatPresence::Present => Finding::pass(Reason::NatSeen),
            NatPresence::Absent => Finding::fail(Reason::NoNat),
            NatPresence::Unknown => Finding::inconclusive(unclear(context)),
        }
    };
    finding.with(evidence)
}

/// "No NAT" is concluded only if nothing contradicts it.
pub(super) fn presence(context: &Context<'_>) -> NatPresence {
    let shows = |outcome: &NatPresenceOutcome| match outcome {
        NatPresenceOutcome::Addresses { local, mapped } if local.ip() == mapped.ip() => {
            NatPresence::Absent
        }
        NatPresenceOutcome::HostCandidate => NatPresence::Absent,
        NatPresenceOutcome::Addresses { .. } | NatPresenceOutcome::PeerReflexiveCandidate => {
            NatPresence::Present
        }
        NatPresenceOutcome::Silent => NatPresence::Unknown,
    };
    let has = |presence| {
        let mut outcomes = context.board.nat_presence.values();
        outcomes.any(|outcome| shows(outcome) == presence)
    };
    match (has(NatPresence::Present), has(NatPresence::Absent)) {
        (true, false) => NatPresence::Present,
        (false, true) => NatPresence::Absent,
        (true, true) | (false, false) => NatPresence::Unknown,
    }
}

fn is_ipv6(outcome: &NatPresenceOutcome) -> bool {
    matches!(outcome, NatPresenceOutcome::Addresses { local, .. } if local.is_ipv6())
}

fn presence_evidence(server: SocketAddr, outcome: &NatPresenceOutcome) -> Evidence {
    let evidence = |result| Evidence::new(Test::NatPresence, server.to_string(), result);
    match outcome {
        NatPresenceOutcome::Addresses { local, mapped } => {
            let result = if local.ip() == mapped.ip() {
                Seen::SameAddress
            } else {
                Seen::OtherAddress
            };
            evidence(result)
                .with(Detail::Inside, local.ip())
                .with(Detail::Outside, mapped.ip())
        }
        NatPresenceOutcome::HostCandidate => evidence(Seen::SameAddress),
        NatPresenceOutcome::PeerReflexiveCandidate => evidence(Seen::OtherAddress),
        NatPresenceOutcome::Silent => evidence(Seen::NoAnswer),
    }
}

// ---- full cone ----

pub(super) fn full_cone(context: &Context<'_>) -> Finding {
    if let Some(finding) = nothing_to_ask(context) {
        return finding;
    }
    judge_full_cone(context)
        .with(mapping_evidence(context))
        .with(filtering_evidence(context))
}

fn judge_full_cone(context: &Context<'_>) -> Finding {
    if context.board.mapping.is_empty() {
        return Finding::not_tested(Reason::Measuring);
    }
    let mapping = mapping(context);
    if mapping.is_dependent() {
        return Finding::fail(Reason::MappingDependent);
    }
    if mapping == Mapping::Unknown {
        return Finding::inconclusive(unclear(context));
    }
    match filtering_behavior(context) {
        Some(Behavior::EndpointIndependent) => Finding::pass(Reason::FullCone),
        Some(Behavior::AddressDependent | Behavior::AddressAndPortDependent) => {
            Finding::warn(Reason::NarrowerFiltering)
        }
        None if context.plan.alternate_server().is_none() || !alternate_works(context) => {
            Finding::inconclusive(Reason::SecondAddressUnproven)
        }
        None => Finding::inconclusive(unsent(context).unwrap_or(Reason::NatUnclear)),
    }
}

/// Why too little was seen: a browser that restricts WebRTC has its own reason.
fn unclear(context: &Context<'_>) -> Reason {
    match context.webrtc() {
        Some(WebRtc::Missing) => Reason::WebrtcMissing,
        Some(WebRtc::Disabled) => Reason::WebrtcDisabled,
        Some(WebRtc::Available) | None => Reason::NatUnclear,
    }
}

/// Whether there is no server to ask, or nothing between it and the device.
fn nothing_to_ask(context: &Context<'_>) -> Option<Finding> {
    if context.plan.udp_responder().is_none() {
        return Some(Finding::not_tested(Reason::NoResponder));
    }
    context
        .plan
        .catalogue()
        .is_demo()
        .then(|| Finding::not_tested(Reason::LocalFarEnd))
}

// ---- mapping and filtering ----

pub(super) fn mapping(context: &Context<'_>) -> Mapping {
    let observed = context.board.mapping.iter();
    let seen = observed
        .map(|(probe, outcome)| nat::mapping_of(&probe.servers, &context.attributed(outcome)));
    // If the usual ports are blocked, the tests on them prove nothing.
    let mut seen = seen.filter(|mapping| *mapping != Mapping::Unknown);
    let first = seen.next().unwrap_or(Mapping::Unknown);
    nat::agreed_mapping(first, seen.next())
}

/// What arrived from endpoints that were never contacted, over all tries. A page waits for unsolicited
/// checks from the far end, which may withhold some: because of a budget, or because the NAT would let them
/// in after earlier traffic. Only the receipts show which it sent, and only a check that it sent to each of
/// the page's sockets can count as not received.
pub(super) fn filtering(context: &Context<'_>) -> Option<FilteringOutcome> {
    let tests = context.board.filtering.iter();
    let outcomes = tests.map(|(probe, outcome)| {
        if context.is_page() {
            let sockets = sockets_toward(context, probe.server);
            nat::without_unsent(probe, *outcome, |from| {
                outcome.contacted && targets_of(context, from) >= sockets
            })
        } else {
            *outcome
        }
    });
    outcomes.reduce(nat::joined_filtering)
}

/// From how many sockets the filtering tests reached a server.
fn sockets_toward(context: &Context<'_>, server: SocketAddr) -> usize {
    let tests = context.board.filtering.iter();
    let reached = tests.filter(|(probe, outcome)| probe.server == server && outcome.contacted);
    reached.count()
}

/// To how many mapped addresses the far end sent own checks from an endpoint.
fn targets_of(context: &Context<'_>, from: SocketAddr) -> usize {
    let receipts = context.receipts.iter();
    let checks = receipts.flat_map(|receipts| &receipts.own_checks);
    let targets: VecSet<_> = checks
        .filter(|check| check.from == from)
        .map(|check| check.to)
        .collect();
    targets.len()
}

/// Why a page did not see all three arrivals, if the far end answered it.
pub(super) fn unsent(context: &Context<'_>) -> Option<Reason> {
    let outcome = filtering(context)?;
    let arrivals = [outcome.other_port, outcome.other_address, outcome.both];
    let is_unsent = context.is_page()
        && context.token.is_some()
        && outcome.contacted
        && arrivals.contains(&Arrival::NotTested);
    let reason = if context.receipts_are_final {
        Reason::FarEndBusy
    } else {
        Reason::NoControl
    };
    is_unsent.then_some(reason)
}

pub(super) fn filtering_behavior(context: &Context<'_>) -> Option<Behavior> {
    nat::filtering_of(&filtering(context)?, alternate_works(context))
}

/// Any answer from the alternate address proves that it works.
pub(super) fn alternate_works(context: &Context<'_>) -> bool {
    let Some(alternate) = context.plan.alternate_server() else {
        return false;
    };
    let arrived = filtering(context)
        .is_some_and(|outcome| [outcome.other_address, outcome.both].contains(&Arrival::Arrived));
    let answered_udp = context.board.mapping.values().any(|outcome| {
        let mapped = context.attributed(outcome).mapped;
        mapped.keys().any(|server| server.ip() == alternate)
    });
    arrived || answered_udp
}

fn mapping_evidence(context: &Context<'_>) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (probe, outcome) in &context.board.mapping {
        let seen = context.attributed(outcome).mapped;
        for server in &probe.servers {
            if let Some(mapped) = seen.get(server) {
                let answered = Evidence::new(Test::NatMapping, server.to_string(), Seen::Answered);
                let socket = u16::from(probe.attempt) + 1;
                evidence.push(
                    answered
                        .with(Detail::Mapped, mapped)
                        .with(Detail::Socket, socket),
                );
            }
        }
    }
    evidence
}

pub(super) fn filtering_evidence(context: &Context<'_>) -> Vec<Evidence> {
    let Some(outcome) = filtering(context) else {
        return Vec::new();
    };
    // Nothing comes from an address that is down.
    let alternate_works = alternate_works(context);
    let seen = |from, arrival| match arrival {
        Arrival::Arrived => Seen::Arrived,
        Arrival::Silent if from != Target::OtherPort && !alternate_works => Seen::NotTested,
        Arrival::Silent => Seen::Silent,
        Arrival::NotChanged => Seen::NotChanged,
        Arrival::NotTested => Seen::NotTested,
    };
    [
        (Target::OtherPort, outcome.other_port),
        (Target::OtherAddress, outcome.other_address),
        (Target::OtherAddressAndPort, outcome.both),
    ]
    .into_iter()
    .map(|(from, arrival)| Evidence::new(Test::NatFiltering, from, seen(from, arrival)))
    .collect()
}

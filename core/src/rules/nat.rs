//! The NAT rows, and what the report says of the network.

use std::net::{IpAddr, SocketAddr};

use vecmap::VecSet;

use super::Finding;
use super::scene::Scene;
use super::udp::{self, Range};
use crate::evidence::{Detail, Evidence, Seen, Target, Test};
use crate::nat::{self, Behavior, Mapping};
use crate::probe::{Arrival, FilteringOutcome, NatPresenceOutcome, WebRtc};
use crate::reason::Reason;
use crate::report::{NatPresence, Network};

// ---- presence ----

pub(super) fn present(scene: &Scene<'_>) -> Finding {
    if let Some(finding) = nothing_to_ask(scene) {
        return finding;
    }
    let outcomes: Vec<_> = presence_outcomes(scene);
    let observed = scene.board.nat_presence.iter();
    let evidence = observed
        .map(|(probe, outcome)| presence_evidence(probe.server, outcome))
        .collect();
    let finding = match outcomes.as_slice() {
        [] => Finding::not_tested(Reason::Measuring),
        outcomes if outcomes.iter().any(|outcome| is_ipv6(outcome)) => {
            Finding::inconclusive(Reason::Ipv6)
        }
        outcomes => match presence(outcomes) {
            NatPresence::Present => Finding::pass(Reason::NatSeen),
            NatPresence::Absent => Finding::fail(Reason::NoNat),
            NatPresence::Unknown => Finding::inconclusive(unclear(scene)),
        },
    };
    finding.with(evidence)
}

fn presence_outcomes<'a>(scene: &Scene<'a>) -> Vec<&'a NatPresenceOutcome> {
    let observed = scene.board.nat_presence.iter();
    observed.map(|(_, outcome)| outcome).collect()
}

/// "No NAT" is said only if nothing contradicts it.
fn presence(outcomes: &[&NatPresenceOutcome]) -> NatPresence {
    let says = |outcome: &&NatPresenceOutcome| match outcome {
        NatPresenceOutcome::Addresses { local, mapped } if local.ip() == mapped.ip() => {
            NatPresence::Absent
        }
        NatPresenceOutcome::HostCandidate => NatPresence::Absent,
        NatPresenceOutcome::Addresses { .. } | NatPresenceOutcome::PeerReflexiveCandidate => {
            NatPresence::Present
        }
        NatPresenceOutcome::Silent => NatPresence::Unknown,
    };
    let said: Vec<_> = outcomes.iter().map(says).collect();
    let has = |presence| said.contains(&presence);
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

pub(super) fn full_cone(scene: &Scene<'_>) -> Finding {
    if let Some(finding) = nothing_to_ask(scene) {
        return finding;
    }
    judge_full_cone(scene)
        .with(mapping_evidence(scene))
        .with(filtering_evidence(scene))
}

fn judge_full_cone(scene: &Scene<'_>) -> Finding {
    if scene.board.mapping.is_empty() {
        return Finding::not_tested(Reason::Measuring);
    }
    let mapping = mapping(scene);
    if mapping.is_dependent() {
        return Finding::fail(Reason::MappingDependent);
    }
    if mapping == Mapping::Unknown {
        return Finding::inconclusive(unclear(scene));
    }
    match filtering_behavior(scene) {
        Some(Behavior::EndpointIndependent) => Finding::pass(Reason::FullCone),
        Some(Behavior::AddressDependent | Behavior::AddressAndPortDependent) => {
            Finding::warn(Reason::NarrowerFiltering)
        }
        None if scene.plan.alternate_server().is_none() || !alternate_works(scene) => {
            Finding::inconclusive(Reason::SecondAddressUnproven)
        }
        None => Finding::inconclusive(unsent(scene).unwrap_or(Reason::NatUnclear)),
    }
}

/// Why too little was seen: a browser that keeps WebRTC back has a reason of its own.
fn unclear(scene: &Scene<'_>) -> Reason {
    match scene.webrtc() {
        Some(WebRtc::Missing) => Reason::WebrtcMissing,
        Some(WebRtc::Disabled) => Reason::WebrtcDisabled,
        Some(WebRtc::Available) | None => Reason::NatUnclear,
    }
}

/// Whether there is nobody to ask, or nothing in between to ask about.
fn nothing_to_ask(scene: &Scene<'_>) -> Option<Finding> {
    if scene.plan.udp_responder().is_none() {
        return Some(Finding::not_tested(Reason::NoResponder));
    }
    scene
        .plan
        .catalogue()
        .is_demo()
        .then(|| Finding::not_tested(Reason::LocalFarEnd))
}

// ---- mapping and filtering ----

pub(super) fn mapping(scene: &Scene<'_>) -> Mapping {
    let observed = scene.board.mapping.iter();
    let said = observed
        .map(|(probe, outcome)| nat::mapping_of(&probe.servers, &scene.attributed(outcome)));
    // Where the usual ports are blocked, the tests on them say nothing.
    let mut said = said.filter(|mapping| *mapping != Mapping::Unknown);
    let first = said.next().unwrap_or(Mapping::Unknown);
    nat::agreed_mapping(first, said.next())
}

/// What came in from endpoints that were never contacted, over all tries.
///
/// A page waits for checks that the far end sends unasked, and the far end may withhold some: for a
/// budget, or because the NAT would let them in for what was sent before. Only its receipts tell
/// which it sent, and only what it sent to each of the page's sockets can have been silent.
pub(super) fn filtering(scene: &Scene<'_>) -> Option<FilteringOutcome> {
    let tests = scene.board.filtering.iter();
    let outcomes = tests.map(|(probe, outcome)| {
        if scene.is_page() {
            let sockets = sockets_toward(scene, probe.server);
            nat::without_unsent(probe, *outcome, |from| {
                outcome.contacted && targets_of(scene, from) >= sockets
            })
        } else {
            *outcome
        }
    });
    outcomes.reduce(nat::joined_filtering)
}

/// From how many sockets the filtering tests reached a server.
fn sockets_toward(scene: &Scene<'_>, server: SocketAddr) -> usize {
    let tests = scene.board.filtering.iter();
    let reached = tests.filter(|(probe, outcome)| probe.server == server && outcome.contacted);
    reached.count()
}

/// To how many addresses of the site's NAT the far end sent checks of its own from an endpoint.
fn targets_of(scene: &Scene<'_>, from: SocketAddr) -> usize {
    let receipts = scene.receipts.iter();
    let checks = receipts.flat_map(|receipts| &receipts.own_checks);
    let targets: VecSet<_> = checks
        .filter(|check| check.from == from)
        .map(|check| check.to)
        .collect();
    targets.len()
}

/// Why a page did not see all three arrivals, where the far end answered it.
pub(super) fn unsent(scene: &Scene<'_>) -> Option<Reason> {
    let outcome = filtering(scene)?;
    let arrivals = [outcome.other_port, outcome.other_address, outcome.both];
    let is_unsent = scene.is_page()
        && scene.token.is_some()
        && outcome.contacted
        && arrivals.contains(&Arrival::NotTested);
    let reason = if scene.receipts_are_final {
        Reason::FarEndBusy
    } else {
        Reason::NoControl
    };
    is_unsent.then_some(reason)
}

fn filtering_behavior(scene: &Scene<'_>) -> Option<Behavior> {
    nat::filtering_of(&filtering(scene)?, alternate_works(scene))
}

/// The alternate address is proven by anything that it ever answered.
pub(super) fn alternate_works(scene: &Scene<'_>) -> bool {
    let Some(alternate) = scene.plan.alternate_server() else {
        return false;
    };
    let arrived = filtering(scene)
        .is_some_and(|outcome| [outcome.other_address, outcome.both].contains(&Arrival::Arrived));
    let answered_udp = scene.board.mapping.values().any(|outcome| {
        let mapped = scene.attributed(outcome).mapped;
        mapped.keys().any(|server| server.ip() == alternate)
    });
    arrived || answered_udp
}

fn mapping_evidence(scene: &Scene<'_>) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (probe, outcome) in &scene.board.mapping {
        let seen = scene.attributed(outcome).mapped;
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

pub(super) fn filtering_evidence(scene: &Scene<'_>) -> Vec<Evidence> {
    let Some(outcome) = filtering(scene) else {
        return Vec::new();
    };
    // Nothing comes from an address that is down.
    let alternate_works = alternate_works(scene);
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

// ---- the network ----

pub(super) fn network(scene: &Scene<'_>) -> Network {
    let outcomes: Vec<_> = presence_outcomes(scene);
    let range = Range::of(scene);
    let filtering = filtering_behavior(scene);
    Network {
        local_addresses: local_addresses(scene),
        mapped_addresses: without_ports(&seen_from(scene)),
        nat: presence(&outcomes),
        mapping: mapping(scene).behavior().into(),
        filtering: filtering.into(),
        udp_blocked: udp::blocked(scene),
        udp_edges_within: udp::edges_within(scene),
        udp_unconfirmed: udp::unconfirmed(scene),
        udp_sampled: range.as_ref().map_or(0, Range::sampled),
        udp_open: range.as_ref().map_or(0, Range::sampled_open),
    }
}

fn local_addresses(scene: &Scene<'_>) -> Vec<IpAddr> {
    let environment = scene.board.environment.as_ref();
    environment
        .map(|environment| environment.local_addresses.clone())
        .unwrap_or_default()
}

/// Every address and port under which the internet saw the device.
fn seen_from(scene: &Scene<'_>) -> Vec<SocketAddr> {
    let mut seen = scene.board.seen_by_udp();
    seen.extend(scene.board.seen_by_tcp());
    seen
}

/// Whether the internet saw the device under more than one address: several uplinks, a proxy, a
/// relay, or a VPN for part of the traffic.
pub(super) fn sees_several_addresses(scene: &Scene<'_>) -> bool {
    let mut seen = seen_from(scene);
    seen.retain(SocketAddr::is_ipv4);
    without_ports(&seen).len() > 1
}

/// The addresses without their ports, each once, in order.
fn without_ports(addresses: &[SocketAddr]) -> Vec<IpAddr> {
    let mut ips: Vec<_> = addresses.iter().map(SocketAddr::ip).collect();
    ips.sort_unstable();
    ips.dedup();
    ips
}

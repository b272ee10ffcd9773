//! Which probes a run wants, as a pure function of plan and board. A stage that waits for another one uses
//! only complete results, so the order of arrival makes no difference.

use super::nat::NatTests;
use super::race::{Race, race};
use crate::model::failure::Cause;
use crate::model::requirement::RequirementId;
use crate::model::vantage::Vantage;
use crate::observed::advice::{self, Access};
use crate::observed::application::handshakes::{Handshakes, handshakes};
use crate::observed::application::plain;
use crate::observed::board::Board;
use crate::observed::cross_check;
use crate::observed::far_end::{self, TokenState};
use crate::observed::feeds::feeds;
use crate::observed::survey::{Survey, survey};
use crate::plan::Plan;
use crate::probe::{HttpEndpoint, Probe, TcpProbe, UdpOutcome};
use crate::wire::token::RunToken;

/// Every probe that is wanted now; those that were started already may be among them.
pub(super) fn wanted(plan: &Plan, board: &Board, started: &[Probe]) -> Vec<Probe> {
    if board.environment.is_none() {
        return vec![Probe::Environment];
    }
    if board.is_offline() {
        return Vec::new();
    }
    if let Race::Running(mut probes) = race(plan, board) {
        // These do not depend on the far end.
        probes.extend(sites(plan, board));
        return probes;
    }
    let plan = &plan.prefer(far_end::usable_responder(plan, board));
    let all_known = |probes: &[Probe]| probes.iter().all(|probe| board.has(probe));
    let mut probes = tcp(plan, board);
    probes.extend(udp(plan, board, started));
    let measured = all_known(&probes) && !waits_for_token(plan, board, started);
    probes.extend(health_checks(plan, board, started, measured));
    // Depends on all of the above.
    if measured && all_known(&probes) {
        probes.extend(hosts_elsewhere(plan, board));
    }
    let mut background = Vec::new();
    match advice::access(plan, board, started) {
        Access::NotHere | Access::NoToken => {}
        Access::Waiting(probe) => probes.extend(probe),
        Access::Open(far) => {
            let is_page = plan.vantage() == Vantage::Page;
            if !is_page {
                probes.extend(path_tests(plan, board, &far));
            }
            if plan.options().thorough && far.tests_paths() {
                if !is_page {
                    background = idle_tests(plan, board, &far);
                }
                // Anything else would share the line with it.
                if measured && all_known(&probes) {
                    probes.extend(load_tests(plan, board, &far));
                }
            }
        }
    }
    // Bursts of other probes would disturb it.
    if measured && all_known(&probes) && has_feed(plan) {
        probes.extend(feed(plan, board));
    }
    probes.extend(background);
    probes
}

// ---- level advice ----

/// The tests that take no longer than those of the other rows.
fn path_tests(plan: &Plan, board: &Board, far: &advice::Far) -> Vec<Probe> {
    let mut probes = Vec::new();
    if plan.selects(RequirementId::Ntp) && far.answers_ntp() {
        probes.extend(advice::ntp::wanted(board, far));
    }
    if !far.tests_paths() || !far.has_ports() {
        return probes;
    }
    if plan.selects(RequirementId::Fragments) {
        let ways = advice::large::ways(|way| advice::large::fragments(board, far, way));
        probes.extend(ways.into_iter().filter_map(|(_, passage)| passage.wanted()));
    }
    if plan.selects(RequirementId::Mtu) {
        probes.extend(advice::large::wanted_of_mtu(board, far));
    }
    if plan.selects(RequirementId::SipAlg) {
        probes.extend(advice::sip::wanted(plan, board, far));
    }
    probes
}

fn idle_tests(plan: &Plan, board: &Board, far: &advice::Far) -> Vec<Probe> {
    if plan.selects(RequirementId::UdpLifetime) && far.has_ports() {
        advice::idle::wanted(board, far)
    } else {
        Vec::new()
    }
}

fn load_tests(plan: &Plan, board: &Board, far: &advice::Far) -> Option<Probe> {
    let is_selected = plan.selects(RequirementId::Bandwidth);
    is_selected
        .then(|| advice::load::wanted(board, far))
        .flatten()
}

fn feed(plan: &Plan, board: &Board) -> Vec<Probe> {
    let TokenState::Granted(token, endpoint) = far_end::token(plan, board, &[]) else {
        return Vec::new();
    };
    let offered = far_end::feed_carrier(plan, board, &endpoint);
    let feeds = feeds(plan, board, Some(&token), offered);
    let tried = board.feed.keys().cloned().map(Probe::Feed);
    tried.chain(feeds.wanted()).collect()
}

/// Whether everything on which a row depends is known.
pub(super) fn is_measured(plan: &Plan, board: &Board, row: RequirementId) -> bool {
    let plan = plan.narrowed_to(row);
    board.environment.is_some()
        && !waits_for_token(&plan, board, &[])
        && wanted(&plan, board, &[])
            .iter()
            .all(|probe| board.has(probe))
}

fn waits_for_token(plan: &Plan, board: &Board, started: &[Probe]) -> bool {
    let plan = &plan.prefer(far_end::usable_responder(plan, board));
    (needs_udp(plan) || advice::is_wanted(plan))
        && !board.is_offline()
        && matches!(far_end::token(plan, board, started), TokenState::Asking(_))
}

// ---- TCP and sites ----

fn tcp(plan: &Plan, board: &Board) -> Vec<Probe> {
    let mut probes = Vec::new();
    for endpoint in plan.tcp_endpoints() {
        push_with_retest(&mut probes, board, endpoint.deciding_probe(0));
        push_with_retest(&mut probes, board, endpoint.explaining_probe(0));
    }
    probes.extend(sites(plan, board));
    probes
}

/// The hosts that stand in for the domains, and the address that finds a captive portal.
fn sites(plan: &Plan, board: &Board) -> Vec<Probe> {
    let mut probes = Vec::new();
    for site in plan.site_endpoints() {
        push_with_retest(&mut probes, board, Some(site.probe(0)));
    }
    probes.extend(plan.portal_probe().map(Probe::Tcp));
    probes
}

/// The hosts that may be genuine at the address to which the far end resolves them.
fn hosts_elsewhere(plan: &Plan, board: &Board) -> Vec<Probe> {
    let Some(health) = far_end::first_health_check(plan, board) else {
        return Vec::new();
    };
    let mut probes = Vec::new();
    for by_name in deciding(plan) {
        push_with_retest(
            &mut probes,
            board,
            cross_check::probe(board, &by_name, &health),
        );
    }
    probes
}

/// The first probe of each service that decides a TCP or domain row.
fn deciding(plan: &Plan) -> impl Iterator<Item = TcpProbe> {
    let endpoints = plan.tcp_endpoints().into_iter();
    let services = endpoints.filter_map(|endpoint| endpoint.deciding_probe(0));
    let sites = plan.site_endpoints().into_iter();
    services.chain(sites.map(|site| site.probe(0)))
}

/// A probe, and its further tries once the first failed: one, or two at once if the failure may have been
/// silence, which loss can cause as well.
fn push_with_retest(probes: &mut Vec<Probe>, board: &Board, first: Option<TcpProbe>) {
    let Some(first) = first else {
        return;
    };
    let again = match board.tcp.get(&first).map(|outcome| outcome.result) {
        None | Some(Ok(())) => 0,
        Some(Err(failure)) if failure.needs_no_retest() => 0,
        Some(Err(failure)) if may_be_silence(failure.cause) => 2,
        Some(Err(_)) => 1,
    };
    for attempt in 0..=again {
        probes.push(Probe::Tcp(TcpProbe {
            attempt: first.attempt + attempt,
            ..first.clone()
        }));
    }
}

fn may_be_silence(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Timeout | Cause::ResolverUnreadable | Cause::Opaque
    )
}

// ---- the health of our servers ----

/// The health checks, repeated at the end if the first was pending or lost or if something failed.
/// `measured`: everything that a check may explain is known.
fn health_checks(plan: &Plan, board: &Board, started: &[Probe], measured: bool) -> Vec<Probe> {
    let checks_again = measured && anything_failed(plan, board);
    let mut probes = Vec::new();
    for responder in 0..plan.catalogue().responders.len() {
        let again =
            checks_again || measured && far_end::health_check(plan, board, responder).is_none();
        probes.extend(health_checks_of(plan, board, started, responder, again));
    }
    probes
}

/// A service did not answer, or a port stayed silent: our servers' health should then be checked again
/// afterwards.
fn anything_failed(plan: &Plan, board: &Board) -> bool {
    let failed = |first: TcpProbe| {
        let last = board.last_tcp(&first);
        last.is_some_and(|(_, outcome)| outcome.result.is_err())
    };
    let mut udp = board.udp.values();
    deciding(plan).any(failed) || needs_udp(plan) && udp.any(UdpOutcome::any_silent)
}

/// Sent to an endpoint that answers, to the next one if that cannot be reached, and `again` to the first
/// one.
fn health_checks_of(
    plan: &Plan,
    board: &Board,
    started: &[Probe],
    responder: usize,
    again: bool,
) -> Vec<Probe> {
    let first = |endpoint: &HttpEndpoint| far_end::health_probe(endpoint, 0);
    let was_asked = |endpoint: &HttpEndpoint| {
        let probe = Probe::Http(first(endpoint));
        board.has(&probe) || started.contains(&probe)
    };
    let cannot_be_spoken_to =
        |endpoint: &HttpEndpoint| board.http.get(&first(endpoint)).is_some_and(Result::is_err);
    let (mut asked, others): (Vec<_>, Vec<_>) = far_end::http_endpoints(plan, responder)
        .into_iter()
        .partition(was_asked);
    if asked.iter().all(cannot_be_spoken_to) {
        let answers = |endpoint: &HttpEndpoint| far_end::endpoint_answered(board, endpoint);
        asked.extend(others.into_iter().find(answers));
    }
    let mut probes: Vec<_> = asked
        .iter()
        .map(|endpoint| Probe::Http(first(endpoint)))
        .collect();
    let known = probes.iter().all(|probe| board.has(probe));
    let second = asked
        .first()
        .map(|endpoint| Probe::Http(far_end::health_probe(endpoint, 1)));
    probes.extend(second.filter(|second| board.has(second) || again && known));
    probes
}

// ---- UDP and NAT ----

const UDP_ROWS: [RequirementId; 4] = [
    RequirementId::UdpOutbound,
    RequirementId::UdpInbound,
    RequirementId::NatPresent,
    RequirementId::NatFullCone,
];

fn needs_udp(plan: &Plan) -> bool {
    plan.udp_responder().is_some()
        && (UDP_ROWS.into_iter().any(|row| plan.selects(row)) || has_feed(plan))
}

/// A feed needs a port that answered, and the handshakes with which video begins.
fn has_feed(plan: &Plan) -> bool {
    plan.options().feed.is_some() && plan.selects(RequirementId::FeedReliability)
}

fn udp(plan: &Plan, board: &Board, started: &[Probe]) -> Vec<Probe> {
    if !needs_udp(plan) {
        return Vec::new();
    }
    let granted = match far_end::token(plan, board, started) {
        TokenState::Asking(probe) => return probe.map(Probe::Http).into_iter().collect(),
        TokenState::Granted(token, endpoint) => Some((token, endpoint)),
        TokenState::Refused => None,
    };
    let token = granted.as_ref().map(|(token, _)| token);
    let receipts = |attempt| {
        let (token, endpoint) = granted.as_ref()?;
        let probe = far_end::receipts_probe(endpoint, token, attempt);
        Some(Probe::Http(probe))
    };
    let all_known = |probes: &[Probe]| probes.iter().all(|probe| board.has(probe));

    let nat = NatTests::new(plan, board, granted.as_ref());
    let mut probes = nat.presence();
    // It does not wait: answers come from the endpoint to which the request went, and if the ports of the
    // mapping test are blocked, that test takes its whole deadline.
    let (outbound, inbound) = (RequirementId::UdpOutbound, RequirementId::UdpInbound);
    if plan.selects(outbound) || plan.selects(inbound) || has_feed(plan) {
        let survey = survey(plan, board, token);
        if plan.selects(outbound) {
            let plain = plain::wanted(plan, board, &survey, token);
            probes.extend(plain.map(Probe::Plain));
        }
        if plan.selects(outbound) || has_feed(plan) {
            probes.extend(handshake_probes(plan, board, granted.as_ref()));
        }
        if let Survey::Asking(asked) = survey {
            probes.extend(asked.into_iter().map(Probe::Udp));
        }
    }
    // Mapping comes before anything that makes the far end send from another endpoint.
    let first_mapping = nat.first_mapping();
    probes.extend(first_mapping.clone());
    if !all_known(&first_mapping) {
        return probes;
    }
    let first_receipts: Vec<_> = receipts(far_end::RECEIPTS_AFTER_MAPPING)
        .into_iter()
        .collect();
    if all_known(&first_receipts) {
        probes.extend(nat.second_mapping());
    }
    probes.extend(first_receipts);
    probes.extend(nat.filtering());
    probes.extend(nat.on_other_ports());
    if all_known(&probes) {
        let tries = 1 + usize::from(far_end::last_receipts_were_lost(board));
        let last = far_end::RECEIPTS_AT_THE_END.into_iter().take(tries);
        probes.extend(last.filter_map(receipts));
    }
    probes
}

fn handshake_probes(
    plan: &Plan,
    board: &Board,
    granted: Option<&(RunToken, HttpEndpoint)>,
) -> Vec<Probe> {
    let offered = granted
        .and_then(|(token, endpoint)| Some((token, far_end::dtls_fingerprint(board, endpoint)?)));
    match handshakes(plan, board, offered) {
        Handshakes::Asking(probes) => probes,
        Handshakes::NotOffered | Handshakes::Done(_) => Vec::new(),
    }
}

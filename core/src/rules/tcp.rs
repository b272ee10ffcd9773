//! The four TCP rows.

use super::Finding;
use super::attribution::{self, Attribution};
use super::context::Context;
use super::device;
use super::tcp_evidence;
use crate::model::evidence::{Evidence, Seen, Test};
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::model::reason::Reason;
use crate::model::requirement::{RequirementId, TcpPort};
use crate::model::verdict::Status;
use crate::plan::TcpEndpoint;
use crate::probe::{TcpProbe, TcpService, WebRtc};

pub(super) fn judge(context: &Context<'_>, id: RequirementId) -> Finding {
    let endpoints: Vec<_> = context
        .plan
        .tcp_endpoints()
        .into_iter()
        .filter(|endpoint| endpoint.port.requirement() == id)
        .collect();
    if endpoints.is_empty() {
        return Finding::not_tested(Reason::NoResponder);
    }
    let mut evidence = Vec::new();
    let mut attributions = Vec::new();
    for endpoint in &endpoints {
        attributions.push(attribute(context, endpoint));
        evidence.extend(endpoint_evidence(context, endpoint));
    }
    let finding = combine(context, &attributions);
    let is_open = matches!(finding.status, Status::Pass | Status::Warn);
    if is_open && endpoints.iter().any(rests_on_a_certificate) {
        evidence.extend(tcp_evidence::of_trust(context));
    }
    if is_open {
        evidence.extend(tcp_evidence::against_a_proxy(context));
    }
    finding.with(evidence)
}

fn rests_on_a_certificate(endpoint: &TcpEndpoint) -> bool {
    let deciding = endpoint.deciding.as_ref();
    deciding.is_some_and(TcpService::speaks_tls)
}

/// If one endpoint is closed, the row fails; if one is doubtful, the row stays open; one that cannot be
/// tested from here has no effect.
fn combine(context: &Context<'_>, attributions: &[Attribution]) -> Finding {
    if context.proxy_is_suspected() {
        return Finding::inconclusive(Reason::ProxySuspected);
    }
    if let Some(reason) = attribution::first_closed(attributions) {
        return Finding::fail(reason);
    }
    if let Some(reason) = attribution::first_doubt(attributions) {
        return Finding::inconclusive(reason);
    }
    if attributions.contains(&Attribution::Pending) {
        return Finding::not_tested(Reason::Measuring);
    }
    // The browser may trust the root of an inspection, which the camera does not.
    if attributions.contains(&Attribution::Open(Reason::TlsOnlyPath)) {
        return Finding::warn(Reason::TlsOnlyPath);
    }
    if attributions.contains(&Attribution::Open(Reason::Answered)) {
        return Finding::pass(Reason::Answered);
    }
    if attributions.contains(&Attribution::KnownDown) {
        return Finding::inconclusive(Reason::FarEndPortDown);
    }
    if context.plan.catalogue().responders.is_empty() {
        return Finding::not_tested(Reason::NoResponder);
    }
    Finding::not_tested(Reason::NotPossibleHere)
}

fn attribute(context: &Context<'_>, endpoint: &TcpEndpoint) -> Attribution {
    let Some(deciding) = endpoint.deciding_probe(0) else {
        return Attribution::NotPossible;
    };
    let Some((probe, outcome)) = context.board.last_tcp(&deciding) else {
        return Attribution::Pending;
    };
    match outcome.result {
        Ok(()) if is_tls_only(context, endpoint) => Attribution::Open(Reason::TlsOnlyPath),
        Ok(()) => Attribution::Open(Reason::Answered),
        Err(failure) if probe.attempt == 0 && !failure.needs_no_retest() => Attribution::Pending,
        Err(_) if device::inspects_by_itself(outcome) => {
            Attribution::Doubtful(Reason::InspectedHere)
        }
        // A certain interception needs no cross-check.
        Err(_) if endpoint.responder.is_some() && attribution::interception_is_certain(outcome) => {
            Attribution::Closed(Reason::TlsIntercepted)
        }
        Err(failure) => failed(context, endpoint, failure),
    }
}

/// The fetch got through, and ICE-TCP on the same port is known not to.
fn is_tls_only(context: &Context<'_>, endpoint: &TcpEndpoint) -> bool {
    endpoint.explaining == Some(TcpService::IceTcp)
        && explanation(context, endpoint)
            .is_some_and(|explained| explained.is_err_and(|failure| failure.cause != Cause::Opaque))
}

/// What the explaining probe shows, after its retry if it failed.
fn explanation(context: &Context<'_>, endpoint: &TcpEndpoint) -> Option<Result<(), TcpFailure>> {
    let first = endpoint.explaining_probe(0)?;
    let (probe, outcome) = context.board.last_tcp(&first)?;
    (outcome.result.is_ok() || probe.attempt > 0).then_some(outcome.result)
}

fn failed(context: &Context<'_>, endpoint: &TcpEndpoint, failure: TcpFailure) -> Attribution {
    if let Some(reason) = unusable_here(context, endpoint, failure) {
        return Attribution::Doubtful(reason);
    }
    let is_ours = endpoint.responder.is_some();
    let of_our_server = attribution::fault_of_our_server(failure).filter(|_| is_ours);
    if let Some(reason) =
        of_our_server.or_else(|| attribution::fault_of_the_device(context, failure))
    {
        return Attribution::Doubtful(reason);
    }
    match endpoint.responder {
        Some(responder) => responder_failed(context, endpoint, responder, failure),
        None => destination_failed(context, endpoint, failure),
    }
}

/// Silence proves nothing in a browser that cannot do ICE or did not try.
fn unusable_here(
    context: &Context<'_>,
    endpoint: &TcpEndpoint,
    failure: TcpFailure,
) -> Option<Reason> {
    if endpoint.deciding != Some(TcpService::IceTcp) {
        return None;
    }
    match context.webrtc() {
        Some(WebRtc::Missing) => Some(Reason::WebrtcMissing),
        Some(WebRtc::Disabled) => Some(Reason::WebrtcDisabled),
        _ if context.browser_is_unproven() || failure.layer == Layer::Opaque => {
            Some(Reason::BrowserUnproven)
        }
        _ => None,
    }
}

fn responder_failed(
    context: &Context<'_>,
    endpoint: &TcpEndpoint,
    responder: usize,
    failure: TcpFailure,
) -> Attribution {
    let Some(ip) = endpoint.target.ip else {
        return Attribution::Doubtful(Reason::NoControl);
    };
    let listener = context.listener(responder, ip, endpoint.target.port);
    if !context.responder_answers(responder) {
        return if listener.is_down() {
            Attribution::KnownDown
        } else {
            Attribution::Doubtful(unreachable_reason(context))
        };
    }
    if !context.address_answers(ip) {
        // "Closed on each port" would be wrong for an address that answers on no port.
        return if listener.is_down() {
            Attribution::KnownDown
        } else {
            Attribution::Doubtful(Reason::FarEndUnreachable)
        };
    }
    if listener.is_down() {
        return Attribution::Doubtful(Reason::FarEndPortDown);
    }
    // Browsers report a connection that is closed without an answer as refused.
    let is_ice = endpoint.deciding == Some(TcpService::IceTcp);
    let was_cut_off =
        attribution::was_cut_off(failure) || is_ice && failure.cause == Cause::Refused;
    if context.turned_away(responder) && was_cut_off {
        return Attribution::Doubtful(Reason::FarEndBusy);
    }
    let is_proven = listener.is_up() || context.is_proven_far_end(responder);
    let is_web = endpoint.port == TcpPort::P443;
    if (is_web || !is_proven) && is_cut_by_name(context, endpoint, failure) {
        return Attribution::Doubtful(Reason::NameFiltered);
    }
    if !is_proven {
        return Attribution::Doubtful(Reason::FarEndUnproven);
    }
    if attribution::certificate_is_ours_at_fault(context, endpoint, failure) {
        return Attribution::Doubtful(Reason::FarEndFault);
    }
    Attribution::Closed(explained_reason(context, endpoint, failure))
}

/// TCP opens and TLS is cut off, though TLS to a domain is not. Web filters block names that they do not
/// know, and a camera uses other names. Port 443, which the domains also use, then proves nothing about a
/// camera.
fn is_cut_by_name(context: &Context<'_>, endpoint: &TcpEndpoint, failure: TcpFailure) -> bool {
    let is_cut = match failure.layer {
        Layer::Tls => !attribution::is_about_the_certificate(failure),
        Layer::Opaque => explanation(context, endpoint) == Some(Ok(())),
        Layer::Dns | Layer::Connect | Layer::Service => false,
    };
    is_cut && context.a_domain_answers()
}

/// A page's fetch does not show why it failed; the other probe on the same port may.
fn explained_reason(context: &Context<'_>, endpoint: &TcpEndpoint, failure: TcpFailure) -> Reason {
    match (&endpoint.deciding, explanation(context, endpoint)) {
        (Some(TcpService::Hello { .. }), Some(Ok(()))) => Reason::TlsBlocked,
        (Some(TcpService::Hello { .. }), Some(Err(explained)))
            if explained.cause != Cause::Opaque =>
        {
            attribution::reason_of(explained)
        }
        (Some(TcpService::IceTcp), Some(Ok(()))) => Reason::ProtocolBlocked,
        _ => attribution::reason_of(failure),
    }
}

fn destination_failed(
    context: &Context<'_>,
    endpoint: &TcpEndpoint,
    failure: TcpFailure,
) -> Attribution {
    let led_astray = |by_name: TcpProbe| context.is_led_astray(&by_name);
    if failure.layer == Layer::Dns || endpoint.deciding_probe(0).is_some_and(led_astray) {
        // A name that does not resolve, or resolves to a third party, proves nothing about the port.
        return Attribution::NotPossible;
    }
    match context.destination(endpoint) {
        Some(destination) if destination.error.is_some() => Attribution::Doubtful(Reason::HostDown),
        Some(_) => Attribution::Closed(attribution::reason_of(failure)),
        // Without the far end's health check, the name may resolve to a third party.
        None if attribution::is_about_the_certificate(failure) => {
            Attribution::Doubtful(Reason::NoControl)
        }
        None if context.any_responder_answers() => {
            Attribution::Closed(attribution::reason_of(failure))
        }
        None if context.a_domain_answers() => Attribution::Doubtful(Reason::NoControl),
        None => Attribution::Doubtful(Reason::NothingAnswers),
    }
}

fn unreachable_reason(context: &Context<'_>) -> Reason {
    if context.a_domain_answers() {
        Reason::FarEndUnreachable
    } else {
        Reason::NothingAnswers
    }
}

fn endpoint_evidence(context: &Context<'_>, endpoint: &TcpEndpoint) -> Vec<Evidence> {
    let Some(deciding) = endpoint.deciding_probe(0) else {
        return vec![Evidence::new(
            Test::Destination,
            endpoint.target.to_string(),
            Seen::NotPossibleHere,
        )];
    };
    let observed = |first: &TcpProbe| {
        context.board.last_tcp(first).map(|(probe, outcome)| {
            (
                tcp_evidence::of(context, probe, outcome),
                outcome.result.is_err(),
            )
        })
    };
    let decided = observed(&deciding);
    let failed = decided.as_ref().is_some_and(|(_, failed)| *failed);
    let explained = endpoint.explaining_probe(0).as_ref().and_then(observed);
    let control = match (failed, endpoint.responder, endpoint.target.ip) {
        (true, Some(responder), Some(ip)) => {
            let listener = context.listener(responder, ip, endpoint.target.port);
            Some(Evidence::new(
                Test::Control,
                endpoint.target.to_string(),
                listener.describe(),
            ))
        }
        _ => None,
    };
    [decided, explained]
        .into_iter()
        .flatten()
        .map(|(evidence, _)| evidence)
        .chain(control)
        .chain(tcp_evidence::cross_check(context, &deciding))
        .collect()
}

//! The four TCP rows.

use super::Finding;
use super::blame::{self, Says};
use super::device;
use super::scene::Scene;
use crate::evidence::{Evidence, Seen, Test};
use crate::plan::TcpEndpoint;
use crate::probe::{Cause, Layer, TcpFailure, TcpProbe, TcpService, WebRtc};
use crate::reason::Reason;
use crate::requirement::{RequirementId, TcpPort};
use crate::verdict::Status;

pub(super) fn judge(scene: &Scene<'_>, id: RequirementId) -> Finding {
    let endpoints: Vec<_> = scene
        .plan
        .tcp_endpoints()
        .into_iter()
        .filter(|endpoint| endpoint.port.requirement() == id)
        .collect();
    if endpoints.is_empty() {
        return Finding::not_tested(Reason::NoResponder);
    }
    let mut evidence = Vec::new();
    let mut says = Vec::new();
    for endpoint in &endpoints {
        says.push(endpoint_says(scene, endpoint));
        evidence.extend(endpoint_evidence(scene, endpoint));
    }
    let finding = combine(scene, &says);
    let is_open = matches!(finding.status, Status::Pass | Status::Warn);
    if is_open && endpoints.iter().any(rests_on_a_certificate) {
        evidence.extend(blame::evidence_of_trust(scene));
    }
    if is_open {
        evidence.extend(blame::evidence_against_a_proxy(scene));
    }
    finding.with(evidence)
}

fn rests_on_a_certificate(endpoint: &TcpEndpoint) -> bool {
    let deciding = endpoint.deciding.as_ref();
    deciding.is_some_and(TcpService::speaks_tls)
}

/// One endpoint that is closed closes the row; one that is doubtful leaves it open; one that
/// cannot be asked from here does not lower it.
fn combine(scene: &Scene<'_>, says: &[Says]) -> Finding {
    if scene.proxy_is_suspected() {
        return Finding::inconclusive(Reason::ProxySuspected);
    }
    if let Some(reason) = blame::first_closed(says) {
        return Finding::fail(reason);
    }
    if let Some(reason) = blame::first_doubt(says) {
        return Finding::inconclusive(reason);
    }
    if says.contains(&Says::Pending) {
        return Finding::not_tested(Reason::Measuring);
    }
    // The browser may trust the root of an inspection, which the camera does not.
    if says.contains(&Says::Open(Reason::TlsOnlyPath)) {
        return Finding::warn(Reason::TlsOnlyPath);
    }
    if says.contains(&Says::Open(Reason::Answered)) {
        return Finding::pass(Reason::Answered);
    }
    if says.contains(&Says::KnownDown) {
        return Finding::inconclusive(Reason::FarEndPortDown);
    }
    if scene.plan.catalogue().responders.is_empty() {
        return Finding::not_tested(Reason::NoResponder);
    }
    Finding::not_tested(Reason::NotPossibleHere)
}

fn endpoint_says(scene: &Scene<'_>, endpoint: &TcpEndpoint) -> Says {
    let Some(deciding) = endpoint.deciding_probe(0) else {
        return Says::NotPossible;
    };
    let Some((probe, outcome)) = scene.board.last_tcp(&deciding) else {
        return Says::Pending;
    };
    match outcome.result {
        Ok(()) if is_tls_only(scene, endpoint) => Says::Open(Reason::TlsOnlyPath),
        Ok(()) => Says::Open(Reason::Answered),
        Err(failure) if probe.attempt == 0 && !failure.needs_no_retest() => Says::Pending,
        Err(_) if device::inspects_by_itself(outcome) => Says::Doubtful(Reason::InspectedHere),
        // It needs no control, and says nothing of our server.
        Err(_) if endpoint.responder.is_some() && blame::interception_is_certain(outcome) => {
            Says::Closed(Reason::TlsIntercepted)
        }
        Err(failure) => failed(scene, endpoint, failure),
    }
}

/// The fetch got through, and ICE-TCP on the same port is known not to.
fn is_tls_only(scene: &Scene<'_>, endpoint: &TcpEndpoint) -> bool {
    endpoint.explaining == Some(TcpService::IceTcp)
        && explanation(scene, endpoint)
            .is_some_and(|explained| explained.is_err_and(|failure| failure.cause != Cause::Opaque))
}

/// What the explaining probe says, once it has been tried again where it failed.
fn explanation(scene: &Scene<'_>, endpoint: &TcpEndpoint) -> Option<Result<(), TcpFailure>> {
    let first = endpoint.explaining_probe(0)?;
    let (probe, outcome) = scene.board.last_tcp(&first)?;
    (outcome.result.is_ok() || probe.attempt > 0).then_some(outcome.result)
}

fn failed(scene: &Scene<'_>, endpoint: &TcpEndpoint, failure: TcpFailure) -> Says {
    if let Some(reason) = unusable_here(scene, endpoint, failure) {
        return Says::Doubtful(reason);
    }
    let is_ours = endpoint.responder.is_some();
    let of_our_server = blame::fault_of_our_server(failure).filter(|_| is_ours);
    if let Some(reason) = of_our_server.or_else(|| blame::fault_of_the_device(scene, failure)) {
        return Says::Doubtful(reason);
    }
    match endpoint.responder {
        Some(responder) => responder_failed(scene, endpoint, responder, failure),
        None => destination_failed(scene, endpoint, failure),
    }
}

/// A browser that cannot do ICE, or did not try, says nothing by its silence.
fn unusable_here(scene: &Scene<'_>, endpoint: &TcpEndpoint, failure: TcpFailure) -> Option<Reason> {
    if endpoint.deciding != Some(TcpService::IceTcp) {
        return None;
    }
    match scene.webrtc() {
        Some(WebRtc::Missing) => Some(Reason::WebrtcMissing),
        Some(WebRtc::Disabled) => Some(Reason::WebrtcDisabled),
        _ if scene.browser_is_unproven() || failure.layer == Layer::Opaque => {
            Some(Reason::BrowserUnproven)
        }
        _ => None,
    }
}

fn responder_failed(
    scene: &Scene<'_>,
    endpoint: &TcpEndpoint,
    responder: usize,
    failure: TcpFailure,
) -> Says {
    let Some(ip) = endpoint.target.ip else {
        return Says::Doubtful(Reason::NoControl);
    };
    let listener = scene.listener(responder, ip, endpoint.target.port);
    if !scene.responder_answers(responder) {
        return if listener.is_down() {
            Says::KnownDown
        } else {
            Says::Doubtful(unreachable_reason(scene))
        };
    }
    if !scene.address_answers(ip) {
        // "Closed on each port" would be wrong of an address that answers nowhere.
        return if listener.is_down() {
            Says::KnownDown
        } else {
            Says::Doubtful(Reason::FarEndUnreachable)
        };
    }
    if listener.is_down() {
        return Says::Doubtful(Reason::FarEndPortDown);
    }
    // Browsers show a connection that ends unheard as one that was refused.
    let is_ice = endpoint.deciding == Some(TcpService::IceTcp);
    let was_cut_off = blame::was_cut_off(failure) || is_ice && failure.cause == Cause::Refused;
    if scene.turned_away(responder) && was_cut_off {
        return Says::Doubtful(Reason::FarEndBusy);
    }
    let is_proven = listener.is_up() || scene.is_proven_far_end(responder);
    let is_web = endpoint.port == TcpPort::P443;
    if (is_web || !is_proven) && is_cut_by_name(scene, endpoint, failure) {
        return Says::Doubtful(Reason::NameFiltered);
    }
    if !is_proven {
        return Says::Doubtful(Reason::FarEndUnproven);
    }
    if blame::certificate_is_ours_at_fault(scene, endpoint, failure) {
        return Says::Doubtful(Reason::FarEndFault);
    }
    Says::Closed(explained_reason(scene, endpoint, failure))
}

/// TCP opens and TLS is cut off, though TLS to a domain is not. Web filters look for names they do not
/// know, and a camera's are others. Port 443, which the domains share, then says nothing of a camera.
fn is_cut_by_name(scene: &Scene<'_>, endpoint: &TcpEndpoint, failure: TcpFailure) -> bool {
    let is_cut = match failure.layer {
        Layer::Tls => !blame::is_about_the_certificate(failure),
        Layer::Opaque => explanation(scene, endpoint) == Some(Ok(())),
        Layer::Dns | Layer::Connect | Layer::Service => false,
    };
    is_cut && scene.a_domain_answers()
}

/// A page's fetch does not say why it failed; what the other probe found on the same port does.
fn explained_reason(scene: &Scene<'_>, endpoint: &TcpEndpoint, failure: TcpFailure) -> Reason {
    match (&endpoint.deciding, explanation(scene, endpoint)) {
        (Some(TcpService::Hello { .. }), Some(Ok(()))) => Reason::TlsBlocked,
        (Some(TcpService::Hello { .. }), Some(Err(explained)))
            if explained.cause != Cause::Opaque =>
        {
            blame::reason_of(explained)
        }
        (Some(TcpService::IceTcp), Some(Ok(()))) => Reason::ProtocolBlocked,
        _ => blame::reason_of(failure),
    }
}

fn destination_failed(scene: &Scene<'_>, endpoint: &TcpEndpoint, failure: TcpFailure) -> Says {
    let led_astray = |by_name: TcpProbe| scene.is_led_astray(&by_name);
    if failure.layer == Layer::Dns || endpoint.deciding_probe(0).is_some_and(led_astray) {
        // A name that does not resolve, or leads to somebody else, says nothing about the port.
        return Says::NotPossible;
    }
    match scene.destination(endpoint) {
        Some(destination) if destination.error.is_some() => Says::Doubtful(Reason::HostDown),
        Some(_) => Says::Closed(blame::reason_of(failure)),
        // Without the far end's look, the name may lead to somebody else.
        None if blame::is_about_the_certificate(failure) => Says::Doubtful(Reason::NoControl),
        None if scene.any_responder_answers() => Says::Closed(blame::reason_of(failure)),
        None if scene.a_domain_answers() => Says::Doubtful(Reason::NoControl),
        None => Says::Doubtful(Reason::NothingAnswers),
    }
}

fn unreachable_reason(scene: &Scene<'_>) -> Reason {
    if scene.a_domain_answers() {
        Reason::FarEndUnreachable
    } else {
        Reason::NothingAnswers
    }
}

fn endpoint_evidence(scene: &Scene<'_>, endpoint: &TcpEndpoint) -> Vec<Evidence> {
    let Some(deciding) = endpoint.deciding_probe(0) else {
        return vec![Evidence::new(
            Test::Destination,
            endpoint.target.to_string(),
            Seen::NotPossibleHere,
        )];
    };
    let observed = |first: &TcpProbe| {
        scene.board.last_tcp(first).map(|(probe, outcome)| {
            (
                blame::evidence(scene, probe, outcome),
                outcome.result.is_err(),
            )
        })
    };
    let decided = observed(&deciding);
    let failed = decided.as_ref().is_some_and(|(_, failed)| *failed);
    let explained = endpoint.explaining_probe(0).as_ref().and_then(observed);
    let control = match (failed, endpoint.responder, endpoint.target.ip) {
        (true, Some(responder), Some(ip)) => {
            let listener = scene.listener(responder, ip, endpoint.target.port);
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
        .chain(blame::evidence_elsewhere(scene, &deciding))
        .collect()
}

//! The three domain rows: hosts that stand in for a domain, and destinations of it that this site's DNS
//! does not find.

use super::Finding;
use super::blame::{self, Says};
use super::device;
use super::scene::Scene;
use crate::evidence::{Detail, Evidence, Seen, Test};
use crate::plan::SiteEndpoint;
use crate::probe::{Cause, Layer, TcpFailure, TcpOutcome};
use crate::reason::Reason;
use crate::requirement::{DomainPattern, RequirementId};
use crate::verdict::Status;
use crate::wire::http::ControlDomain;

pub(super) fn judge(scene: &Scene<'_>, id: RequirementId) -> Finding {
    let sites: Vec<_> = scene
        .plan
        .site_endpoints()
        .into_iter()
        .filter(|site| site.row == id)
        .collect();
    if sites.is_empty() {
        return Finding::not_tested(Reason::NoHost);
    }
    let mut says = Vec::new();
    let mut evidence = Vec::new();
    for site in &sites {
        says.push(site_says(scene, site));
        evidence.extend(site_evidence(scene, site));
    }
    for misled in scene.misled_destinations() {
        if misled.domain.map(DomainPattern::requirement) == Some(id) {
            says.push(Says::Closed(misled.reason));
            evidence.push(blame::evidence(scene, misled.probe, misled.outcome));
            evidence.push(Evidence::new(
                Test::Control,
                misled.host,
                Seen::AnswersOurServer,
            ));
        }
    }
    let finding = combine(scene, &says);
    if finding.status == Status::Pass {
        evidence.extend(blame::evidence_of_trust(scene));
        evidence.extend(blame::evidence_against_a_proxy(scene));
    }
    finding.with(evidence)
}

fn combine(scene: &Scene<'_>, says: &[Says]) -> Finding {
    match (blame::first_closed(says), blame::first_doubt(says)) {
        (Some(reason), _) => Finding::fail(reason),
        (None, Some(reason)) => Finding::inconclusive(reason),
        (None, None) if says.contains(&Says::Pending) => Finding::not_tested(Reason::Measuring),
        // The camera does not use the proxy that a browser's fetches may have gone through.
        (None, None) if scene.proxy_is_suspected() => Finding::inconclusive(Reason::ProxySuspected),
        (None, None) if scene.nothing_shows_the_way() && scene.any_responder_answers() => {
            Finding::inconclusive(Reason::NoControl)
        }
        (None, None) if scene.nothing_shows_the_way() => {
            Finding::inconclusive(Reason::FarEndUnreachable)
        }
        (None, None) => Finding::pass(Reason::Answered),
    }
}

fn site_says(scene: &Scene<'_>, site: &SiteEndpoint) -> Says {
    let Some((probe, outcome)) = scene.board.last_tcp(&site.probe(0)) else {
        return Says::Pending;
    };
    match outcome.result {
        Ok(()) => Says::Open(Reason::Answered),
        Err(failure) if probe.attempt == 0 && !failure.needs_no_retest() => Says::Pending,
        Err(_) if device::inspects_by_itself(outcome) => Says::Doubtful(Reason::InspectedHere),
        Err(failure) => match scene.elsewhere(probe).map(|(_, outcome)| outcome.result) {
            Some(Ok(())) => Says::Closed(Reason::DnsSinkhole),
            Some(Err(there)) if !blame::is_about_the_certificate(there) => {
                Says::Closed(blame::reason_of(there))
            }
            Some(Err(_)) | None => failed(scene, site, outcome, failure),
        },
    }
}

fn failed(
    scene: &Scene<'_>,
    site: &SiteEndpoint,
    outcome: &TcpOutcome,
    failure: TcpFailure,
) -> Says {
    if failure.cause == Cause::NoNetwork && failure.layer != Layer::Dns {
        return Says::Doubtful(Reason::NoNetwork);
    }
    match seen_by_far_end(scene, site) {
        Some(seen) if seen.error.is_some() => Says::Doubtful(Reason::HostDown),
        _ if device::is_at_fault(scene, failure) => Says::Doubtful(Reason::DeviceFault),
        // A page cannot tell a blocked redirect target from a blocked host.
        Some(seen) if seen.redirects_to.is_some() && failure.layer == Layer::Opaque => {
            Says::Doubtful(Reason::RedirectedElsewhere)
        }
        Some(seen) if seen.unfit_for_pages && failure.layer == Layer::Opaque => {
            Says::Doubtful(Reason::UnfitForPages)
        }
        Some(_) => Says::Closed(blame::reason_of(failure)),
        None if scene.plan.catalogue().is_demo() => Says::Doubtful(Reason::NoControl),
        None if scene.a_domain_answers() || scene.any_responder_answers() => {
            Says::Closed(blame::reason_of(failure))
        }
        None if blame::interception_is_certain(outcome) => Says::Closed(Reason::TlsIntercepted),
        None => Says::Doubtful(Reason::NothingAnswers),
    }
}

fn seen_by_far_end<'a>(scene: &'a Scene<'_>, site: &SiteEndpoint) -> Option<&'a ControlDomain> {
    scene.look()?.domain(&site.host)
}

fn site_evidence(scene: &Scene<'_>, site: &SiteEndpoint) -> Vec<Evidence> {
    let Some((probe, outcome)) = scene.board.last_tcp(&site.probe(0)) else {
        return Vec::new();
    };
    let mut evidence = vec![blame::evidence(scene, probe, outcome)];
    if outcome.result.is_err() {
        evidence.push(control_evidence(scene, site));
    }
    evidence.extend(blame::evidence_elsewhere(scene, probe));
    evidence
}

fn control_evidence(scene: &Scene<'_>, site: &SiteEndpoint) -> Evidence {
    let Some(seen) = seen_by_far_end(scene, site) else {
        return Evidence::new(Test::Control, site.host.as_str(), Seen::Unwitnessed);
    };
    let control = |result| Evidence::new(Test::Control, site.host.as_str(), result);
    match (&seen.error, &seen.tls) {
        (Some(error), _) => control(Seen::FailsForOurServer).with(Detail::Error, error),
        (None, Some(tls)) => control(Seen::AnswersOurServer).with(Detail::Issuer, &tls.issuer),
        (None, None) => control(Seen::AnswersOurServer),
    }
}

//! The three domain rows: hosts that stand in for a domain, and its destinations that this site's DNS does
//! not resolve.

use super::Finding;
use super::attribution::{self, Attribution};
use super::context::Context;
use super::device;
use super::misled;
use super::tcp_evidence;
use crate::model::evidence::{Detail, Evidence, Seen, Test};
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::model::reason::Reason;
use crate::model::requirement::{DomainPattern, RequirementId};
use crate::model::verdict::Status;
use crate::plan::SiteEndpoint;
use crate::probe::TcpOutcome;
use crate::wire::http::DomainHealth;

pub(super) fn judge(context: &Context<'_>, id: RequirementId) -> Finding {
    let sites: Vec<_> = context
        .plan
        .site_endpoints()
        .into_iter()
        .filter(|site| site.row == id)
        .collect();
    if sites.is_empty() {
        return Finding::not_tested(Reason::NoHost);
    }
    let mut attributions = Vec::new();
    let mut evidence = Vec::new();
    for site in &sites {
        attributions.push(attribute(context, site));
        evidence.extend(site_evidence(context, site));
    }
    for misled in misled::destinations(context) {
        if misled.domain.map(DomainPattern::requirement) == Some(id) {
            attributions.push(Attribution::Closed(misled.reason));
            evidence.push(tcp_evidence::of(context, misled.probe, misled.outcome));
            evidence.push(Evidence::new(
                Test::Control,
                misled.host,
                Seen::AnswersOurServer,
            ));
        }
    }
    let finding = combine(context, &attributions);
    if finding.status == Status::Pass {
        evidence.extend(tcp_evidence::of_trust(context));
        evidence.extend(tcp_evidence::against_a_proxy(context));
    }
    finding.with(evidence)
}

fn combine(context: &Context<'_>, attributions: &[Attribution]) -> Finding {
    match (
        attribution::first_closed(attributions),
        attribution::first_doubt(attributions),
    ) {
        (Some(reason), _) => Finding::fail(reason),
        (None, Some(reason)) => Finding::inconclusive(reason),
        (None, None) if attributions.contains(&Attribution::Pending) => {
            Finding::not_tested(Reason::Measuring)
        }
        // The camera does not use the proxy that a browser's fetches may have gone through.
        (None, None) if context.proxy_is_suspected() => {
            Finding::inconclusive(Reason::ProxySuspected)
        }
        (None, None) if context.nothing_shows_the_way() && context.any_responder_answers() => {
            Finding::inconclusive(Reason::NoControl)
        }
        (None, None) if context.nothing_shows_the_way() => {
            Finding::inconclusive(Reason::FarEndUnreachable)
        }
        (None, None) => Finding::pass(Reason::Answered),
    }
}

fn attribute(context: &Context<'_>, site: &SiteEndpoint) -> Attribution {
    let Some((probe, outcome)) = context.board.last_tcp(&site.probe(0)) else {
        return Attribution::Pending;
    };
    match outcome.result {
        Ok(()) => Attribution::Open(Reason::Answered),
        Err(failure) if probe.attempt == 0 && !failure.needs_no_retest() => Attribution::Pending,
        Err(_) if device::inspects_by_itself(outcome) => {
            Attribution::Doubtful(Reason::InspectedHere)
        }
        Err(failure) => match context.elsewhere(probe).map(|(_, outcome)| outcome.result) {
            Some(Ok(())) => Attribution::Closed(Reason::DnsSinkhole),
            Some(Err(there)) if !attribution::is_about_the_certificate(there) => {
                Attribution::Closed(attribution::reason_of(there))
            }
            Some(Err(_)) | None => failed(context, site, outcome, failure),
        },
    }
}

fn failed(
    context: &Context<'_>,
    site: &SiteEndpoint,
    outcome: &TcpOutcome,
    failure: TcpFailure,
) -> Attribution {
    if failure.cause == Cause::NoNetwork && failure.layer != Layer::Dns {
        return Attribution::Doubtful(Reason::NoNetwork);
    }
    match seen_by_far_end(context, site) {
        Some(seen) if seen.error.is_some() => Attribution::Doubtful(Reason::HostDown),
        _ if device::is_at_fault(context, failure) => Attribution::Doubtful(Reason::DeviceFault),
        // A page cannot distinguish a blocked redirect target from a blocked host.
        Some(seen) if seen.redirects_to.is_some() && failure.layer == Layer::Opaque => {
            Attribution::Doubtful(Reason::RedirectedElsewhere)
        }
        Some(seen) if seen.fetch_unsupported && failure.layer == Layer::Opaque => {
            Attribution::Doubtful(Reason::UnfitForPages)
        }
        Some(_) => Attribution::Closed(attribution::reason_of(failure)),
        None if context.plan.catalogue().is_demo() => Attribution::Doubtful(Reason::NoControl),
        None if context.a_domain_answers() || context.any_responder_answers() => {
            Attribution::Closed(attribution::reason_of(failure))
        }
        None if attribution::interception_is_certain(outcome) => {
            Attribution::Closed(Reason::TlsIntercepted)
        }
        None => Attribution::Doubtful(Reason::NothingAnswers),
    }
}

fn seen_by_far_end<'a>(context: &'a Context<'_>, site: &SiteEndpoint) -> Option<&'a DomainHealth> {
    context.health()?.domain(&site.host)
}

fn site_evidence(context: &Context<'_>, site: &SiteEndpoint) -> Vec<Evidence> {
    let Some((probe, outcome)) = context.board.last_tcp(&site.probe(0)) else {
        return Vec::new();
    };
    let mut evidence = vec![tcp_evidence::of(context, probe, outcome)];
    if outcome.result.is_err() {
        evidence.push(control_evidence(context, site));
    }
    evidence.extend(tcp_evidence::cross_check(context, probe));
    evidence
}

fn control_evidence(context: &Context<'_>, site: &SiteEndpoint) -> Evidence {
    let Some(seen) = seen_by_far_end(context, site) else {
        return Evidence::new(Test::Control, site.host.as_str(), Seen::Unwitnessed);
    };
    let control = |result| Evidence::new(Test::Control, site.host.as_str(), result);
    match (&seen.error, &seen.tls) {
        (Some(error), _) => control(Seen::FailsForOurServer).with(Detail::Error, error),
        (None, Some(tls)) => control(Seen::AnswersOurServer).with(Detail::Issuer, &tls.issuer),
        (None, None) => control(Seen::AnswersOurServer),
    }
}

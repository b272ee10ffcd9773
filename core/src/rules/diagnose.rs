//! Derives the likely causes from verdicts and observations.

use enumset::EnumSet;

use super::context::Context;
use super::misled;
use super::network;
use crate::limits::LIMITED_SHARE;
use crate::model::diagnosis::Diagnosis;
use crate::model::failure::{Cause, Layer};
use crate::model::reason::Reason;
use crate::model::verdict::{Status, Verdict};
use crate::observed::survey::Survey;
use crate::probe::TcpService;

pub(super) fn diagnose(context: &Context<'_>, verdicts: &[Verdict]) -> EnumSet<Diagnosis> {
    let has = |status: Status, reason: Reason| {
        verdicts
            .iter()
            .any(|verdict| verdict.status == status && verdict.reason == reason)
    };
    let fails = |reason| has(Status::Fail, reason);
    let far_end_silent = has(Status::Inconclusive, Reason::FarEndUnreachable)
        && !context.any_responder_answers()
        && context.a_domain_answers();
    let dns = [
        Reason::DnsNxdomain,
        Reason::DnsSinkhole,
        Reason::DnsTimeout,
        Reason::DnsFailure,
    ];
    let diagnoses = [
        (Diagnosis::UdpBlocked, fails(Reason::UdpBlocked)),
        (
            Diagnosis::ApplicationControl,
            fails(Reason::ApplicationFiltered),
        ),
        (Diagnosis::TlsInterception, fails(Reason::TlsIntercepted)),
        (
            Diagnosis::DnsFiltering,
            dns.into_iter().any(fails) || !misled::destinations(context).is_empty(),
        ),
        (
            Diagnosis::CaptivePortal,
            somebody_else_answers_http(context),
        ),
        (
            Diagnosis::ProxyOnly,
            has(Status::Inconclusive, Reason::ProxySuspected) || only_names_work(context),
        ),
        (Diagnosis::AllowListOnly, far_end_silent),
        (
            Diagnosis::FarEndDown,
            far_end_silent || a_responder_is_known_down(context),
        ),
        (Diagnosis::UdpFloodProtection, silent_only_in_haste(context)),
        (
            Diagnosis::SessionLimit,
            has(Status::Inconclusive, Reason::Unstable),
        ),
        (
            Diagnosis::HostFirewallSuspected,
            context.has_host_firewall() && has(Status::Warn, Reason::ContactedOnly),
        ),
        (
            Diagnosis::VpnOrRelaySuspected,
            network::sees_several_addresses(context),
        ),
        // With several uplinks, each destination may use a different one.
        (
            Diagnosis::SonicwallLike,
            fails(Reason::MappingDependent) && !network::sees_several_addresses(context),
        ),
    ];
    let diagnoses = diagnoses.into_iter();
    diagnoses
        .filter_map(|(diagnosis, applies)| applies.then_some(diagnosis))
        .collect()
}

/// A portal lets nothing else through. If our servers answer, the filter only blocks bare IP addresses.
fn somebody_else_answers_http(context: &Context<'_>) -> bool {
    !context.any_responder_answers()
        && context.board.tcp.iter().any(|(probe, outcome)| {
            let portal = matches!(probe.service, TcpService::Portal { .. });
            portal
                && outcome
                    .result
                    .is_err_and(|failure| failure.cause == Cause::BadReply)
        })
}

/// Nothing answers, though the names of the sites resolve. A captive portal looks the same, except that the
/// portal answers.
fn only_names_work(context: &Context<'_>) -> bool {
    let sites: Vec<_> = context
        .board
        .tcp
        .iter()
        .filter(|(probe, _)| matches!(probe.service, TcpService::Site { .. }))
        .collect();
    let resolved = sites.iter().any(|(_, outcome)| {
        outcome.result.is_err_and(|failure| {
            !matches!(failure.layer, Layer::Dns | Layer::Opaque)
                && !matches!(failure.cause, Cause::NoNetwork | Cause::ForbiddenHere)
        })
    });
    resolved
        && !context.a_domain_answers()
        && !context.any_responder_answers()
        && !context.board.udp_answered()
        && !somebody_else_answers_http(context)
}

/// Another responder answers and reports that this one is down.
fn a_responder_is_known_down(context: &Context<'_>) -> bool {
    let responders = context.plan.catalogue().responders.iter().enumerate();
    responders.into_iter().any(|(index, responder)| {
        !context.responder_answers(index)
            && responder.addresses.iter().any(|address| {
                responder
                    .tcp
                    .values()
                    .any(|port| context.listener(index, address.ip, *port).is_down())
            })
    })
}

/// Ports that were silent at a usual pace answered at a slow one, although the device had time to listen.
fn silent_only_in_haste(context: &Context<'_>) -> bool {
    match &context.survey {
        Survey::Done(_) if context.device_was_busy() => false,
        Survey::Done(findings) => {
            findings.answered_slowly.len() * LIMITED_SHARE > findings.measured()
        }
        Survey::Asking(_) => false,
    }
}

//! From verdicts and observations to what is likely going on.

use enumset::EnumSet;

use super::nat;
use super::scene::Scene;
use crate::diagnosis::Diagnosis;
use crate::probe::{Cause, Layer, TcpService};
use crate::reason::Reason;
use crate::survey::Survey;
use crate::verdict::{Status, Verdict};

/// A tenth of the sampled ports that were silent only at the usual pace is more than loss leaves
/// after three tries (2 % at 15 % loss each way).
const FLOOD_SHARE: usize = 10;

pub(super) fn diagnose(scene: &Scene<'_>, verdicts: &[Verdict]) -> EnumSet<Diagnosis> {
    let has = |status: Status, reason: Reason| {
        verdicts
            .iter()
            .any(|verdict| verdict.status == status && verdict.reason == reason)
    };
    let fails = |reason| has(Status::Fail, reason);
    let far_end_silent = has(Status::Inconclusive, Reason::FarEndUnreachable)
        && !scene.any_responder_answers()
        && scene.a_domain_answers();
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
            dns.into_iter().any(fails) || !scene.misled_destinations().is_empty(),
        ),
        (Diagnosis::CaptivePortal, somebody_else_answers_http(scene)),
        (
            Diagnosis::ProxyOnly,
            has(Status::Inconclusive, Reason::ProxySuspected) || only_names_work(scene),
        ),
        (Diagnosis::AllowListOnly, far_end_silent),
        (
            Diagnosis::FarEndDown,
            far_end_silent || a_responder_is_known_down(scene),
        ),
        (Diagnosis::UdpFloodProtection, silent_only_in_haste(scene)),
        (
            Diagnosis::SessionLimit,
            has(Status::Inconclusive, Reason::Unstable),
        ),
        (
            Diagnosis::HostFirewallSuspected,
            scene.has_host_firewall() && has(Status::Warn, Reason::ContactedOnly),
        ),
        (
            Diagnosis::VpnOrRelaySuspected,
            nat::sees_several_addresses(scene),
        ),
        // With several uplinks each destination may have one of its own.
        (
            Diagnosis::SonicwallLike,
            fails(Reason::MappingDependent) && !nat::sees_several_addresses(scene),
        ),
    ];
    let diagnoses = diagnoses.into_iter();
    diagnoses
        .filter_map(|(diagnosis, applies)| applies.then_some(diagnosis))
        .collect()
}

/// A portal lets nothing else through. Where our servers answer, a filter merely minds a web address
/// without a name.
fn somebody_else_answers_http(scene: &Scene<'_>) -> bool {
    !scene.any_responder_answers()
        && scene.board.tcp.iter().any(|(probe, outcome)| {
            let portal = matches!(probe.service, TcpService::Portal { .. });
            portal
                && outcome
                    .result
                    .is_err_and(|failure| failure.cause == Cause::BadReply)
        })
}

/// Nothing answers, though the names of the sites resolve. Behind a captive portal it looks the
/// same but for the portal.
fn only_names_work(scene: &Scene<'_>) -> bool {
    let sites: Vec<_> = scene
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
        && !scene.a_domain_answers()
        && !scene.any_responder_answers()
        && !scene.board.udp_answered()
        && !somebody_else_answers_http(scene)
}

/// Another responder answers and says that this one is down.
fn a_responder_is_known_down(scene: &Scene<'_>) -> bool {
    let responders = scene.plan.catalogue().responders.iter().enumerate();
    responders.into_iter().any(|(index, responder)| {
        !scene.responder_answers(index)
            && responder.addresses.iter().any(|address| {
                responder
                    .tcp
                    .values()
                    .any(|port| scene.listener(index, address.ip, *port).is_down())
            })
    })
}

fn silent_only_in_haste(scene: &Scene<'_>) -> bool {
    match &scene.survey {
        Survey::Done(findings) => {
            findings.silent_at_first.len() * FLOOD_SHARE > findings.measured()
        }
        Survey::Asking(_) => false,
    }
}

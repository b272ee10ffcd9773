//! Failures caused by the measuring device itself: its own firewall, its DNS settings, its clock, its
//! antivirus program.

use super::context::Context;
use crate::catalogue::Scheme;
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::probe::{TcpOutcome, TcpProbe, TcpService};

/// Parts of issuers' names that show that software on the device itself re-signs certificates. On
/// installation, each product creates its own root on the device, with a name that is known from users'
/// reports; firewalls of these makers use other names.
const SIGNED_HERE: [&str; 6] = [
    // Avast, AVG and Norton: "Avast Web/Mail Shield Root".
    "Web/Mail Shield",
    "Kaspersky Anti-Virus Personal Root",
    "ESET SSL Filter CA",
    "Bitdefender Personal CA",
    "Adguard Personal CA",
    "AdGuard Personal CA",
];

/// Whether a failure is, or may well be, the fault of this device.
pub(super) fn is_at_fault(context: &Context<'_>, failure: TcpFailure) -> bool {
    match failure.cause {
        Cause::ForbiddenHere => true,
        Cause::ResolverUnreadable => !a_name_resolved(context),
        Cause::CertificateExpired => !clock_is_proven(context),
        Cause::Timeout
        | Cause::Refused
        | Cause::Reset
        | Cause::Unreachable
        | Cause::NoNetwork
        | Cause::NxDomain
        | Cause::NoAddress
        | Cause::ResolverFailure
        | Cause::Sinkhole
        | Cause::UntrustedIssuer
        | Cause::WrongName
        | Cause::TlsProtocol
        | Cause::BadReply
        | Cause::WrongResponder
        | Cause::RateLimited
        | Cause::Opaque => false,
    }
}

/// The certificate comes from software on this device, so the original certificate is not known.
pub(super) fn inspects_by_itself(outcome: &TcpOutcome) -> bool {
    let is_about_trust = |failure: TcpFailure| failure.cause == Cause::UntrustedIssuer;
    let issuer = outcome.certificate.as_ref().map(|shown| &shown.issuer);
    outcome.result.is_err_and(is_about_trust)
        && issuer.is_some_and(|issuer| SIGNED_HERE.iter().any(|name| issuer.contains(name)))
}

/// A certificate was shown that is not valid now according to this device's clock.
pub(super) fn is_out_of_date(outcome: &TcpOutcome) -> bool {
    outcome
        .result
        .is_err_and(|failure| failure.cause == Cause::CertificateExpired)
}

/// The device's resolver answered for some name, so its silence for another one is not the device's fault.
fn a_name_resolved(context: &Context<'_>) -> bool {
    context.board.tcp.iter().any(|(probe, outcome)| {
        probe.target.ip.is_none() && (outcome.result.is_ok() || !outcome.resolved.is_empty())
    })
}

// ---- the clock ----

/// Some certificate is valid by this device's clock, and nothing contradicts the clock.
fn clock_is_proven(context: &Context<'_>) -> bool {
    a_certificate_verified(context)
        && !a_genuine_one_is_out_of_date(context)
        && !unrelated_ones_are_out_of_date(context)
}

fn a_certificate_verified(context: &Context<'_>) -> bool {
    let by_a_service = context.board.tcp.iter().any(|(probe, outcome)| {
        // A failure above TLS means that the TLS handshake finished.
        let shook_hands = outcome
            .result
            .map_or_else(|failure| failure.layer == Layer::Service, |()| true);
        probe.service.speaks_tls() && shook_hands
    });
    let by_a_call = context
        .board
        .http
        .iter()
        .any(|(probe, reply)| probe.endpoint.scheme == Scheme::Https && reply.is_ok());
    by_a_service || by_a_call
}

/// The far end was shown the same certificate, and it is valid there.
fn a_genuine_one_is_out_of_date(context: &Context<'_>) -> bool {
    let Some(health) = context.health() else {
        return false;
    };
    let genuine = health
        .domains
        .iter()
        .filter(|domain| domain.error.is_none());
    let genuine: Vec<_> = genuine.filter_map(|domain| domain.tls.as_ref()).collect();
    out_of_date(context)
        .filter_map(|(_, outcome)| outcome.certificate.as_ref())
        .any(|shown| {
            let mut genuine = genuine.iter();
            genuine.any(|seen| seen.leaf_sha256 == shown.leaf_sha256)
        })
}

/// Our servers' certificates and third parties' do not expire at the same time.
fn unrelated_ones_are_out_of_date(context: &Context<'_>) -> bool {
    let is_ours = |probe: &TcpProbe| probe.target.ip.is_some() && probe.service != TcpService::Tls;
    let any = |ours| out_of_date(context).any(|(probe, _)| is_ours(probe) == ours);
    any(true) && any(false)
}

fn out_of_date<'a>(
    context: &'a Context<'_>,
) -> impl Iterator<Item = (&'a TcpProbe, &'a TcpOutcome)> {
    context
        .board
        .tcp
        .iter()
        .filter(|(_, outcome)| is_out_of_date(outcome))
}

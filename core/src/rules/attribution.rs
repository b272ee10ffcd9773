//! Who is responsible for a TCP service that did not answer: the site, this device, our server, or
//! unknown.

use super::context::Context;
use super::device;
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::model::reason::Reason;
use crate::plan::TcpEndpoint;
use crate::probe::{TcpOutcome, TcpService};

/// What one endpoint shows about its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribution {
    /// It answered.
    Open(Reason),
    /// It did not answer, but its control did: the site is responsible.
    Closed(Reason),
    /// It did not answer, and the cause is not known.
    Doubtful(Reason),
    /// It is down, as the far end reports.
    KnownDown,
    /// This vantage cannot test it.
    NotPossible,
    /// Not measured yet.
    Pending,
}

/// The first reason for which an endpoint is closed.
pub(super) fn first_closed(attributions: &[Attribution]) -> Option<Reason> {
    attributions
        .iter()
        .find_map(|attribution| match attribution {
            Attribution::Closed(reason) => Some(*reason),
            Attribution::Open(_)
            | Attribution::Doubtful(_)
            | Attribution::KnownDown
            | Attribution::NotPossible
            | Attribution::Pending => None,
        })
}

/// The first reason for which an endpoint is doubtful.
pub(super) fn first_doubt(attributions: &[Attribution]) -> Option<Reason> {
    attributions
        .iter()
        .find_map(|attribution| match attribution {
            Attribution::Doubtful(reason) => Some(*reason),
            Attribution::Open(_)
            | Attribution::Closed(_)
            | Attribution::KnownDown
            | Attribution::NotPossible
            | Attribution::Pending => None,
        })
}

/// The reason, by layer and cause, if the site is at fault.
pub(super) fn reason_of(failure: TcpFailure) -> Reason {
    match (failure.layer, failure.cause) {
        (_, Cause::NxDomain) => Reason::DnsNxdomain,
        (_, Cause::Sinkhole) => Reason::DnsSinkhole,
        (Layer::Dns, Cause::Timeout) => Reason::DnsTimeout,
        (Layer::Dns, _) | (_, Cause::NoAddress | Cause::ResolverFailure) => Reason::DnsFailure,
        (_, Cause::UntrustedIssuer | Cause::WrongName | Cause::CertificateExpired) => {
            Reason::TlsIntercepted
        }
        (Layer::Tls, _) => Reason::TlsBlocked,
        (Layer::Service, _) => Reason::ProtocolBlocked,
        (Layer::Opaque, Cause::Opaque | Cause::Timeout) => Reason::FetchFailed,
        (_, Cause::Refused) => Reason::Refused,
        (_, Cause::Reset) => Reason::Reset,
        (_, Cause::Unreachable | Cause::NoNetwork) => Reason::Unreachable,
        (Layer::Connect | Layer::Opaque, _) => Reason::NoAnswer,
    }
}

/// The reason, if our server is at fault: it answered with something else.
pub(super) const fn fault_of_our_server(failure: TcpFailure) -> Option<Reason> {
    match failure.cause {
        Cause::RateLimited => Some(Reason::FarEndBusy),
        Cause::BadReply | Cause::WrongResponder => Some(Reason::FarEndFault),
        _ => None,
    }
}

/// The reason, if this device is at fault.
pub(super) fn fault_of_the_device(context: &Context<'_>, failure: TcpFailure) -> Option<Reason> {
    match (failure.layer, failure.cause) {
        // A name that does not resolve is judged in the rows of the domains.
        (Layer::Dns, _) => None,
        (_, Cause::NoNetwork) => Some(Reason::NoNetwork),
        _ => device::is_at_fault(context, failure).then_some(Reason::DeviceFault),
    }
}

/// The connection opened and ended before any data was exchanged, as happens when an overloaded server
/// refuses it. A browser does not distinguish the two.
pub(super) fn was_cut_off(failure: TcpFailure) -> bool {
    let opened = matches!(failure.layer, Layer::Tls | Layer::Service | Layer::Opaque);
    opened || failure.cause == Cause::Reset
}

/// The certificate chains to a root that only this system trusts, so that root was installed on purpose.
pub(super) fn interception_is_certain(outcome: &TcpOutcome) -> bool {
    outcome.system_trusts == Some(true) && outcome.result.is_err_and(is_about_the_certificate)
}

/// Any other certificate that does not verify counts as interception only if another connection to the same
/// responder verifies, or if a site's certificate does not verify either. Otherwise our own certificate may
/// be at fault.
pub(super) fn certificate_is_ours_at_fault(
    context: &Context<'_>,
    endpoint: &TcpEndpoint,
    failure: TcpFailure,
) -> bool {
    if !is_about_the_certificate(failure) {
        return false;
    }
    let verified_elsewhere = context.board.tcp_answered(|probe| {
        probe.target.host.is_some()
            && probe.target.host == endpoint.target.host
            && probe.service.speaks_tls()
    });
    let a_site_does_not_verify = context.board.tcp.iter().any(|(probe, outcome)| {
        matches!(probe.service, TcpService::Site { .. })
            && outcome.result.is_err_and(is_about_the_certificate)
            && !context.is_led_astray(probe)
    });
    !verified_elsewhere && !a_site_does_not_verify
}

pub(super) fn is_about_the_certificate(failure: TcpFailure) -> bool {
    matches!(
        failure.cause,
        Cause::UntrustedIssuer | Cause::WrongName | Cause::CertificateExpired
    )
}

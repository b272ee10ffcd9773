//! Who is to blame for a TCP service that did not answer.

use super::device;
use super::scene::Scene;
use crate::evidence::{Detail, Evidence, Name, Seen, Target, Test, Word};
use crate::limits::NAMES_SLOW;
use crate::plan::TcpEndpoint;
use crate::probe::{Cause, Layer, TcpFailure, TcpOutcome, TcpProbe, TcpService};
use crate::reason::Reason;

/// What one endpoint says of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// It answered.
    Open(Reason),
    /// It did not, and its control did: the site is to blame.
    Closed(Reason),
    /// It did not, and nobody can say who is to blame.
    Doubtful(Reason),
    /// It is down, and the far end knows that.
    KnownDown,
    /// This vantage cannot speak to it.
    NotPossible,
    /// Not measured yet.
    Pending,
}

/// The first reason for which an endpoint is closed.
pub(super) fn first_closed(says: &[Says]) -> Option<Reason> {
    says.iter().find_map(|says| match says {
        Says::Closed(reason) => Some(*reason),
        Says::Open(_) | Says::Doubtful(_) | Says::KnownDown | Says::NotPossible | Says::Pending => {
            None
        }
    })
}

/// The first reason for which an endpoint is doubtful.
pub(super) fn first_doubt(says: &[Says]) -> Option<Reason> {
    says.iter().find_map(|says| match says {
        Says::Doubtful(reason) => Some(*reason),
        Says::Open(_) | Says::Closed(_) | Says::KnownDown | Says::NotPossible | Says::Pending => {
            None
        }
    })
}

/// The site's fault, by layer and cause, if it is one.
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

/// The fault of our server, if the failure is one: it answered with something else.
pub(super) const fn fault_of_our_server(failure: TcpFailure) -> Option<Reason> {
    match failure.cause {
        Cause::RateLimited => Some(Reason::FarEndBusy),
        Cause::BadReply | Cause::WrongResponder => Some(Reason::FarEndFault),
        _ => None,
    }
}

/// The fault of this device, if the failure is one.
pub(super) fn fault_of_the_device(scene: &Scene<'_>, failure: TcpFailure) -> Option<Reason> {
    match (failure.layer, failure.cause) {
        // A name that does not resolve is judged in the rows of the domains.
        (Layer::Dns, _) => None,
        (_, Cause::NoNetwork) => Some(Reason::NoNetwork),
        _ => device::is_at_fault(scene, failure).then_some(Reason::DeviceFault),
    }
}

/// The connection opened, and ended before anything was said: so does one that a server has no
/// place for. A browser does not tell.
pub(super) fn was_cut_off(failure: TcpFailure) -> bool {
    let opened = matches!(failure.layer, Layer::Tls | Layer::Service | Layer::Opaque);
    opened || failure.cause == Cause::Reset
}

/// The certificate ends in a root that only this system knows, which somebody installed on purpose.
pub(super) fn interception_is_certain(outcome: &TcpOutcome) -> bool {
    outcome.system_trusts == Some(true) && outcome.result.is_err_and(is_about_the_certificate)
}

/// Any other certificate that does not verify is interception only where another connection to the
/// same responder verifies, or where a site's certificate does not verify either. Otherwise our own
/// certificate may be at fault.
pub(super) fn certificate_is_ours_at_fault(
    scene: &Scene<'_>,
    endpoint: &TcpEndpoint,
    failure: TcpFailure,
) -> bool {
    if !is_about_the_certificate(failure) {
        return false;
    }
    let verified_elsewhere = scene.board.tcp_answered(|probe| {
        probe.target.host.is_some()
            && probe.target.host == endpoint.target.host
            && probe.service.speaks_tls()
    });
    let a_site_does_not_verify = scene.board.tcp.iter().any(|(probe, outcome)| {
        matches!(probe.service, TcpService::Site { .. })
            && outcome.result.is_err_and(is_about_the_certificate)
            && !scene.is_led_astray(probe)
    });
    !verified_elsewhere && !a_site_does_not_verify
}

pub(super) fn is_about_the_certificate(failure: TcpFailure) -> bool {
    matches!(
        failure.cause,
        Cause::UntrustedIssuer | Cause::WrongName | Cause::CertificateExpired
    )
}

/// What is done with a service.
fn test(service: &TcpService) -> Test {
    match service {
        TcpService::Hello { .. } | TcpService::Https => Test::Https,
        TcpService::StunOverTcp => Test::StunTcp,
        TcpService::StunOverTls => Test::StunTls,
        TcpService::Mqtt => Test::Mqtt,
        TcpService::Tls => Test::Tls,
        TcpService::IceTcp => Test::IceTcp,
        TcpService::Portal { .. } => Test::Portal,
        TcpService::Site { .. } => Test::Site,
    }
}

/// A TCP observation as evidence.
pub(super) fn evidence(scene: &Scene<'_>, probe: &TcpProbe, outcome: &TcpOutcome) -> Evidence {
    let mut evidence = Evidence::new(
        test(&probe.service),
        probe.target.to_string(),
        outcome.result,
    );
    evidence.round_trip_ms = outcome
        .round_trip
        .and_then(|time| u64::try_from(time.as_millis()).ok());
    if let (Some(_), Some(ip)) = (&probe.target.host, probe.target.ip) {
        // Two addresses may share one name.
        evidence = evidence.with(Detail::Address, ip);
    }
    if let Some(certificate) = &outcome.certificate {
        evidence = evidence.with(Detail::Issuer, &certificate.issuer);
    }
    // What is out of date, what the device signs itself and what a filter shows as its own say nothing
    // of an inspection on the way.
    let unbelievable = device::is_out_of_date(outcome)
        || device::inspects_by_itself(outcome)
        || scene.is_led_astray(probe);
    if let Some(trusts) = outcome.system_trusts.filter(|_| !unbelievable) {
        // A root that only this system knows was installed on purpose.
        let certainty = if trusts { Word::Certain } else { Word::Likely };
        evidence = evidence.with(Detail::Interception, certainty);
    }
    if let Some(time) = outcome.resolved_in.filter(|time| *time >= NAMES_SLOW) {
        evidence = evidence.with(Detail::ResolvedInMs, time.as_millis());
    }
    if let Err(failure) = outcome.result {
        if !failure.needs_no_retest() {
            evidence = evidence.with(Detail::Tries, probe.attempt + 1);
        }
        if !outcome.resolved.is_empty() {
            let addresses: Vec<_> = outcome.resolved.iter().map(ToString::to_string).collect();
            evidence = evidence.with(Detail::Resolved, addresses.join(", "));
        }
    }
    evidence
}

/// What became of a host where the far end finds it, as evidence.
pub(super) fn evidence_elsewhere(scene: &Scene<'_>, by_name: &TcpProbe) -> Option<Evidence> {
    let (probe, outcome) = scene.elsewhere(by_name)?;
    Some(Evidence {
        test: Name::Known(Test::Elsewhere),
        ..evidence(scene, probe, outcome)
    })
}

/// What speaks against a web proxy, where a page's TCP might have gone through one.
pub(super) fn evidence_against_a_proxy(scene: &Scene<'_>) -> Option<Evidence> {
    let unlikely = || Evidence::new(Test::WebProxy, Target::InBetween, Seen::ProxyUnlikely);
    scene.proxy_is_unlikely().then(unlikely)
}

/// What no page can see of a pass: whose certificates and whose DNS its browser goes by. Both may be
/// others than the camera's.
pub(super) fn evidence_of_trust(scene: &Scene<'_>) -> Option<Evidence> {
    let unknown = || Evidence::new(Test::TrustStore, Target::OwnDevice, Seen::TrustStoreUnknown);
    scene.is_page().then(unknown)
}

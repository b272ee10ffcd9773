//! TCP observations as evidence.

use super::context::Context;
use super::device;
use crate::limits::NAMES_SLOW;
use crate::model::evidence::{Detail, Evidence, Name, Seen, Target, Test, Word};
use crate::probe::{TcpOutcome, TcpProbe, TcpService};

/// The test of a service.
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
pub(super) fn of(context: &Context<'_>, probe: &TcpProbe, outcome: &TcpOutcome) -> Evidence {
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
    // An expired certificate, one signed on the device itself and that of a filter's block page do not
    // prove inspection on the path.
    let unbelievable = device::is_out_of_date(outcome)
        || device::inspects_by_itself(outcome)
        || context.is_led_astray(probe);
    if let Some(trusts) = outcome.system_trusts.filter(|_| !unbelievable) {
        // A root that only this system trusts was installed on purpose.
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

/// The outcome for a host at the address to which the far end resolves it, as evidence.
pub(super) fn cross_check(context: &Context<'_>, by_name: &TcpProbe) -> Option<Evidence> {
    let (probe, outcome) = context.elsewhere(by_name)?;
    Some(Evidence {
        test: Name::Known(Test::Elsewhere),
        ..of(context, probe, outcome)
    })
}

/// Evidence against a web proxy, if a page's TCP might have gone through one.
pub(super) fn against_a_proxy(context: &Context<'_>) -> Option<Evidence> {
    let unlikely = || Evidence::new(Test::WebProxy, Target::InBetween, Seen::ProxyUnlikely);
    context.proxy_is_unlikely().then(unlikely)
}

/// What no page can see of a pass: which certificates and which DNS its browser uses. Both may differ from
/// the camera's.
pub(super) fn of_trust(context: &Context<'_>) -> Option<Evidence> {
    let unknown = || Evidence::new(Test::TrustStore, Target::OwnDevice, Seen::TrustStoreUnknown);
    context.is_page().then(unknown)
}

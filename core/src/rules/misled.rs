//! Destinations that this site's DNS does not resolve correctly.

use super::attribution;
use super::context::Context;
use super::device;
use crate::model::failure::Layer;
use crate::model::reason::Reason;
use crate::model::requirement::DomainPattern;
use crate::plan::TcpEndpoint;
use crate::probe::{TcpOutcome, TcpProbe};

/// A destination that this site's DNS does not resolve correctly.
pub(super) struct Misled<'a> {
    pub(super) host: &'a str,
    /// The domain that its name belongs to.
    pub(super) domain: Option<DomainPattern>,
    /// What the DNS does.
    pub(super) reason: Reason,
    pub(super) probe: &'a TcpProbe,
    pub(super) outcome: &'a TcpOutcome,
}

/// Destinations that the far end resolves, and that this site's DNS does not resolve or resolves to another
/// host.
pub(super) fn destinations<'a>(context: &'a Context<'_>) -> Vec<Misled<'a>> {
    let endpoints = context.plan.tcp_endpoints().into_iter();
    let found = endpoints.filter(|endpoint| {
        let seen = context.destination(endpoint);
        seen.is_some_and(|seen| seen.error.is_none())
    });
    found
        .filter_map(|endpoint| misled(context, &endpoint))
        .collect()
}

fn misled<'a>(context: &'a Context<'_>, endpoint: &TcpEndpoint) -> Option<Misled<'a>> {
    let (probe, outcome) = context.board.last_tcp(&endpoint.deciding_probe(0)?)?;
    let failure = outcome.result.err()?;
    let reason = if context.is_led_astray(probe) {
        Reason::DnsSinkhole
    } else if failure.layer == Layer::Dns && !device::is_at_fault(context, failure) {
        attribution::reason_of(failure)
    } else {
        return None;
    };
    Some(Misled {
        host: probe.target.host.as_deref()?,
        domain: endpoint.domain(),
        reason,
        probe,
        outcome,
    })
}

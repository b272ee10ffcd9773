//! NAT behaviour in the terms of RFC 4787, and how it is inferred from what was observed.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::model::network::BehaviorSeen;
use crate::probe::{Arrival, FilteringOutcome, FilteringProbe, MappingOutcome};
use crate::wire::http::Receipts;

/// How a NAT maps, or how it filters (RFC 4787 sections 4.1 and 5).
///
/// "Full cone" (RFC 3489) is endpoint-independent in both; "symmetric" is a mapping that is not
/// endpoint-independent. Those two terms appear only in texts for users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Behavior {
    /// The same for every remote endpoint.
    EndpointIndependent,
    /// Depends on the remote address.
    AddressDependent,
    /// Depends on the remote address and port.
    AddressAndPortDependent,
}

impl From<Option<Behavior>> for BehaviorSeen {
    fn from(behavior: Option<Behavior>) -> Self {
        match behavior {
            Some(Behavior::EndpointIndependent) => Self::EndpointIndependent,
            Some(Behavior::AddressDependent) => Self::AddressDependent,
            Some(Behavior::AddressAndPortDependent) => Self::AddressAndPortDependent,
            None => Self::Unknown,
        }
    }
}

/// The result of the mapping test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapping {
    /// One of the three behaviours.
    Known(Behavior),
    /// It depends on the destination; the answer that would show whether on the port or the address is
    /// missing.
    Dependent,
    /// Too few answers.
    Unknown,
}

impl Mapping {
    /// Whether it is proven that the mapping depends on the destination.
    #[must_use]
    pub fn is_dependent(self) -> bool {
        match self {
            Self::Dependent => true,
            Self::Known(behavior) => behavior != Behavior::EndpointIndependent,
            Self::Unknown => false,
        }
    }

    /// The behaviour, if it is one of the three.
    #[must_use]
    pub fn behavior(self) -> Option<Behavior> {
        match self {
            Self::Known(behavior) => Some(behavior),
            Self::Dependent | Self::Unknown => None,
        }
    }
}

/// A page's server-reflexive addresses do not show which server saw them; the far end's receipts of
/// requests without a token do.
#[must_use]
pub fn attributed(outcome: &MappingOutcome, receipts: Option<&Receipts>) -> MappingOutcome {
    let mut outcome = outcome.clone();
    let untagged = receipts.map_or(&[][..], |receipts| &receipts.untagged);
    for receipt in untagged {
        let server = SocketAddr::new(receipt.server, receipt.port);
        let is_ours = outcome.server_reflexive.contains(&receipt.source);
        if is_ours && !outcome.mapped.contains_key(&server) {
            outcome.mapped.insert(server, receipt.source);
        }
    }
    outcome
}

/// RFC 5780 section 4.3: servers are the primary address, the primary address with the alternate port,
/// the alternate address.
#[must_use]
pub fn mapping_of(servers: &[SocketAddr], outcome: &MappingOutcome) -> Mapping {
    let seen = |index: usize| outcome.mapped.get(servers.get(index)?);
    let (first, other_port, other_address) = (seen(0), seen(1), seen(2));
    let same = |a: Option<&SocketAddr>, b: Option<&SocketAddr>| Some(a? == b?);
    match (
        same(first, other_port),
        same(first, other_address),
        same(other_port, other_address),
    ) {
        (Some(false), _, _) => Mapping::Known(Behavior::AddressAndPortDependent),
        // The RFC's second test is conclusive without a third one.
        (Some(true) | None, Some(true), _) => Mapping::Known(Behavior::EndpointIndependent),
        (Some(true), Some(false), _) => Mapping::Known(Behavior::AddressDependent),
        (None, Some(false), _) | (None, _, Some(false)) => Mapping::Dependent,
        _ => server_reflexive_mapping(servers, outcome),
    }
}

/// A page sees only the set of its server-reflexive addresses. If there are as many as servers, each server
/// has its own mapping; if there are fewer, some may be equal or lost, so they prove nothing unless every
/// server is known to have answered, which `mapped` then shows.
fn server_reflexive_mapping(servers: &[SocketAddr], outcome: &MappingOutcome) -> Mapping {
    match outcome.server_reflexive.len() {
        count if count >= 3 && count == servers.len() => {
            Mapping::Known(Behavior::AddressAndPortDependent)
        }
        0 | 1 => Mapping::Unknown,
        _ => Mapping::Dependent,
    }
}

/// The combined result of two mapping tests on fresh sockets. If only one of them found a dependence, an
/// entry that another program left in the NAT may be the cause.
#[must_use]
pub fn agreed_mapping(first: Mapping, second: Option<Mapping>) -> Mapping {
    match (first, second) {
        (first, None) => first,
        (Mapping::Unknown, Some(second)) => second,
        (first, Some(Mapping::Unknown)) => first,
        (first, Some(second)) if first == second => first,
        (first, Some(second)) if first.is_dependent() && second.is_dependent() => {
            Mapping::Dependent
        }
        (_, Some(_)) => Mapping::Unknown,
    }
}

/// The combined result of two filtering tests on fresh sockets: a packet that arrived in one of them gets
/// in.
#[must_use]
pub fn joined_filtering(first: FilteringOutcome, second: FilteringOutcome) -> FilteringOutcome {
    let join = |a: Arrival, b: Arrival| match (a, b) {
        (Arrival::Arrived, _) | (_, Arrival::Arrived) => Arrival::Arrived,
        (Arrival::NotChanged, _) | (_, Arrival::NotChanged) => Arrival::NotChanged,
        (Arrival::Silent, _) | (_, Arrival::Silent) => Arrival::Silent,
        (Arrival::NotTested, Arrival::NotTested) => Arrival::NotTested,
    };
    FilteringOutcome {
        contacted: first.contacted || second.contacted,
        other_port: join(first.other_port, second.other_port),
        other_address: join(first.other_address, second.other_address),
        both: join(first.both, second.both),
    }
}

/// Corrects checks that are marked silent although they were not sent. `sent` returns whether checks were
/// sent from an endpoint of the far end.
#[must_use]
pub fn without_unsent(
    probe: &FilteringProbe,
    outcome: FilteringOutcome,
    sent: impl Fn(SocketAddr) -> bool,
) -> FilteringOutcome {
    let (server, alternate) = (probe.server, probe.alternate);
    let known = |arrival, from| match arrival {
        Arrival::Silent if !sent(from) => Arrival::NotTested,
        arrival => arrival,
    };
    FilteringOutcome {
        contacted: outcome.contacted,
        other_port: known(
            outcome.other_port,
            SocketAddr::new(server.ip(), alternate.port()),
        ),
        other_address: known(
            outcome.other_address,
            SocketAddr::new(alternate.ip(), server.port()),
        ),
        both: known(outcome.both, alternate),
    }
}

/// RFC 5780 section 4.4 with the fourth test of erratum 7971. The alternate address must be known to work;
/// otherwise its silence proves nothing.
#[must_use]
pub fn filtering_of(outcome: &FilteringOutcome, alternate_works: bool) -> Option<Behavior> {
    if !outcome.contacted {
        return None;
    }
    match (outcome.both, outcome.other_address, outcome.other_port) {
        (Arrival::Arrived, _, _) => Some(Behavior::EndpointIndependent),
        (Arrival::Silent, Arrival::Silent | Arrival::NotTested, Arrival::Arrived)
            if alternate_works =>
        {
            Some(Behavior::AddressDependent)
        }
        (Arrival::Silent, Arrival::Silent | Arrival::NotTested, Arrival::Silent)
            if alternate_works =>
        {
            Some(Behavior::AddressAndPortDependent)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;

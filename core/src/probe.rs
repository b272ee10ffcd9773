//! What a run measures (probes) and the results (outcomes).
//!
//! A probe names *what* is measured and is the identity of an observation; *how long* it may take is the
//! [`Timing`] that the engine sets for it. A front end turns probes into packets and reports facts; it
//! never interprets them. Each kind of probe has a file: the request, the possible outcomes, how long it
//! may take, and the outcome if nothing came back.

mod dtls;
mod environment;
mod filtering;
mod http;
mod mapping;
mod nat_presence;
mod plain;
pub mod prober;
mod tcp;
pub(crate) mod timing;
mod udp;

use crate::model::failure::TcpFailure;

pub use dtls::{DtlsOutcome, DtlsProbe};
pub use environment::{Browser, Environment, WebRtc};
pub use filtering::{Arrival, FilteringOutcome, FilteringProbe};
pub use http::{HttpEndpoint, HttpMethod, HttpProbe, HttpReply, MAX_HTTP_BODY};
pub use mapping::{MappingOutcome, MappingProbe};
pub use nat_presence::{NatPresenceOutcome, NatPresenceProbe};
pub use plain::{PlainOutcome, PlainProbe};
pub use tcp::{TcpOutcome, TcpProbe, TcpService, TcpTarget};
pub use timing::Timing;
pub use udp::{Pace, PortOutcome, UdpFault, UdpOutcome, UdpProbe};

/// One measurement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Probe {
    /// What the device itself knows.
    Environment,
    /// A call of the far end's `/v1` interface.
    Http(HttpProbe),
    /// A TCP service.
    Tcp(TcpProbe),
    /// UDP ports of one address.
    Udp(UdpProbe),
    /// Is there a NAT?
    NatPresence(NatPresenceProbe),
    /// NAT mapping behaviour (RFC 5780 section 4.3).
    Mapping(MappingProbe),
    /// NAT filtering behaviour (RFC 5780 section 4.4).
    Filtering(FilteringProbe),
    /// A DTLS handshake.
    Dtls(DtlsProbe),
    /// Datagrams that are not STUN.
    Plain(PlainProbe),
}

impl Probe {
    /// The outcome of a probe that never returned. It is never a pass and, since it marks no port as
    /// silent, never a failure of UDP either.
    #[must_use]
    pub fn nothing_observed(self) -> Observation {
        match self {
            Self::Environment => Observation::Environment(Environment::nothing_observed()),
            Self::Http(probe) => Observation::Http(probe, HttpReply::nothing_observed()),
            Self::Tcp(probe) => Observation::Tcp(probe, TcpOutcome::nothing_observed()),
            Self::Udp(probe) => Observation::Udp(probe, UdpOutcome::nothing_observed()),
            Self::NatPresence(probe) => {
                Observation::NatPresence(probe, NatPresenceOutcome::nothing_observed())
            }
            Self::Mapping(probe) => Observation::Mapping(probe, MappingOutcome::nothing_observed()),
            Self::Filtering(probe) => {
                Observation::Filtering(probe, FilteringOutcome::nothing_observed())
            }
            Self::Dtls(probe) => Observation::Dtls(probe, DtlsOutcome::nothing_observed()),
            Self::Plain(probe) => Observation::Plain(probe, PlainOutcome::nothing_observed()),
        }
    }
}

/// A probe with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// See [`Probe::Environment`].
    Environment(Environment),
    /// See [`Probe::Http`].
    Http(HttpProbe, Result<HttpReply, TcpFailure>),
    /// See [`Probe::Tcp`].
    Tcp(TcpProbe, TcpOutcome),
    /// See [`Probe::Udp`].
    Udp(UdpProbe, UdpOutcome),
    /// See [`Probe::NatPresence`].
    NatPresence(NatPresenceProbe, NatPresenceOutcome),
    /// See [`Probe::Mapping`].
    Mapping(MappingProbe, MappingOutcome),
    /// See [`Probe::Filtering`].
    Filtering(FilteringProbe, FilteringOutcome),
    /// See [`Probe::Dtls`].
    Dtls(DtlsProbe, DtlsOutcome),
    /// See [`Probe::Plain`].
    Plain(PlainProbe, PlainOutcome),
}

impl Observation {
    /// The probe that this answers.
    #[must_use]
    pub fn probe(&self) -> Probe {
        match self {
            Self::Environment(_) => Probe::Environment,
            Self::Http(probe, _) => Probe::Http(probe.clone()),
            Self::Tcp(probe, _) => Probe::Tcp(probe.clone()),
            Self::Udp(probe, _) => Probe::Udp(probe.clone()),
            Self::NatPresence(probe, _) => Probe::NatPresence(probe.clone()),
            Self::Mapping(probe, _) => Probe::Mapping(probe.clone()),
            Self::Filtering(probe, _) => Probe::Filtering(probe.clone()),
            Self::Dtls(probe, _) => Probe::Dtls(probe.clone()),
            Self::Plain(probe, _) => Probe::Plain(probe.clone()),
        }
    }
}

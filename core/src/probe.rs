//! What a run measures (probes) and the results (outcomes).
//!
//! A probe names *what* is measured and is the identity of an observation; *how long* it may take is the
//! [`Timing`] that the engine sets for it. A front end turns probes into packets and reports facts; it
//! never interprets them. Each kind of probe is a line in `for_every_kind` and has a file: the request, the
//! possible outcomes, how long it may take, and the outcome if nothing came back.

mod dtls;
mod environment;
mod feed;
mod filtering;
mod http;
mod idle;
mod large;
mod load;
mod mapping;
mod nat_presence;
mod ntp;
mod plain;
pub mod prober;
mod sip;
mod tcp;
pub(crate) mod timing;
mod udp;

use timing::Line;

pub use dtls::{DtlsOutcome, DtlsProbe};
pub use environment::{Browser, Environment, WebRtc};
pub use feed::{FeedCarrier, FeedOutcome, FeedProbe};
pub use filtering::{Arrival, FilteringOutcome, FilteringProbe};
pub use http::{HttpEndpoint, HttpMethod, HttpOutcome, HttpProbe, HttpReply, MAX_HTTP_BODY};
pub use idle::{IdleOutcome, IdleProbe};
pub use large::{LargeOutcome, LargeProbe, Way};
pub use load::{LoadMeter, LoadOutcome, LoadProbe};
pub use mapping::{MappingOutcome, MappingProbe};
pub use nat_presence::{NatPresenceOutcome, NatPresenceProbe};
pub use ntp::{NtpOutcome, NtpProbe};
pub use plain::{PlainOutcome, PlainProbe};
pub use sip::{SipOutcome, SipProbe};
pub use tcp::{TcpOutcome, TcpProbe, TcpService, TcpTarget};
pub use timing::Timing;
pub use udp::{Pace, PortOutcome, UdpFault, UdpOutcome, UdpProbe};

/// Passes the list of all kinds of probes but [`Probe::Environment`] to a macro: the name of each as a
/// variant and as a field or method, the request, and the outcome.
macro_rules! for_every_kind {
    ($macro:ident) => {
        $macro! {
            /// Calls of the far end's `/v1` interface, with its certificate verified.
            Http http: HttpProbe => HttpOutcome,
            /// TCP services.
            Tcp tcp: TcpProbe => TcpOutcome,
            /// UDP ports of one address, a new one every `timing.gap`.
            Udp udp: UdpProbe => UdpOutcome,
            /// Whether there is a NAT.
            NatPresence nat_presence: NatPresenceProbe => NatPresenceOutcome,
            /// NAT mapping behaviour (RFC 5780 section 4.3): what each server sees of one fresh socket.
            Mapping mapping: MappingProbe => MappingOutcome,
            /// NAT filtering behaviour (RFC 5780 section 4.4), each test on a fresh socket.
            Filtering filtering: FilteringProbe => FilteringOutcome,
            /// DTLS handshakes, after STUN on the same path.
            Dtls dtls: DtlsProbe => DtlsOutcome,
            /// Datagrams that are not STUN, a new port every `timing.gap`.
            Plain plain: PlainProbe => PlainOutcome,
            /// Feeds: paced, video-like streams.
            Feed feed: FeedProbe => FeedOutcome,
            /// Large datagrams, beside small ones on the same socket.
            Large large: LargeProbe => LargeOutcome,
            /// Sockets that are idle until the far end sends.
            Idle idle: IdleProbe => IdleOutcome,
            /// SIP messages, which something on the path may rewrite.
            Sip sip: SipProbe => SipOutcome,
            /// NTP requests.
            Ntp ntp: NtpProbe => NtpOutcome,
            /// Bulk data over TCP.
            Load load: LoadProbe => LoadOutcome,
        }
    };
}
pub(crate) use for_every_kind;

/// What every kind of probe has.
pub(crate) trait Kind {
    /// The possible outcomes.
    type Outcome;
    /// How long it may take.
    fn timing(&self, line: &Line) -> Timing;
    /// The outcome of a probe that never returned. It is never a pass and, since it marks no port as
    /// silent, never a failure of UDP either.
    fn nothing_observed() -> Self::Outcome;
}

macro_rules! probe_and_observation {
    ($($(#[$what:meta])* $Kind:ident $kind:ident: $Probe:ident => $Outcome:ident,)*) => {
        /// One measurement.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Probe {
            /// What the device itself knows.
            Environment,
            $($(#[$what])* $Kind($Probe),)*
        }

        impl Probe {
            /// How long it may take.
            pub(crate) fn timing(&self, line: &Line) -> Timing {
                match self {
                    Self::Environment => Environment::timing(line),
                    $(Self::$Kind(probe) => probe.timing(line),)*
                }
            }

            /// The outcome if it never returned.
            #[must_use]
            pub fn nothing_observed(self) -> Observation {
                match self {
                    Self::Environment => Observation::Environment(Environment::nothing_observed()),
                    $(Self::$Kind(probe) => Observation::$Kind(probe, $Probe::nothing_observed()),)*
                }
            }
        }

        /// A probe with its outcome.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Observation {
            /// See [`Probe::Environment`].
            Environment(Environment),
            $($(#[$what])* $Kind($Probe, $Outcome),)*
        }

        impl Observation {
            /// The probe that this answers.
            #[must_use]
            pub fn probe(&self) -> Probe {
                match self {
                    Self::Environment(_) => Probe::Environment,
                    $(Self::$Kind(probe, _) => Probe::$Kind(probe.clone()),)*
                }
            }
        }
    };
}
for_every_kind!(probe_and_observation);

impl Probe {
    /// The most entries that it adds to the session table of the site's router.
    #[must_use]
    pub fn flows(&self) -> usize {
        match self {
            Self::Environment => 0,
            Self::Http(_)
            | Self::Tcp(_)
            | Self::NatPresence(_)
            | Self::Dtls(_)
            | Self::Feed(_)
            | Self::Large(_)
            | Self::Idle(_)
            | Self::Ntp(_)
            | Self::Load(_) => 1,
            // Its own port and the control.
            Self::Sip(_) => 2,
            // Each of the three tests has a socket of its own.
            Self::Filtering(_) => 3,
            Self::Udp(probe) => probe.ports.len(),
            Self::Plain(probe) => probe.ports.len(),
            Self::Mapping(probe) => probe.servers.len(),
        }
    }
}

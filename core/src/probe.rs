//! What a run measures (probes) and what came of it (outcomes).
//!
//! A probe says *what* is measured and is the identity of an observation; *how long* it may take
//! is the [`Timing`] that the engine hands out with it. A front end turns probes into packets and
//! reports facts; it never decides what a fact means.

mod application;
mod nat;
pub mod prober;
mod tcp;
mod udp;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::catalogue::Scheme;
use crate::model::failure::TcpFailure;

pub use application::{DtlsOutcome, DtlsProbe, PlainOutcome, PlainProbe};
pub use nat::{
    Arrival, FilteringOutcome, FilteringProbe, MappingOutcome, MappingProbe, NatPresenceOutcome,
    NatPresenceProbe,
};
pub use tcp::{TcpOutcome, TcpProbe, TcpService, TcpTarget};
pub use udp::{Pace, PortOutcome, UdpFault, UdpOutcome, UdpProbe};

/// How long a probe may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// How long a name may take to resolve first, where the vantage itself resolves it. A page's
    /// browser does that within the deadline.
    pub names: Duration,
    /// From start, or from when the name was resolved, to the last moment at which an answer counts.
    pub deadline: Duration,
    /// After how long an unanswered datagram is sent again; each repeat waits as long again.
    pub retransmit: Duration,
    /// How many times a datagram is sent at most, 1 or more.
    pub tries: u32,
    /// Pause between two new ports of one probe.
    pub gap: Duration,
}

impl Timing {
    /// How long the probe may take in all.
    #[must_use]
    pub fn most(&self) -> Duration {
        self.names + self.deadline
    }
}

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
    /// Datagrams that are no STUN.
    Plain(PlainProbe),
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

// ---- the device ----

/// What the device itself knows before any packet is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// Addresses of the device, loopback left out; empty where the vantage cannot see them.
    pub local_addresses: Vec<IpAddr>,
    /// The device knows that it has no network at all.
    pub offline: bool,
    /// What the browser says of its WebRTC; `None` where there is no browser.
    pub webrtc: Option<WebRtc>,
    /// The browser's engine; `None` where there is no browser.
    pub browser: Option<Browser>,
    /// `navigator.connection.type` is `cellular`.
    pub cellular: bool,
    /// What goes to the internet leaves by a point-to-point interface of the device itself: a VPN, a
    /// tunnel or a modem. Native only.
    pub tunnel: bool,
    /// The device itself drops packets that nobody on it asked for; `None` where that cannot be
    /// seen.
    pub host_firewall: Option<bool>,
}

/// Whether a page can use WebRTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebRtc {
    /// A connection can be made and gathers UDP candidates.
    Available,
    /// There is no RTCPeerConnection.
    Missing,
    /// There is one, but a policy or an extension keeps UDP from it.
    Disabled,
}

/// The engine of a browser, as far as its ICE differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Browser {
    /// Chromium and its relatives.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari and everything on iOS.
    Safari,
    /// Anything else.
    Other,
}

// ---- the far end's HTTP interface ----

/// Where the far end's HTTP interface is asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpEndpoint {
    /// The address that a socket connects to.
    pub ip: IpAddr,
    /// The name for SNI, verification and a page's URL; a page uses the address without it.
    pub host: Option<String>,
    /// The port.
    pub port: u16,
    /// TLS, or plain in a local demo.
    pub scheme: Scheme,
}

impl HttpEndpoint {
    /// The URL of a path, by name where there is one.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let scheme = self.scheme.as_str();
        let port = self.port;
        match (&self.host, self.ip) {
            (Some(host), _) => format!("{scheme}://{host}:{port}{path}"),
            (None, ip) => format!("{scheme}://{}{path}", SocketAddr::new(ip, port)),
        }
    }
}

/// A call of the `/v1` interface. The core makes the path and reads the body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpProbe {
    /// Where.
    pub endpoint: HttpEndpoint,
    /// `GET` or an empty `POST`.
    pub method: HttpMethod,
    /// Path and query.
    pub path: String,
    /// 0 for the first try.
    pub attempt: u8,
}

/// The two methods of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HttpMethod {
    /// GET
    Get,
    /// POST with an empty body.
    Post,
}

/// An HTTP answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpReply {
    /// The status code.
    pub status: u16,
    /// The body as text, cut off by the prober at [`MAX_HTTP_BODY`].
    pub body: String,
}

/// The longest body that a prober reads from the far end, in bytes; a receipt of a full sweep is
/// the longest there is.
pub const MAX_HTTP_BODY: usize = 8 << 20;

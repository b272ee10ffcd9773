//! What a run measures (probes) and what came of it (outcomes).
//!
//! A probe says *what* is measured and is the identity of an observation; *how long* it may take
//! is the [`Timing`] that the engine hands out with it. A front end turns probes into packets and
//! reports facts; it never decides what a fact means.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::catalogue::Scheme;
use crate::sorted::{SortedMap, SortedSet};
use crate::wire::http::SeenCertificate;
use crate::wire::token::RunToken;

/// From where a site is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Vantage {
    /// A browser page: WebRTC and fetch.
    Page,
    /// The native program: sockets.
    Native,
}

/// How long a probe may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// From start to the last moment at which an answer counts.
    pub deadline: Duration,
    /// After how long an unanswered datagram is sent again; each repeat waits as long again.
    pub retransmit: Duration,
    /// How many times a datagram is sent at most, 1 or more.
    pub tries: u32,
    /// Pause between two new ports of one probe.
    pub gap: Duration,
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

// ---- TCP ----

/// A TCP service to try.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TcpProbe {
    /// Where.
    pub target: TcpTarget,
    /// What is spoken there, and so which answer counts.
    pub service: TcpService,
    /// 0 for the first try.
    pub attempt: u8,
}

/// Where a TCP service is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TcpTarget {
    /// The address to connect to; `None` where the name is to be resolved on the device.
    pub ip: Option<IpAddr>,
    /// The name for resolution, SNI and verification.
    pub host: Option<String>,
    /// The port really used.
    pub port: u16,
}

impl fmt::Display for TcpTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.host, self.ip) {
            (Some(host), _) => write!(f, "{host}:{}", self.port),
            (None, Some(ip)) => write!(f, "{}", SocketAddr::new(ip, self.port)),
            (None, None) => write!(f, "port {}", self.port),
        }
    }
}

/// What is spoken over TCP.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TcpService {
    /// `GET /v1/hello` over TLS, answered with the nonce and by the expected responder.
    Hello {
        /// The responder's name in the catalogue.
        responder: String,
        /// TLS, or plain HTTP in a local demo.
        scheme: Scheme,
    },
    /// A STUN Binding request over TCP (RFC 8489 section 6.2.2). Native only.
    StunOverTcp,
    /// A STUN Binding request over TLS. Native only.
    StunOverTls,
    /// TLS, then an MQTT 3.1.1 CONNECT answered by CONNACK; our far end only. Native only.
    Mqtt,
    /// A TLS handshake. Native only.
    Tls,
    /// `GET` over plain HTTP, answered by `ok` and nothing else; a captive portal answers
    /// otherwise, which is [`Cause::BadReply`]. Native only.
    Portal {
        /// The path to ask for.
        path: String,
    },
    /// An ICE check over TCP (RFC 6544), no TLS. Page only.
    IceTcp,
    /// A foreign HTTPS site: resolve, connect, verify chain and name. A page can only see
    /// whether a fetch of this path comes to an end.
    Site {
        /// The path that a page fetches; the native program stops after the handshake.
        path: String,
    },
}

/// What came of a TCP service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TcpOutcome {
    /// Answered in protocol, or the layer and cause of the failure.
    pub result: Result<(), TcpFailure>,
    /// What the name resolved to on this device, if it was resolved and seen.
    pub resolved: Vec<IpAddr>,
    /// The certificate that was shown, if one was seen.
    pub certificate: Option<SeenCertificate>,
    /// Where the certificate was not believed: whether the operating system would believe it.
    pub system_trusts: Option<bool>,
    /// The device's address as the far end saw it, if it said so.
    pub seen_from: Option<SocketAddr>,
    /// Time to connect (native) or to the whole answer (page).
    pub round_trip: Option<Duration>,
}

impl TcpOutcome {
    /// A failure of which nothing more is known.
    #[must_use]
    pub const fn failed(layer: Layer, cause: Cause) -> Self {
        Self {
            result: Err(TcpFailure { layer, cause }),
            resolved: Vec::new(),
            certificate: None,
            system_trusts: None,
            seen_from: None,
            round_trip: None,
        }
    }
}

/// Where and why a TCP service failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[error("{layer}: {cause}")]
pub struct TcpFailure {
    /// The first layer that did not work.
    pub layer: Layer,
    /// Why.
    pub cause: Cause,
}

/// The layers of a TCP service, in the order in which they come up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// The name did not resolve.
    Dns,
    /// TCP did not open.
    Connect,
    /// TCP opened; TLS did not come up.
    Tls,
    /// Everything below worked; the service did not answer as it should.
    Service,
    /// The vantage cannot see which layer it was (fetch).
    Opaque,
}

impl Layer {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Service => "service",
            Self::Opaque => "opaque",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a layer failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Nothing came before the deadline.
    Timeout,
    /// RST in answer to SYN.
    Refused,
    /// RST or a closed connection after it had opened.
    Reset,
    /// An ICMP error: host, network or administratively unreachable.
    Unreachable,
    /// The device has no route or no network.
    NoNetwork,
    /// The name does not exist.
    NxDomain,
    /// The name exists but has no address of a family that can be used.
    NoAddress,
    /// The resolver answered with a failure (SERVFAIL, REFUSED).
    ResolverFailure,
    /// The name resolved to an address that cannot be the real one (0.0.0.0, loopback, private).
    Sinkhole,
    /// The chain does not end in a trusted root.
    UntrustedIssuer,
    /// The certificate is for other names.
    WrongName,
    /// The certificate is not valid now.
    CertificateExpired,
    /// Another TLS failure (alert, version, garbage instead of TLS).
    TlsProtocol,
    /// What came is not the protocol that was asked for.
    BadReply,
    /// In protocol, but the nonce or the responder is another.
    WrongResponder,
    /// The far end refused for its own rate limits (HTTP 429 and the like).
    RateLimited,
    /// The vantage does not say why (fetch).
    Opaque,
}

impl Cause {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Refused => "refused",
            Self::Reset => "reset",
            Self::Unreachable => "unreachable",
            Self::NoNetwork => "no-network",
            Self::NxDomain => "nx-domain",
            Self::NoAddress => "no-address",
            Self::ResolverFailure => "resolver-failure",
            Self::Sinkhole => "sinkhole",
            Self::UntrustedIssuer => "untrusted-issuer",
            Self::WrongName => "wrong-name",
            Self::CertificateExpired => "certificate-expired",
            Self::TlsProtocol => "tls-protocol",
            Self::BadReply => "bad-reply",
            Self::WrongResponder => "wrong-responder",
            Self::RateLimited => "rate-limited",
            Self::Opaque => "opaque",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

// ---- UDP ----

/// UDP ports of one address, asked from one socket (native) or a few connections (page).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UdpProbe {
    /// The far end's address.
    pub server: IpAddr,
    /// Which ports, each once, ascending.
    pub ports: Vec<u16>,
    /// The run that the far end shall book them under.
    pub token: Option<RunToken>,
    /// How fast new ports are asked.
    pub pace: Pace,
    /// 0 for the first try.
    pub attempt: u8,
}

/// How fast new ports are asked; each pace has its reason in [`crate::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    /// As fast as does no harm.
    Brisk,
    /// Slow enough for a strict flood limit.
    Slow,
    /// What the user allowed for a sweep of all ports, in new ports a second.
    Sweep(NonZeroU32),
}

/// What came of asking UDP ports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UdpOutcome {
    /// One entry for each port that was asked; a port without an entry was not measured.
    pub ports: SortedMap<u16, PortOutcome>,
    /// Why nothing at all could be sent, if so.
    pub fault: Option<UdpFault>,
    /// Datagrams that the device itself is known to have dropped; silence proves nothing then.
    pub own_drops: u64,
}

impl UdpOutcome {
    /// Whether any port answered.
    #[must_use]
    pub fn any_answered(&self) -> bool {
        self.ports.values().any(PortOutcome::is_answered)
    }

    /// Whether this port answered.
    #[must_use]
    pub fn has_answered(&self, port: u16) -> bool {
        self.ports.get(&port).is_some_and(PortOutcome::is_answered)
    }
}

/// What came of one UDP port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortOutcome {
    /// Answered with the right transaction id, from the address and port that was asked.
    Answered {
        /// The mapped address, where the vantage sees it.
        mapped: Option<SocketAddr>,
        /// From the last request to the answer, where the vantage knows it.
        round_trip: Option<Duration>,
    },
    /// Sent, and no answer.
    Silent,
    /// Sent, and an ICMP error came back.
    Refused,
    /// The far end refused for its own rate limits.
    RateLimited,
    /// The browser does not send to this port.
    NotSent,
}

impl PortOutcome {
    /// Whether the port answered.
    #[must_use]
    pub const fn is_answered(&self) -> bool {
        matches!(self, Self::Answered { .. })
    }
}

/// Why UDP could not be used at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UdpFault {
    /// The device has no network or no route.
    NoNetwork,
    /// The socket was refused by the operating system.
    Socket,
    /// The browser has no WebRTC.
    WebRtcMissing,
    /// A policy or an extension keeps UDP from the browser.
    WebRtcDisabled,
}

// ---- NAT ----

/// One request to learn whether an address translation lies between.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NatPresenceProbe {
    /// A STUN server on the outside.
    pub server: SocketAddr,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
}

/// What was seen of the device's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NatPresenceOutcome {
    /// The socket's own address and the mapped one.
    Addresses {
        /// As the socket has it; never a wildcard.
        local: SocketAddr,
        /// As the far end saw it.
        mapped: SocketAddr,
    },
    /// A page: the answered pair's local candidate is `host`, so there is no NAT.
    HostCandidate,
    /// A page: it is `prflx`, so there is a NAT (RFC 8445 section 7.2.5.3.1).
    PeerReflexiveCandidate,
    /// No answer.
    Silent,
}

/// One socket, several servers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MappingProbe {
    /// The servers in the order of RFC 5780 section 4.3: address 1, address 1 with the other
    /// port, address 2.
    pub servers: Vec<SocketAddr>,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
}

/// The mapped addresses of one socket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MappingOutcome {
    /// The socket's own address, where the vantage sees it; never a wildcard.
    pub local: Option<SocketAddr>,
    /// What each server saw. Servers that did not answer are missing.
    pub mapped: SortedMap<SocketAddr, SocketAddr>,
    /// A page's server-reflexive addresses, which do not say which server saw them.
    pub reflexive: SortedSet<SocketAddr>,
}

/// A fresh socket for each test of RFC 5780 section 4.4 (and of erratum 7971).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilteringProbe {
    /// Address 1, which is contacted.
    pub server: SocketAddr,
    /// The alternate address and port, which are never contacted.
    pub alternate: SocketAddr,
    /// The run.
    pub token: Option<RunToken>,
    /// 0 for the first try.
    pub attempt: u8,
}

/// What came in from endpoints that were never contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FilteringOutcome {
    /// The contacted server answered, without which silence proves nothing.
    pub contacted: bool,
    /// From the contacted address, another port.
    pub other_port: Arrival,
    /// From the alternate address, the same port.
    pub other_address: Arrival,
    /// From the alternate address, another port.
    pub both: Arrival,
}

/// Whether a packet from an uncontacted endpoint came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrival {
    /// It was not asked for.
    #[default]
    NotTested,
    /// It was asked for and did not come.
    Silent,
    /// It came, from the expected endpoint.
    Arrived,
    /// An answer came, but from the contacted endpoint: the server ignores CHANGE-REQUEST.
    NotChanged,
}

//! Tests of a TCP service, and their outcome.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::Kind;
use super::timing::{Line, Timing};
use crate::catalogue::{Scheme, Speak};
use crate::limits::{NAMES_DEADLINE, SITE_DEADLINE, TCP_DEADLINE, TCP_RETEST_DEADLINE};
use crate::model::certificate::SeenCertificate;
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::model::vantage::Vantage;

/// A TCP service to try.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TcpProbe {
    /// Where.
    pub target: TcpTarget,
    /// The protocol, which determines the answer that counts.
    pub service: TcpService,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for TcpProbe {
    type Outcome = TcpOutcome;

    fn timing(&self, line: &Line) -> Timing {
        let deadline = match (&self.service, self.attempt) {
            (TcpService::Site { .. }, _) => SITE_DEADLINE,
            (_, 0) => TCP_DEADLINE,
            (_, _) => TCP_RETEST_DEADLINE,
        };
        Timing {
            names: self.time_for_names(line.vantage),
            ..line.once(line.stretched(deadline))
        }
    }

    fn nothing_observed() -> TcpOutcome {
        TcpOutcome::with(Err(TcpFailure::NOTHING_OBSERVED))
    }
}

impl TcpProbe {
    /// How long the name may take.
    fn time_for_names(&self, vantage: Vantage) -> Duration {
        match vantage {
            Vantage::Native if self.target.ip.is_none() => NAMES_DEADLINE,
            Vantage::Native | Vantage::Page => Duration::ZERO,
        }
    }
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
    /// `GET /` over TLS, answered by HTTP with any status. Native only.
    Https,
    /// `GET` over plain HTTP, answered by `ok` and nothing else; a captive portal answers
    /// otherwise, which is [`Cause::BadReply`]. Native only.
    Portal {
        /// The path to ask for.
        path: String,
    },
    /// An ICE check over TCP (RFC 6544), no TLS. Page only.
    IceTcp,
    /// A foreign HTTPS site: resolve, connect, verify chain and name. A page can only see whether a fetch
    /// of this path completes.
    Site {
        /// The path that a page fetches; the native program stops after the handshake.
        path: String,
    },
}

impl TcpService {
    /// Whether it begins with a TLS handshake, so that its success depends on a certificate.
    #[must_use]
    pub fn speaks_tls(&self) -> bool {
        match self {
            Self::Hello { scheme, .. } => *scheme == Scheme::Https,
            Self::StunOverTls | Self::Mqtt | Self::Tls | Self::Https | Self::Site { .. } => true,
            Self::StunOverTcp | Self::IceTcp | Self::Portal { .. } => false,
        }
    }
}

impl From<Speak> for TcpService {
    /// What is spoken at a destination of the catalogue.
    fn from(speak: Speak) -> Self {
        match speak {
            Speak::Tls => Self::Tls,
            Speak::Https => Self::Https,
            Speak::Stun => Self::StunOverTcp,
            Speak::Stuns => Self::StunOverTls,
        }
    }
}

/// The outcome for a TCP service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TcpOutcome {
    /// Answered in protocol, or the layer and cause of the failure.
    pub result: Result<(), TcpFailure>,
    /// What the name resolved to on this device, if it was resolved and seen.
    pub resolved: Vec<IpAddr>,
    /// How long that took, where it was seen.
    pub resolved_in: Option<Duration>,
    /// The certificate that was shown, if one was seen.
    pub certificate: Option<SeenCertificate>,
    /// Where the certificate was not believed: whether the operating system would believe it.
    pub system_trusts: Option<bool>,
    /// The device's address as the far end saw it, if it reported it.
    pub seen_from: Option<SocketAddr>,
    /// Time to connect (native) or to the whole answer (page).
    pub round_trip: Option<Duration>,
}

impl TcpOutcome {
    /// A success of which nothing more is known.
    #[must_use]
    pub const fn answered() -> Self {
        Self::with(Ok(()))
    }

    /// A failure of which nothing more is known.
    #[must_use]
    pub const fn failed(layer: Layer, cause: Cause) -> Self {
        Self::with(Err(TcpFailure { layer, cause }))
    }

    const fn with(result: Result<(), TcpFailure>) -> Self {
        Self {
            result,
            resolved: Vec::new(),
            resolved_in: None,
            certificate: None,
            system_trusts: None,
            seen_from: None,
            round_trip: None,
        }
    }
}

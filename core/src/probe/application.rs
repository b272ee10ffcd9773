//! What shows that a firewall looks into datagrams: DTLS handshakes, and datagrams that are not
//! STUN.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use crate::wire::fingerprint::Fingerprint;
use crate::wire::token::RunToken;

/// A DTLS handshake with the far end, on a socket or connection of its own. STUN under the run's
/// token goes first: it makes the far end expect the handshake, and is its control.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DtlsProbe {
    /// The far end's address and port.
    pub server: SocketAddr,
    /// The run that vouches for the handshake.
    pub token: RunToken,
    /// The certificate that the far end has.
    pub fingerprint: Fingerprint,
    /// 0 for the first try.
    pub attempt: u8,
}

/// What came of a DTLS handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DtlsOutcome {
    /// It finished, with the right certificate.
    Finished,
    /// STUN was answered on the very same path, and the handshake did not come about.
    Unfinished,
    /// The same, and something on the way said so: an ICMP error, or an alert.
    Refused,
    /// Not even STUN was answered, so nothing is known about DTLS.
    Unreached,
    /// This device could not try.
    NotPossible,
}

/// Datagrams of our own ([`crate::wire::plain`]) to ports of which none answered STUN. Native only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlainProbe {
    /// The far end's address.
    pub server: IpAddr,
    /// Which ports, each once, ascending.
    pub ports: Vec<u16>,
    /// The run under which they go.
    pub token: RunToken,
}

/// What came of plain datagrams.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainOutcome {
    /// Ports that answered.
    pub answered: BTreeSet<u16>,
}

//! A DTLS handshake, which shows whether a firewall inspects datagrams.

use std::net::SocketAddr;

use super::Kind;
use super::timing::{Line, Timing};
use crate::limits::{DTLS_DEADLINE, DTLS_RETEST_DEADLINE, UDP_RETEST_TRIES};
use crate::wire::fingerprint::Fingerprint;
use crate::wire::token::RunToken;

/// A DTLS handshake with the far end, on its own socket or connection. STUN under the run's token is sent
/// first: it makes the far end expect the handshake, and is its control.
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

impl Kind for DtlsProbe {
    type Outcome = DtlsOutcome;

    fn timing(&self, line: &Line) -> Timing {
        let deadline = match self.attempt {
            0 => DTLS_DEADLINE,
            _ => DTLS_RETEST_DEADLINE,
        };
        Timing {
            tries: UDP_RETEST_TRIES,
            ..line.once(line.stretched(deadline))
        }
    }

    fn nothing_observed() -> DtlsOutcome {
        DtlsOutcome::NotPossible
    }
}

/// The outcome of a DTLS handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DtlsOutcome {
    /// It finished, with the right certificate.
    Finished,
    /// STUN was answered on the same path, and the handshake did not finish.
    Unfinished,
    /// The same, with an explicit refusal from the path: an ICMP error or an alert.
    Refused,
    /// Not even STUN was answered, so nothing is known about DTLS.
    Unreached,
    /// This device could not try.
    NotPossible,
}

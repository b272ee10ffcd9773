//! SIP messages, which show whether something on the path rewrites them.

use std::net::SocketAddr;

use super::Kind;
use super::timing::{Line, Timing};
use crate::limits::SIP_SENDS;
use crate::wire::fingerprint::Fingerprint;
use crate::wire::token::RunToken;

/// The same SIP message ([`crate::wire::sip`]) to the port of SIP and to another one. The far end does not answer:
/// its receipts show what arrived. Native only: browsers refuse that port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SipProbe {
    /// The far end's address and its port of SIP.
    pub server: SocketAddr,
    /// A port where no SIP is expected, as the control.
    pub control: u16,
    /// The run.
    pub token: RunToken,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for SipProbe {
    type Outcome = SipOutcome;

    /// It is sent several times, and the last one takes time to arrive.
    fn timing(&self, line: &Line) -> Timing {
        Timing {
            tries: SIP_SENDS,
            ..line.once(line.retransmit() * (SIP_SENDS + 1))
        }
    }

    fn nothing_observed() -> SipOutcome {
        SipOutcome::NotPossible
    }
}

/// What was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SipOutcome {
    /// The message, to both ports.
    Sent {
        /// Its SHA-256.
        sha256: Fingerprint,
    },
    /// This device could not send it.
    NotPossible,
}

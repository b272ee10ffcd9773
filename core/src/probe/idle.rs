//! How long a NAT keeps the mapping of an idle socket (RFC 4787 section 4.3).

use std::net::SocketAddr;
use std::time::Duration;

use super::Kind;
use super::timing::{Line, Timing};
use crate::limits::{IDLE_EXCHANGE_PAUSE, IDLE_EXCHANGES, IDLE_GRACE, UDP_RETEST_TRIES};
use crate::wire::token::RunToken;

/// A socket that exchanges datagrams ([`crate::wire::path`]), then is idle, until the far end sends first. Native
/// only: a browser's sockets are never idle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdleProbe {
    /// The far end's address and port.
    pub server: SocketAddr,
    /// The run.
    pub token: RunToken,
    /// For how many seconds it is idle.
    pub seconds: u16,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for IdleProbe {
    type Outcome = IdleOutcome;

    fn timing(&self, line: &Line) -> Timing {
        // The exchanges and the order before, and the control after.
        let exchanges = line.retransmit() * (IDLE_EXCHANGES + 2) * (UDP_RETEST_TRIES + 1)
            + IDLE_EXCHANGE_PAUSE * IDLE_EXCHANGES;
        let idle = Duration::from_secs(self.seconds.into());
        Timing {
            tries: UDP_RETEST_TRIES,
            ..line.once(exchanges + idle + IDLE_GRACE)
        }
    }

    fn nothing_observed() -> IdleOutcome {
        IdleOutcome::NotPossible
    }
}

/// The outcome for an idle socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdleOutcome {
    /// The far end's datagram arrived.
    Kept,
    /// It did not, while an answer to a request from the same socket did afterwards.
    Forgotten,
    /// Nothing was answered, before or after.
    Unreached,
    /// This device could not try.
    NotPossible,
}

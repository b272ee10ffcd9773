//! A feed: a paced, video-like stream, which shows how much of the time video would work.

use std::net::SocketAddr;
use std::time::Duration;

use super::Kind;
use super::timing::{Line, Timing};
use crate::feed::Streamed;
use crate::limits::{FEED_LINGER, FEED_START, UDP_RETEST_TRIES};
use crate::wire::fingerprint::Fingerprint;
use crate::wire::token::RunToken;

/// A feed on a socket or connection of its own, after STUN under the run's token.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedProbe {
    /// The far end's address and port.
    pub server: SocketAddr,
    /// The run that vouches for it.
    pub token: RunToken,
    /// What carries it.
    pub carrier: FeedCarrier,
    /// How many windows of a second, after the first one that is not counted.
    pub windows: u8,
    /// 0 for the first feed.
    pub attempt: u8,
}

/// What carries the packets of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedCarrier {
    /// A data channel over DTLS, with a far end that has this certificate.
    Channel(Fingerprint),
    /// Datagrams that look like SRTP, without a DTLS handshake before.
    Rtp,
}

impl Kind for FeedProbe {
    type Outcome = FeedOutcome;

    /// The connection has to start, and then the stream takes its time.
    fn timing(&self, line: &Line) -> Timing {
        // ICE, DTLS, and the first packet; or STUN, and the first packet.
        let starts = line.stretched(FEED_START * 3);
        let streams = Duration::from_secs(u64::from(self.windows) + 1) + FEED_LINGER;
        Timing {
            tries: UDP_RETEST_TRIES,
            ..line.once(starts + streams)
        }
    }

    fn nothing_observed() -> FeedOutcome {
        FeedOutcome::NotPossible
    }
}

/// The outcome of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedOutcome {
    /// It ran.
    Streamed(Streamed),
    /// Not even STUN was answered.
    Unreached,
    /// STUN was answered on the very same path, but no DTLS handshake finished.
    NoHandshake,
    /// The connection was up, or STUN was answered where there is none, and the stream did not begin.
    NoStart,
    /// The far end streams to too many others, or does not permit a feed.
    Busy,
    /// This device could not try or could not continue, or its own SCTP ended the connection.
    NotPossible,
}

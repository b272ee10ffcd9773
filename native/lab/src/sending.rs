//! What a sender of many datagrams needs.

use std::thread;
use std::time::{Duration, Instant};

use camcheck_codec::stun::{BindingRequest, Transaction};
use camcheck_core::wire::token::RunToken;

/// A Binding request (RFC 8489 section 3), of a run if there is a token.
pub(crate) fn binding(token: Option<&RunToken>) -> Vec<u8> {
    BindingRequest {
        transaction: Transaction::random(),
        change: None,
        token: token.cloned(),
        asks_nonce: false,
    }
    .encode()
}

/// Keeps a rate.
pub(crate) struct Pace {
    due: Instant,
}

impl Pace {
    pub(crate) fn begin() -> Self {
        Self {
            due: Instant::now(),
        }
    }

    /// Something was done, of which there may be so much a second: waits until the next is due.
    pub(crate) fn keep(&mut self, per_second: u32) {
        self.due += Duration::from_secs(1) / per_second;
        // A thread cannot sleep much less than that.
        let early = self.due.saturating_duration_since(Instant::now());
        if early > Duration::from_millis(1) {
            thread::sleep(early);
        }
    }
}

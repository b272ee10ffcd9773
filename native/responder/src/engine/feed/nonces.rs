//! Nonces that prove a client's address without state: a time, and a code of authentication for it, for the run
//! and for both ends of the path, under a secret of this process.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use camcheck_codec::nonce::Nonce;
use camcheck_core::wire::token::RunToken;
use ring::hmac::{HMAC_SHA256, Key, sign};

use crate::engine::endpoint::Path;
use crate::engine::{Entropy, Side};
use crate::limits;

/// Bytes of the time. The rest, 96 bits, is of the code.
const TIME: usize = 4;

/// The nonces of this process.
pub(in crate::engine) struct Nonces(Key);

impl fmt::Debug for Nonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonces(…)")
    }
}

impl Nonces {
    pub(in crate::engine) fn new(entropy: &mut dyn Entropy) -> Self {
        let mut secret = [0; 32];
        entropy.fill(&mut secret);
        Self(Key::new(HMAC_SHA256, &secret))
    }

    /// The nonce for a client of a run.
    pub(in crate::engine) fn issue(&self, now: Duration, token: &RunToken, path: Path) -> Nonce {
        self.at(milliseconds(now).to_be_bytes(), token, path)
    }

    /// Whether that client got it from here a short time ago.
    pub(in crate::engine) fn is_valid(
        &self,
        now: Duration,
        nonce: Nonce,
        token: &RunToken,
        path: Path,
    ) -> bool {
        let Some(time) = recent_time(now, nonce) else {
            return false;
        };
        // All bytes are compared, so that the duration reveals nothing about them.
        let right = self.at(time, token, path);
        let pairs = nonce.0.iter().zip(right.0);
        pairs.fold(0, |differences, (one, other)| differences | (one ^ other)) == 0
    }

    fn at(&self, time: [u8; TIME], token: &RunToken, (local, remote): Path) -> Nonce {
        let side = match local.side {
            Side::Primary => 0,
            Side::Alternate => 1,
        };
        let address = match remote.ip().to_canonical() {
            IpAddr::V4(address) => address.to_ipv6_mapped(),
            IpAddr::V6(address) => address,
        };
        let mut bound = time.to_vec();
        bound.push(side);
        bound.extend(local.port.to_be_bytes());
        bound.extend(address.octets());
        bound.extend(remote.port().to_be_bytes());
        bound.extend(token.as_str().as_bytes());
        let code = sign(&self.0, &bound);
        let mut nonce = [0; Nonce::LENGTH];
        let bytes = time.iter().chain(code.as_ref());
        nonce
            .iter_mut()
            .zip(bytes)
            .for_each(|(to, from)| *to = *from);
        Nonce(nonce)
    }
}

/// Whether a nonce may be valid by its time alone, which costs nothing to look at.
pub(in crate::engine) fn may_be_valid(now: Duration, nonce: Nonce) -> bool {
    recent_time(now, nonce).is_some()
}

fn recent_time(now: Duration, nonce: Nonce) -> Option<[u8; TIME]> {
    let time = *nonce.0.first_chunk::<TIME>()?;
    let age = milliseconds(now).wrapping_sub(u32::from_be_bytes(time));
    (u128::from(age) <= limits::FEED_NONCE.as_millis()).then_some(time)
}

/// Modulo 2^32, which is 49 days.
fn milliseconds(now: Duration) -> u32 {
    u32::try_from(now.as_millis() % (1 << 32)).unwrap_or_default()
}

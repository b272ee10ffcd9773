//! The nonce with which a client proves its address before a feed in datagrams: the far end sends it in the answer
//! to a STUN request, and the client repeats it.

use std::fmt;

/// Unpredictable bytes. They are the key of the datagrams that follow as well, so only a client that received the
/// answer can send them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nonce(pub [u8; Self::LENGTH]);

impl Nonce {
    /// Its length in bytes, which is that of a key for AES-128.
    pub const LENGTH: usize = 16;
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(…)")
    }
}

//! The packets of a feed (`camcheck_core::wire::feed`) as datagrams that look like SRTP from outside: a header of
//! RTP (RFC 3550 section 5.1), and a payload sealed by AES-128-GCM as in RFC 7714.
//!
//! The key is the far end's [nonce](crate::nonce). It is sent in the clear, so it keeps nothing secret from observers
//! on the path; it shows that a datagram is from a client that received the far end's answer at its address, and makes
//! the payload look random.

mod header;
mod hello;
mod link;
mod seal;

pub use hello::{Hello, nonce_of};
pub use link::{Link, SEED_LENGTH};

#[cfg(test)]
mod tests;

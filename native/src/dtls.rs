//! DTLS as a camera speaks it (RFC 6347, RFC 9147): handshakes for both ends, without sockets.
//!
//! A firewall with application control tells DTLS from STUN by its first bytes, so only a real
//! handshake shows whether it gets through. Nothing is sent on the connection that comes of it.

mod client;
mod handshake;
#[cfg(any(target_os = "linux", test))]
mod identity;
mod provider;
#[cfg(any(target_os = "linux", test))]
mod server;
mod settings;

pub(crate) use client::Client;
pub(crate) use handshake::{Handshake, Progress};
#[cfg(any(target_os = "linux", test))]
pub(crate) use server::Server;

#[cfg(test)]
mod tests;

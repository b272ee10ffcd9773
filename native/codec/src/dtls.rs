//! DTLS as a camera uses it (RFC 6347, RFC 9147): connections for both ends, without sockets.
//!
//! A firewall with application control distinguishes DTLS from STUN by its first bytes, so only a real
//! handshake shows whether DTLS gets through.

mod client;
mod connection;
#[cfg(any(feature = "server", test))]
mod identity;
mod provider;
#[cfg(any(feature = "server", test))]
mod server;
mod settings;

pub use client::Client;
pub use connection::{Connection, Progress};
#[cfg(any(feature = "server", test))]
pub use server::Server;
pub use settings::NoDtls;

#[cfg(test)]
mod tests;

//! What Camcheck's native programs exchange on the wire, as types and bytes: no clock, no socket. The program
//! that a site downloads and the far end share it.

pub mod dtls;
pub mod mqtt;
pub mod nonce;
pub mod random;
pub mod rtp;
#[cfg(any(feature = "server", test))]
pub mod sctp;
pub mod stun;

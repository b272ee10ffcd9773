//! SCTP (RFC 9260) inside DTLS (RFC 8261), as far as the far end's side of a data channel (RFC 8831)
//! needs it to measure a path. Without sockets and clock.
//!
//! It is no ordinary SCTP, on purpose (docs/decisions/0008): congestion control hides congestion and
//! turns a few lost packets into many. What is sent leaves at the pace of its sender, without window
//! and without retransmission. What came is acknowledged up to the highest number seen, so that the
//! peer never slows down; the caller counts missing packets by its own numbers.

mod association;
mod outgoing;
mod packet;
mod reassembly;
mod tsn;

pub use association::Association;

#[cfg(test)]
mod tests;

//! What was observed so far, and what it shows: of the UDP range, of the NAT, of the far end.

pub(crate) mod application;
pub mod board;
pub(crate) mod cross_check;
pub(crate) mod far_end;
pub mod nat;
pub mod survey;

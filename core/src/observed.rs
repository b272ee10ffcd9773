//! What was observed so far, and what it shows about the UDP range, the NAT and the far end.

pub(crate) mod advice;
pub(crate) mod application;
pub mod board;
pub(crate) mod cross_check;
pub(crate) mod far_end;
pub(crate) mod feeds;
pub mod nat;
pub mod survey;

//! The native vantage of Camcheck: probers on real sockets, the far end, and the lab.

pub mod stun;
pub mod vantage;

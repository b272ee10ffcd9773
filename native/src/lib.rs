//! The native vantage of Camcheck: probers on real sockets, the far end, and the lab.

pub mod cli;
mod dtls;
#[cfg(all(feature = "lab", target_os = "linux"))]
pub mod lab;
mod random;
#[cfg(target_os = "linux")]
pub mod responder;
pub mod stun;
pub mod vantage;

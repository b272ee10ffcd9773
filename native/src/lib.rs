//! The native vantage of Camcheck: probers on real sockets, the far end, and the lab.

pub mod cli;
#[cfg(all(feature = "lab", target_os = "linux"))]
pub mod lab;
#[cfg(target_os = "linux")]
pub mod responder;
pub mod vantage;

//! The native vantage of Camcheck: probers on real sockets, and the program around them.

pub mod cli;
pub mod vantage;

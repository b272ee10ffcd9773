//! The shared core of Camcheck: what a Latch Camera needs from a network, how a run proves it,
//! and what the observations mean.
//!
//! The crate has no clock, no socket, no log and no global state. A front end implements
//! [`probe::prober::Prober`] and calls [`run::drive::drive`]; all decisions are made here.

pub mod catalogue;
pub mod downloads;
pub mod feed;
pub mod limits;
pub mod model;
pub mod observed;
pub mod plan;
pub mod probe;
pub mod remedy;
pub mod render;
pub mod rules;
pub mod run;
pub mod say;
pub mod share;
#[cfg(feature = "sim")]
pub mod sim;
pub mod support;
pub mod watch;
pub mod wire;

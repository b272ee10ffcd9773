//! The shared core of Camcheck: what a Latch Camera needs from a network, how a run proves it,
//! and what the observations mean.
//!
//! The crate has no clock, no socket, no log and no global state. A front end implements
//! [`prober::Prober`] and calls [`drive::drive`]; everything that is decided, is decided here.

mod application;
pub mod board;
pub mod catalogue;
pub mod certainty;
pub mod collected;
pub mod diagnosis;
pub mod downloads;
pub mod drive;
pub mod evidence;
mod json;
pub mod limits;
pub mod link;
pub mod merge;
mod names;
pub mod nat;
pub mod plan;
pub mod ports;
pub mod probe;
pub mod prober;
pub mod reason;
pub mod remedy;
pub mod report;
pub mod requirement;
pub mod rules;
pub mod run;
#[cfg(feature = "sim")]
pub mod sim;
pub mod survey;
pub mod text;
pub mod verdict;
pub mod wire;

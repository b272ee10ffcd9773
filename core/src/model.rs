//! The vocabulary of a report: what a camera needs, what can be concluded about it, from which facts, and
//! what to change. Every name in a report is a contract.

pub mod certainty;
pub mod certificate;
pub mod change;
pub mod diagnosis;
pub mod evidence;
pub mod failure;
pub mod feed;
pub mod guide;
pub mod interface;
pub mod network;
mod note;
pub mod place;
pub mod ports;
pub mod problem;
pub mod reason;
pub mod report;
pub mod requirement;
pub mod time;
pub mod vantage;
pub mod vendor;
pub mod verdict;
pub mod watch;

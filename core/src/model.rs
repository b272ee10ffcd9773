//! The words of a report: what a camera needs, what can be concluded about it, and from which facts.
//! Every name here is a contract.

pub mod certainty;
pub mod certificate;
pub mod diagnosis;
pub mod evidence;
pub mod failure;
pub mod network;
pub mod ports;
pub mod reason;
pub mod report;
pub mod requirement;
pub mod vantage;
pub mod verdict;

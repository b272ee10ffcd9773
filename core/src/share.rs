//! Shared reports: reading untrusted links, and joining two reports into one.

pub mod link;
pub mod merge;

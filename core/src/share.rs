//! Shared reports: reading untrusted links, joining two reports into one, and the names of files.

mod file_name;
pub mod link;
pub mod merge;

pub use file_name::file_name;

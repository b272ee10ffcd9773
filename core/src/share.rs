//! Reports that travel: as a link that anybody may have made, and two of them joined into one.

pub mod link;
pub mod merge;

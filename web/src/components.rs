//! The parts of the page. Each draws what the state and the core say; none decides anything.

pub(crate) mod brand;
mod copying;
pub(crate) mod fixes;
pub(crate) mod guide;
mod icon;
mod nat_drawing;
pub(crate) mod program;
pub(crate) mod report_json;
pub(crate) mod row;
pub(crate) mod share;
mod udp_strip;
pub(crate) mod verdict;

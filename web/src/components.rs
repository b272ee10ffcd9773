//! The parts of the page. They draw the state in the core's words. None decides anything, and none
//! has state of its own (see [`crate::app::App`]).

mod brand;
mod copy_button;
mod fixes;
mod guide;
mod icon;
mod listing;
mod nat_drawing;
mod program;
mod report_json;
mod row;
mod rows;
mod share;
mod udp_strip;
mod verdict;

pub(crate) use brand::Brand;
pub(crate) use fixes::Fixes;
pub(crate) use guide::Guide;
pub(crate) use program::Program;
pub(crate) use report_json::ReportJson;
pub(crate) use rows::Rows;
pub(crate) use share::Share;
pub(crate) use verdict::{STATUS_ID, Verdict};

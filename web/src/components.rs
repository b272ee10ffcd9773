//! The parts of the page. They render the state with the core's texts. None of them makes decisions or has its own
//! state (see [`crate::app::App`]). Each Yew component adds a copy of its life cycle to the page, so a part is a
//! component only if it should not be re-rendered while its properties stay the same; the others are functions that
//! return [`yew::Html`].

mod brand;
mod button;
mod copy_button;
mod feed_table;
mod fixes;
mod guide;
mod icon;
mod listing;
mod mail;
mod nat_drawing;
mod place_form;
mod program;
mod report_json;
mod row;
mod rows;
mod send;
mod share;
mod udp_strip;
mod unbroken;
mod verdict;

pub(crate) use brand::brand;
pub(crate) use fixes::Fixes;
pub(crate) use guide::guide;
pub(crate) use place_form::place_form;
pub(crate) use program::program;
pub(crate) use report_json::report_json;
pub(crate) use rows::rows;
pub(crate) use share::Share;
pub(crate) use verdict::{STATUS_ID, verdict};

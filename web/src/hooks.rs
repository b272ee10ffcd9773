//! Everything that the page does except rendering, as hooks.

mod document;
mod embedding;
mod link;
mod run;
mod translation;

pub(crate) use document::{use_document, use_focus_on_change};
pub(crate) use embedding::{use_done_message, use_height_messages};
pub(crate) use link::use_reload_on_another_link;
pub(crate) use run::{RunControl, use_run, use_start_at_once};
pub(crate) use translation::use_edition;

//! English.

mod diagnoses;
mod evidence;
mod findings;
mod fixes;
mod guide;
mod notes;
mod page;
mod problems;
mod program;
mod reasons;
mod report;
mod request;
mod rows;
mod share;
mod watch;

use super::texts::Texts;

/// The language.
pub(super) struct English;

impl Texts for English {}

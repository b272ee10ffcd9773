//! French, for readers in France: formal, with a no-break space (U+00A0) before a colon, a semicolon, a question mark and
//! a percent sign, inside quotation marks, and between every three digits of a number.

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
pub(super) struct French;

impl Texts for French {}

//! Spanish, for readers in Latin America and Spain: formal, and with "firewall", the term that
//! administrators use.

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
pub(super) struct Spanish;

impl Texts for Spanish {}

//! Texts for users, by message and language. Other modules contain no prose: they return statuses, reasons
//! and notes, and this module has the texts for them. All texts of a language are behind one trait,
//! `texts::Texts`, and in one folder, such as `en`. [`Language`] chooses one; the other modules here decide
//! which text applies and join the parts.

mod changes;
mod en;
mod es;
mod evidence;
mod facts;
mod finding;
mod fix;
mod fr;
pub mod guide;
mod headline;
mod language;
mod lists;
mod meaning;
mod moment;
mod next_step;
pub mod page;
mod path;
mod program;
mod report;
mod rows;
mod share;
mod sweep;
mod texts;
mod vendor;
mod watch;

pub use language::Language;
pub use sweep::Sweep;
pub use texts::{Labels, LiveWords, ShareWords};

#[cfg(test)]
mod tests;

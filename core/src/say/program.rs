//! Texts of the native program only.

use super::language::Language;
use super::sweep::Sweep;
use super::texts::ShareWords;
use crate::model::requirement::RequirementId;
use crate::watch::Changed;

impl Language {
    /// Short words, most of them around a share link.
    #[must_use]
    pub fn share_words(self) -> &'static ShareWords {
        self.program_texts().share()
    }

    /// How far a run is, in one line: the row that is being tested, or, once every row has its
    /// first result, that it is tested again.
    #[must_use]
    pub fn progress(self, row: Option<RequirementId>, done: usize, started: usize) -> String {
        let row = row.map(|row| self.texts().row_name(row));
        self.program_texts().progress(row, done, started)
    }

    /// How far a feed is, in one line: seconds that were measured, of how many, and a sign for each, out and in.
    #[must_use]
    pub fn feed_progress(self, seconds: usize, all: usize, [out, back]: [&str; 2]) -> String {
        self.program_texts().feed_progress(seconds, all, out, back)
    }

    /// That failing rows are tested again, and how often.
    #[must_use]
    pub fn retest_begins(self, every: &str) -> String {
        self.program_texts().retest_begins(every)
    }

    /// That the page offers a newer program.
    #[must_use]
    pub fn newer_version(self, version: &str, page: &str) -> String {
        self.program_texts().newer_version(version, page)
    }

    /// That the whole UDP range is tested again, and in how many seconds.
    #[must_use]
    pub fn retest_waits(self, seconds: u64) -> String {
        self.program_texts().retest_waits(seconds)
    }

    /// How a row changed, in one line.
    #[must_use]
    pub fn changed(self, changed: Changed) -> String {
        let word = |(status, _)| self.row_status(changed.row, status);
        let (before, after) = (word(changed.before), word(changed.after));
        let (name, colon) = (self.row_name(changed.row), self.labels().colon);
        if before == after {
            return format!(
                "{name}{colon}{after} ({} -> {})",
                changed.before.1, changed.after.1
            );
        }
        format!("{name}{colon}{before} -> {after}")
    }

    /// The duration and cost of a sweep of all UDP ports, shown before it begins.
    #[must_use]
    pub fn sweep_announcement(self, sweep: Sweep) -> String {
        self.program_texts().sweep_announcement(sweep)
    }
}

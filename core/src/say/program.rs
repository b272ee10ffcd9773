//! Texts of the native program only.

use super::language::Language;
use super::sweep::Sweep;
use super::texts::ShareWords;
use crate::model::requirement::RequirementId;

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

    /// The duration and cost of a sweep of all UDP ports, shown before it begins.
    #[must_use]
    pub fn sweep_announcement(self, sweep: Sweep) -> String {
        self.program_texts().sweep_announcement(sweep)
    }
}

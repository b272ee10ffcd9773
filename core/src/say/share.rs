//! Texts about shared reports: links, and two reports that are joined.

use super::language::Language;
use crate::share::link::LinkError;
use crate::share::merge::MergeError;

impl Language {
    /// Why a shared report cannot be shown, and what to do.
    #[must_use]
    pub fn link_error(self, error: LinkError) -> &'static str {
        self.texts().link_error(error)
    }

    /// Why two reports are not joined, and what to do.
    #[must_use]
    pub fn merge_error(self, error: MergeError) -> &'static str {
        self.texts().merge_error(error)
    }
}

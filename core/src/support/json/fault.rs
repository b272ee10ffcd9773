//! What is wrong with a document, and where.

/// The path of the document itself.
pub(crate) const TOP: &str = "(top)";

/// The first thing that is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub(crate) struct Fault {
    /// Such as `responders[0].addresses[1].ip`, or [`TOP`].
    pub(crate) path: String,
    /// What is wrong, and what would be right.
    pub(crate) problem: String,
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }

    /// Puts the container of the entry at fault before its path: the key of a field, or `[0]`.
    pub(super) fn place_in(&mut self, key: &str) {
        if self.path == TOP {
            self.path.clear();
        } else if !self.path.starts_with('[') {
            self.path.insert(0, '.');
        }
        self.path.insert_str(0, key);
    }
}

//! Short words around a change request.

/// One language's words around a change request; a missing one does not compile.
pub(crate) struct RequestWords {
    pub(crate) title: &'static str,
    /// The subject of a mail up to the changes, if the site is ready, undecided or not ready.
    pub(crate) subjects: [&'static str; 3],
    pub(crate) nothing_to_change: &'static str,
    pub(crate) introduction: &'static str,
    /// What the administrator needs but the test does not know. The first is the site.
    pub(crate) blanks: [&'static str; 5],
    /// The headings of the table's columns. In the text, they are the names of fields, with at most 20 characters
    /// including a colon.
    pub(crate) columns: [&'static str; 9],
    pub(crate) camera: &'static str,
    pub(crate) any: &'static str,
    /// In a title, between ports and names, with spaces around it.
    pub(crate) to: &'static str,
    /// Why unsolicited packets should come in.
    pub(crate) both_directions: &'static str,
    /// Before ports.
    pub(crate) blocked_now: &'static str,
    pub(crate) least_privilege: &'static str,
    pub(crate) remark: &'static str,
    pub(crate) annex: &'static str,
    /// Before their number.
    pub(crate) observations: &'static str,
    /// After the number of changes where none is required: of one, and of several.
    pub(crate) improvements: [&'static str; 2],
    /// Before the number of changes.
    pub(crate) required_changes: &'static str,
    pub(crate) tested: &'static str,
    pub(crate) afterwards: &'static str,
}

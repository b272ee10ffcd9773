//! Short words of the native program, most of them around a share link.

/// One language's words of the native program; a missing one does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareWords {
    /// Above the QR code.
    pub scan: &'static str,
    /// Before the path of the HTML report.
    pub saved: &'static str,
    /// The page does not answer from this network.
    pub page_unreachable: &'static str,
    /// Neither link nor file could be opened in a browser.
    pub not_opened: &'static str,
    /// The address of the page is too long for a link.
    pub no_link: &'static str,
    /// The catalogue's address of the page is a placeholder.
    pub no_page: &'static str,
    /// The catalogue names no test server, before a run.
    pub no_far_end: &'static str,
    /// The rows that failed pass now.
    pub all_pass: &'static str,
    /// The window is about to close, and the user has not typed anything in it.
    pub press_enter: &'static str,
}

//! The link to a report in the page, where there is a real page.

use camcheck_core::model::report::Report;
use camcheck_core::share::link;
use hyper::Uri;

/// The full link to a report; `None` if there is no page that opens it.
pub(super) fn link_to(report: &Report, page: &str) -> Option<String> {
    if is_placeholder(page) {
        return None;
    }
    link::full(page, report).ok()
}

/// Whether the page's address is only an example, as in the built-in catalogue: no real host exists under
/// `.example` (RFC 2606 section 2), so an answer there comes from a portal.
pub(super) fn is_placeholder(page: &str) -> bool {
    let uri = page.parse::<Uri>();
    let host = uri.as_ref().ok().and_then(Uri::host).unwrap_or_default();
    host.trim_end_matches('.').ends_with(".example")
}

//! The report as JSON inside the page, for whoever automates it.

use camcheck_core::report::Report;

use crate::dom::{Tag, tag};

/// `<script type="application/json" id="camcheck-report">`, a contract.
pub(crate) fn report_json(report: &Report) -> Tag {
    // A report is plain data, which always becomes JSON.
    let json = serde_json::to_string(report).unwrap_or_default();
    tag!(
        "script",
        "type" = "application/json",
        "id" = "camcheck-report"
    )
    .text(&json)
}

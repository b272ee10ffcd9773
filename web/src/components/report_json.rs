//! The report as JSON inside the page, for whoever automates it.

use camcheck_core::report::Report;
use yew::prelude::*;

/// `<script type="application/json" id="camcheck-report">`, a contract.
pub(crate) fn report_json(report: &Report) -> Html {
    // A report is plain data, which always becomes JSON.
    let json = serde_json::to_string(report).unwrap_or_default();
    html! { <script type="application/json" id="camcheck-report">{ json }</script> }
}

//! The report as JSON inside the page, for whoever automates it.

use std::rc::Rc;

use yew::prelude::*;

use crate::state::Progress;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) progress: Rc<Progress>,
}

/// `<script type="application/json" id="camcheck-report">`, a contract.
#[component]
pub(crate) fn ReportJson(props: &Props) -> Html {
    // A report is plain data, which always becomes JSON.
    let json = serde_json::to_string(&props.progress.report).unwrap_or_default();
    html! { <script type="application/json" id="camcheck-report">{ json }</script> }
}

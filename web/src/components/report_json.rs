//! The report as JSON inside the page, for programs that drive it.

use camcheck_core::model::report::Report;
use yew::{Html, html};

/// `<script type="application/json" id="camcheck-report">`, a contract.
pub(crate) fn report_json(report: &Report) -> Html {
    html! {
        <script type="application/json" id="camcheck-report">{ json(report) }</script>
    }
}

/// The report's JSON without anything that could end the element when the document is saved as
/// HTML and opened again: names of hosts and of certificate issuers come from the network. These
/// characters occur only in strings, where JSON can escape them.
fn json(report: &Report) -> String {
    // A report is plain data, which always becomes JSON.
    serde_json::to_string(report)
        .unwrap_or_default()
        .replace('<', r"\u003c")
        .replace('>', r"\u003e")
        // Line ends in JavaScript, but not in JSON.
        .replace('\u{2028}', r"\u2028")
        .replace('\u{2029}', r"\u2029")
}

#[cfg(test)]
mod tests {
    use camcheck_core::catalogue::Catalogue;
    use camcheck_core::model::vantage::Vantage;
    use camcheck_core::plan::RunOptions;
    use camcheck_core::run::Circumstances;
    use camcheck_core::run::Run;

    use super::*;

    #[test]
    fn no_name_from_the_network_ends_the_element() {
        let catalogue = Catalogue::embedded().expect("a sound catalogue");
        let mut report =
            Run::new(RunOptions::new(catalogue, Vantage::Page, 1)).report(Circumstances {
                started: "2026-11-23T01:00:00Z".to_owned(),
                duration_ms: 1,
                extra_root: false,
            });
        report.tool = "</script><script>alert(1)</script><!--\u{2028}\u{2029}".to_owned();
        let json = json(&report);
        assert!(!json.contains(['<', '>', '\u{2028}', '\u{2029}']), "{json}");
        assert_eq!(Report::parse(&json), Ok(report));
    }
}

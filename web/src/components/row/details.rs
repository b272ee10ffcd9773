//! The evidence for a row's verdict, and the requirement in the article's own words.

use camcheck_core::model::report::{Report, Row};
use camcheck_core::model::requirement::{ARTICLE_URL, RequirementId};
use camcheck_core::say::Language;
use yew::{Html, html};

/// Collapsed until it is opened; `further` details are at the end.
pub(super) fn details(language: Language, row: &Row, report: &Report, further: Html) -> Html {
    let (words, id) = (language.page(), row.id);
    let sample_limits = match id {
        RequirementId::UdpOutbound => language.sample_limits(report),
        _ => None,
    };
    html! {
        <details>
            // Voice control and lists of controls distinguish controls by their names.
            <summary>
                { words.details }
                <span class="away">{ ", " }{ language.row_name(id) }</span>
            </summary>
            <p class="quiet">{ language.purpose(id) }</p>
            if row.evidence.is_empty() {
                <p>{ words.no_evidence }</p>
            } else {
                <ul class="evidence">
                    for evidence in &row.evidence {
                        <li>{ language.evidence(evidence) }</li>
                    }
                </ul>
            }
            if let Some(limits) = sample_limits {
                <p class="quiet">{ limits }</p>
            }
            <p class="quiet">
                <a href={ARTICLE_URL} target="_blank" rel="noreferrer">{ words.article }</a>
                { language.labels().colon }
                <q lang="en">{ id.article_quote() }</q>
            </p>
            <p class="quiet">
                <code>{ id.as_str() }{ " " }{ row.reason.as_str() }</code>
            </p>
            { further }
        </details>
    }
}

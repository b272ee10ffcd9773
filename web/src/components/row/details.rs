//! The evidence for a row's verdict, and the requirement in the article's own words.

use std::rc::Rc;

use camcheck_core::report::Report;
use camcheck_core::requirement::{ARTICLE_URL, RequirementId};
use camcheck_core::text::Language;
use yew::{Html, Properties, component, html};

/// See [`Details`].
#[derive(Properties, PartialEq)]
pub(super) struct DetailsProps {
    pub(super) language: Language,
    pub(super) id: RequirementId,
    pub(super) report: Rc<Report>,
    /// Further details, at the end.
    pub(super) children: Html,
}

/// Folded away until it is opened.
#[component]
pub(super) fn Details(props: &DetailsProps) -> Html {
    let (language, id, report) = (props.language, props.id, &*props.report);
    let words = language.page();
    let Some(row) = report.row(id) else {
        return Html::default();
    };
    let sample_limits = match id {
        RequirementId::UdpOutbound => language.sample_limits(report),
        _ => None,
    };
    html! {
        <details>
            <summary>{ words.details }</summary>
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
                { ": " }
                <q lang="en">{ id.article_quote() }</q>
            </p>
            <p class="quiet">
                <code>{ id.as_str() }{ " " }{ row.reason.as_str() }</code>
            </p>
            { props.children.clone() }
        </details>
    }
}

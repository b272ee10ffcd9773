//! What was found for a requirement.

use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::Status;
use camcheck_core::say::Language;
use yew::{Html, html};

use super::details::details;
use crate::components::feed_table::feed_table;
use crate::components::nat_drawing::nat_drawing;
use crate::components::udp_strip::udp_strip;
use crate::components::unbroken::unbroken;

/// The sentence, a picture if there is one, what to change, and the collapsed details.
pub(super) fn findings(language: Language, id: RequirementId, report: &Report) -> Html {
    let words = language.page();
    let Some(row) = report.row(id) else {
        return Html::default();
    };
    let failed = row.status == Status::Fail;
    let certainty = language.certainty(row, report);
    let certainty = certainty.map(|certainty| html! { <p class="quiet">{ certainty }</p> });
    // The certainty of a failure is part of the verdict; for everything else it is a detail.
    let (certainty, detail) = if failed {
        (certainty, None)
    } else {
        (None, certainty)
    };
    html! {
        <>
            <p>
                { unbroken(&language.sentence(row, report)) }
                // The sentence of a warning already contains its meaning.
                if let Some(meaning) = language.meaning(row).filter(|_| failed) {
                    { " " }{ meaning }
                }
            </p>
            { picture(language, id, report) }
            if let Some(fix) = language.fix(row, report) {
                <p class="fix"><b>{ words.to_change }{ language.labels().colon }</b>{ unbroken(&fix) }</p>
            }
            { certainty.unwrap_or_default() }
            { details(language, row, report, detail.unwrap_or_default()) }
        </>
    }
}

fn picture(language: Language, id: RequirementId, report: &Report) -> Html {
    match id {
        RequirementId::UdpOutbound => udp_strip(language, report),
        RequirementId::FeedReliability => html! {
            for feed in &report.feeds {
                { feed_table(language, feed) }
            }
        },
        RequirementId::NatFullCone => nat_drawing(language, &report.network),
        _ => Html::default(),
    }
}

//! What was found of a requirement.

use std::rc::Rc;

use camcheck_core::report::Report;
use camcheck_core::requirement::RequirementId;
use camcheck_core::text::Language;
use camcheck_core::verdict::Status;
use yew::{Html, Properties, component, html};

use super::details::Details;
use crate::components::nat_drawing::NatDrawing;
use crate::components::udp_strip::UdpStrip;

/// See [`Findings`].
#[derive(Properties, PartialEq)]
pub(super) struct FindingsProps {
    pub(super) language: Language,
    pub(super) id: RequirementId,
    pub(super) report: Rc<Report>,
}

/// The sentence, a picture where there is one, what to change, and the details folded away.
#[component]
pub(super) fn Findings(props: &FindingsProps) -> Html {
    let (language, report) = (props.language, &*props.report);
    let words = language.page();
    let Some(row) = report.row(props.id) else {
        return Html::default();
    };
    let failed = row.status == Status::Fail;
    let certainty = language.certainty(row, report);
    let certainty = certainty.map(|certainty| html! { <p class="quiet">{ certainty }</p> });
    // How certain a failure is belongs to the verdict; for everything else it is a detail.
    let (certainty, detail) = if failed {
        (certainty, None)
    } else {
        (None, certainty)
    };
    html! {
        <>
            <p>
                { language.sentence(row, report) }
                // The sentence of a warning has its meaning already.
                if let Some(meaning) = language.meaning(row).filter(|_| failed) {
                    { " " }{ meaning }
                }
            </p>
            { picture(props) }
            if let Some(fix) = language.fix(row, report) {
                <p class="fix"><b>{ words.to_change }{ ": " }</b>{ fix }</p>
            }
            { certainty.unwrap_or_default() }
            <Details {language} id={props.id} report={Rc::clone(&props.report)}>
                { detail.unwrap_or_default() }
            </Details>
        </>
    }
}

fn picture(props: &FindingsProps) -> Html {
    let language = props.language;
    match props.id {
        RequirementId::UdpOutbound => html! {
            <UdpStrip {language} report={Rc::clone(&props.report)} />
        },
        RequirementId::NatFullCone => html! {
            <NatDrawing {language} network={props.report.network.clone()} />
        },
        _ => Html::default(),
    }
}

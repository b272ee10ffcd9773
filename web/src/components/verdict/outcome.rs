//! The result of a run.

use yew::{Html, html};

use super::headline::headline;
use super::list::list;
use super::watched::watched;
use crate::components::icon::Sign;
use crate::state::{Origin, Shown, State};

/// The verdict on the site: the likely causes, what is to be changed, and what to do next.
pub(super) fn outcome(state: &State, shown: &Shown) -> Html {
    let (language, report) = (state.language, &*shown.report);
    html! {
        <>
            { origin(state, shown) }
            { headline(Sign::from(report.tone()), language.headline(report)) }
            for diagnosis in report.diagnoses {
                <p>
                    <b>{ language.diagnosis_label(report) }</b>{ " " }{ language.diagnosis(diagnosis) }
                </p>
            }
            { list("missing", language.changes(report)) }
            <p>{ language.next_step(report) }</p>
        </>
    }
}

/// How the result was obtained, below the buttons.
pub(super) fn circumstances(state: &State, shown: &Shown) -> Html {
    let (language, report) = (state.language, &*shown.report);
    let seconds = report.duration_ms.div_ceil(1000);
    html! {
        <div>
            { watched(language, report) }
            { list("notes", language.notes(report)) }
            if let Some(error) = state.not_joined {
                <p class="notes">{ language.merge_error(error) }</p>
            }
            <p class="quiet">
                { language.tested_from(report) }{ " " }{ language.took(seconds) }
            </p>
        </div>
    }
}

/// Where and when the site was tested. A report that came by link is marked.
fn origin(state: &State, shown: &Shown) -> Html {
    let (language, report) = (state.language, &shown.report);
    match (shown.origin, state.joined()) {
        (Origin::Here, _) | (Origin::Joined, None) => html! {
            <p class="quiet">{ language.where_and_when(report) }</p>
        },
        (Origin::Link, _) => html! { <p class="mark">{ language.shared_mark(report) }</p> },
        (Origin::Joined, Some((opened, own))) => html! {
            <p class="mark">{ language.joined_mark(opened, own) }</p>
        },
    }
}

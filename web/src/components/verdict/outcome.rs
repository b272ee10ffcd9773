//! The result of a run.

use yew::{Html, html};

use super::headline::headline;
use super::list::list;
use super::watched::watched;
use crate::components::icon::Sign;
use crate::state::{Origin, Shown, State};

/// The verdict on the site: what is missing, what to do next, and the likely causes.
pub(super) fn outcome(state: &State, shown: &Shown) -> Html {
    let (language, report) = (state.language, &*shown.report);
    let diagnoses = report.diagnoses.iter();
    let diagnoses = diagnoses.map(|diagnosis| language.diagnosis(diagnosis).to_owned());
    let notes = report.notes.iter();
    let notes = notes.map(|note| language.note(note, report).into_owned());
    let seconds = report.duration_ms.div_ceil(1000);
    html! {
        <>
            if let Some(mark) = mark(state, shown) {
                <p class="mark">{ mark }</p>
            }
            { headline(Sign::from(report.tone()), language.headline(report)) }
            { list("missing", language.missing(report).collect()) }
            <p>{ language.next_step(report) }</p>
            { watched(language, report) }
            if !report.diagnoses.is_empty() {
                <h3>{ language.labels().diagnoses }</h3>
            }
            { list("notes", diagnoses.collect()) }
            { list("notes", notes.collect()) }
            if let Some(error) = state.not_joined {
                <p class="notes">{ language.merge_error(error) }</p>
            }
            <p class="quiet">
                { format!("{} ({})", language.tested_from(report), language.took(seconds)) }
            </p>
        </>
    }
}

/// A report that came by link is marked, with the place, time and program of the test.
fn mark(state: &State, shown: &Shown) -> Option<String> {
    let (language, report) = (state.language, &shown.report);
    match shown.origin {
        Origin::Here => None,
        Origin::Link => Some(language.shared_mark(report.vantage, &report.started, &report.tool)),
        Origin::Joined => {
            let (opened, own) = state.joined()?;
            Some(language.joined_mark(opened, own))
        }
    }
}

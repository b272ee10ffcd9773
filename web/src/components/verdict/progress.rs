//! What is going on.

use camcheck_core::model::requirement::RequirementId;
use camcheck_core::say::Language;
use yew::{Html, html};

use super::headline::headline;
use crate::components::icon::Sign;

/// How far the run is.
pub(super) fn progress(language: Language, settled: usize) -> Html {
    let (words, all) = (language.page(), RequirementId::ALL.len());
    html! {
        <>
            { headline(Sign::Busy, words.running) }
            <progress
                value={settled.to_string()}
                max={all.to_string()}
                aria-label={words.running}
            />
            // Every count read aloud would drown the verdict. The key keeps the silent paragraph from
            // becoming one of the verdict's.
            <p key="count" class="quiet" aria-live="off">
                { language.points_known(settled, all) }{ ". " }{ words.running_hint }
            </p>
        </>
    }
}

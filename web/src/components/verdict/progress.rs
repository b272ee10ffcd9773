//! The progress of a run.

use camcheck_core::say::Language;
use yew::{Html, html};

use super::headline::headline;
use crate::components::icon::Sign;

/// The progress of the run.
pub(super) fn progress(language: Language, (settled, all): (usize, usize)) -> Html {
    let words = language.page();
    html! {
        <>
            { headline(Sign::Busy, words.running) }
            <progress
                value={settled.to_string()}
                max={all.to_string()}
                aria-label={words.running}
            />
            // If every count were read aloud, the verdict would be hard to hear. The key prevents this
            // silent paragraph from being reused for the verdict.
            <p key="count" class="quiet" aria-live="off">
                { language.points_known(settled, all) }{ ". " }{ words.running_hint }
            </p>
        </>
    }
}

//! The progress of a run.

use yew::{Html, html};

use super::headline::headline;
use crate::components::icon::Sign;
use crate::components::udp_strip::answered_ports;
use crate::state::State;

/// What the run is doing, how far it is, and the UDP ports that have answered.
pub(super) fn progress(state: &State) -> Html {
    let language = state.language;
    let words = language.page();
    let (settled, all) = state.settled();
    html! {
        <>
            { headline(Sign::Busy, words.running) }
            <progress
                value={settled.to_string()}
                max={all.to_string()}
                aria-label={words.running}
            />
            if let Some(progress) = &state.progress {
                // The seconds are no news for a screen reader; what the run is doing is.
                <p class="away">{ language.activity(progress.activity) }</p>
                <p class="activity" aria-hidden="true">
                    { format!("{} ({} s)", language.activity(progress.activity), state.seconds) }
                </p>
                { answered_ports(&progress.answered) }
            }
            // If every count were read aloud, the verdict would be hard to hear. The key prevents this
            // silent paragraph from being reused for the verdict.
            <p key="count" class="quiet" aria-live="off">
                { language.points_known(settled, all) }{ ". " }{ words.running_hint }
            </p>
        </>
    }
}

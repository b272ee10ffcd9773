//! The progress of a run.

use camcheck_core::run::Activity;
use camcheck_core::support::sorted::SortedSet;
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
    // Shown before the first progress as well, so that nothing moves when that arrives.
    let nothing = SortedSet::default();
    let (activity, answered) = match &state.progress {
        Some(progress) => (progress.activity, &progress.answered),
        None => (Activity::Connecting, &nothing),
    };
    let activity = language.activity(activity);
    html! {
        <>
            { headline(Sign::Busy, words.running) }
            <progress
                value={settled.to_string()}
                max={all.to_string()}
                aria-label={words.running}
            />
            // The seconds are no news for a screen reader; what the run is doing is.
            <p class="away">{ activity }</p>
            <p class="activity" aria-hidden="true">
                { format!("{activity} ({} s)", state.seconds) }
            </p>
            { answered_ports(answered) }
            // If every count were read aloud, the verdict would be hard to hear. The key prevents this
            // silent paragraph from being reused for the verdict.
            <p key="count" class="quiet" aria-live="off">
                { language.points_known(settled, all) }{ ". " }{ words.running_hint }
            </p>
        </>
    }
}

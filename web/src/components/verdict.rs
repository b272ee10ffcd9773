//! The card on top: what the test does, its progress, or its result.

mod before_run;
mod fault_notice;
mod headline;
mod list;
mod outcome;
mod progress;
mod run_buttons;
mod watched;

use camcheck_core::model::verdict::Overall;
use yew::{Callback, Html, classes, html};

use self::before_run::{about_the_test, before_run};
use self::fault_notice::fault_notice;
use self::outcome::{circumstances, outcome};
use self::progress::progress;
use self::run_buttons::{run_buttons, watch_button};
use super::icon::Sign;
use super::place_form::place_form;
use crate::hooks::RunControl;
use crate::state::{Action, Origin, Phase, State};

/// The element that is read out when something changes.
pub(crate) const STATUS_ID: &str = "camcheck-status";

/// The card, with the button.
pub(crate) fn verdict(
    state: &State,
    run: &RunControl,
    embedded: bool,
    dispatch: &Callback<Action>,
) -> Html {
    let language = state.language;
    let shown = state.shown.as_ref();
    let is_running = state.phase == Phase::Running;
    let sign = match (shown, state.phase) {
        (Some(shown), _) => Sign::from(shown.report.tone()),
        (None, Phase::Running) => Sign::Busy,
        (None, Phase::Idle | Phase::Done) => Sign::Nothing,
    };
    html! {
        <section class={classes!("verdict", sign.class())}>
            <div
                id={STATUS_ID}
                role="status"
                aria-live="polite"
                aria-atomic="false"
                tabindex="-1"
            >
                if let Some(fault) = &state.fault {
                    { fault_notice(language, fault) }
                }
                if let Some(shown) = shown {
                    { outcome(state, shown) }
                } else if is_running {
                    { progress(state) }
                } else {
                    { before_run(state) }
                }
            </div>
            // The place is asked for before the run; then the buttons are already where those of the verdict will be.
            if shown.is_none() && !is_running {
                { place_form(state, dispatch) }
            }
            { run_buttons(state, run, embedded, dispatch) }
            if shown.is_none() && is_running {
                { place_form(state, dispatch) }
            }
            if shown.is_none() && !is_running {
                { about_the_test(language) }
            }
            if let Some(shown) = shown {
                { circumstances(state, shown) }
                if shown.origin != Origin::Link
                    && shown.report.overall != Overall::Incomplete
                    && !state.is_watching
                    && !embedded
                {
                    { watch_button(state, run) }
                }
            }
        </section>
    }
}

//! The buttons that start and stop a run, and other actions on a verdict.

use yew::{Callback, Html, html};

use crate::hooks::RunControl;
use crate::state::{Action, Origin, Phase, State};

/// The buttons. Their keys keep start and stop two separate elements: a press meant for one must not reach
/// the other.
pub(super) fn run_buttons(
    state: &State,
    run: &RunControl,
    embedded: bool,
    dispatch: &Callback<Action>,
) -> Html {
    let words = state.language.page();
    if state.phase == Phase::Running {
        return html! {
            <p class="buttons">
                <button
                    key="stop"
                    id="camcheck-stop"
                    class="second"
                    type="button"
                    onclick={run.stop.reform(|_| ())}
                >
                    { words.stop }
                </button>
            </p>
        };
    }
    let label = match state.shown.as_ref().map(|shown| shown.origin) {
        None => words.start,
        Some(Origin::Link) => words.shared_test_here,
        Some(Origin::Here | Origin::Joined) => words.again,
    };
    html! {
        <p class="buttons">
            <button
                key="start"
                id="camcheck-start"
                type="button"
                onclick={run.start.reform(|_| ())}
            >
                { label }
            </button>
            if state.joined().is_some() {
                <button class="second" type="button" onclick={dispatch.reform(|_| Action::ShowOwn)}>
                    { words.show_own }
                </button>
            }
            if embedded {
                <a href={state.address_of_shown().to_owned()} target="_blank" rel="noopener">{ words.open_alone }</a>
            }
        </p>
    }
}

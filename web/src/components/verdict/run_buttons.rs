//! The buttons that start and stop a run, and other actions on a verdict.

use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Overall;
use yew::{Callback, Html, html};

use crate::components::button::button;
use crate::components::send::send;
use crate::hooks::RunControl;
use crate::state::{Action, Origin, Phase, State};

/// The buttons. Those of a run are in a `div`, the others in a `p`: with the same tag, Yew would reuse the element under
/// the pointer, and a press that is meant for Stop would start a test.
pub(super) fn run_buttons(
    state: &State,
    run: &RunControl,
    embedded: bool,
    dispatch: &Callback<Action>,
) -> Html {
    let words = state.language.page();
    if state.phase == Phase::Running || state.is_watching {
        return html! {
            <div class="buttons">
                { button("second", Some("camcheck-stop"), words.stop, run.stop.reform(|_| ())) }
                if state.is_watching {
                    <p class="quiet">{ words.watching }</p>
                }
            </div>
        };
    }
    html! {
        <p class="buttons">
            if let Some(shown) = &state.shown
                && shown.report.overall == Overall::NotReady
            {
                { send(state.language, shown, "button") }
            }
            { start_button(state, run) }
            if state.joined().is_some() {
                { button("second", Some("camcheck-own"), words.show_own, dispatch.reform(|_| Action::ShowOwn)) }
            }
            if embedded {
                <a href={state.address_of_shown().to_owned()} target="_blank" rel="noopener">{ if state.shown.is_some() { words.open_report } else { words.open_alone } }</a>
            }
        </p>
    }
}

/// The button that begins a watch, and the feed for which it has to wait. Both are there before the feed has ended, so
/// that nothing moves when that ends.
pub(super) fn watch_button(state: &State, run: &RunControl) -> Html {
    html! {
        <p class="buttons">
            <span class="quiet">{ feed_status(state) }</span>
            <button
                id="camcheck-watch"
                class="second"
                type="button"
                disabled={state.is_measuring()}
                onclick={run.watch.reform(|_| ())}
            >
                { state.language.page().keep_testing }
            </button>
        </p>
    }
}

/// What is known of the feed, whose row is further below.
fn feed_status(state: &State) -> String {
    let (language, id) = (state.language, RequirementId::FeedReliability);
    let row = state.known(id).and_then(|report| report.row(id));
    let status = row.map_or(language.page().testing, |row| {
        language.row_status(id, row.status)
    });
    [language.row_name(id), language.labels().colon, status].concat()
}

/// A browser's report that came by link is another device's: a test of this one opens apart and does not replace
/// it. The program's report is joined with this browser's test.
fn start_button(state: &State, run: &RunControl) -> Html {
    let words = state.language.page();
    let origin = state
        .shown
        .as_ref()
        .map(|shown| (shown.origin, shown.report.vantage));
    let (label, class) = match origin {
        None => (words.start, None),
        Some((Origin::Here | Origin::Joined, _)) => (words.again, Some("second")),
        Some((Origin::Link, Vantage::Native)) => (words.shared_test_here, Some("second")),
        Some((Origin::Link, Vantage::Page)) => {
            return html! {
                <a
                    class="button second"
                    href={state.address.clone()}
                    target="_blank"
                    rel="noopener"
                >
                    { words.shared_test_here }
                </a>
            };
        }
    };
    html! {
        <button
            id="camcheck-start"
            {class}
            type="button"
            onclick={run.start.reform(|_| ())}
        >
            { label }
        </button>
    }
}

//! "Video still does not work?": one question at a time.

use camcheck_core::report::Report;
use camcheck_core::text::guide::{Next, Outcome, Question};
use yew::prelude::*;

use super::share;
use crate::frame;
use crate::state::Action;
use crate::view::View;

/// The guided path, folded away until it is wanted.
pub(crate) fn guide(view: View<'_>, report: &Report) -> Html {
    let words = view.words();
    html! {
        <details class="card guide">
            <summary><h2>{ view.language().guide_title() }</h2></summary>
            <div role="status" aria-live="polite">
                { match view.state.guide(report) {
                    Next::Ask(question) => ask(view, question),
                    Next::End(outcome) => end(view, outcome),
                } }
            </div>
            if !view.state.path.is_empty() {
                <p class="buttons">
                    <button type="button" class="plain" onclick={view.on_press(|| Action::Back)}>{ words.back }</button>
                    <button type="button" class="plain" onclick={view.on_press(|| Action::StartOver)}>{ words.start_over }</button>
                </p>
            }
        </details>
    }
}

fn ask(view: View<'_>, question: Question) -> Html {
    let answers = question.answers().iter().map(|(answer, next)| {
        let next = *next;
        html! {
            <button type="button" class="second" onclick={view.on_press(move || Action::Answered(next))}>
                { view.language().answer(*answer) }
            </button>
        }
    });
    html! {
        <>
            <p>{ view.language().question(question) }</p>
            <p class="buttons">{ for answers }</p>
        </>
    }
}

fn end(view: View<'_>, outcome: Outcome) -> Html {
    html! {
        <>
            <p><b>{ view.language().outcome(outcome) }</b></p>
            if outcome.attaches_report() {
                // A link would change the fragment, where a shared report lives.
                <button type="button" class="plain" onclick={|_| frame::focus(share::TITLE_ID)}>
                    { view.words().share }
                </button>
            }
        </>
    }
}

//! The requirements of one level.

use camcheck_core::model::requirement::{Level, RequirementId};
use yew::{Callback, Html, html};

use super::feed_table::feed_table;
use super::row::Row;
use crate::hooks::RunControl;
use crate::state::{FeedPhase, State};

/// A row for each. Those of level advice are folded: only a report of the program has all of them.
pub(crate) fn rows(level: Level, state: &State, run: &RunControl) -> Html {
    let ids = RequirementId::ALL
        .into_iter()
        .filter(|id| id.level() == level);
    let list = html! {
        <ul class="rows">
            for id in ids {
                <Row
                    key={id.as_str()}
                    language={state.language}
                    {id}
                    phase={state.phase}
                    report={state.known(id).cloned()}
                    before={state.status_before(id)}
                    busy={is_feed(id) && matches!(state.feed, FeedPhase::Running(_))}
                >
                    if is_feed(id) {
                        { feed(state, run) }
                    }
                </Row>
            }
        </ul>
    };
    let title = html! { <h2>{ state.language.level(level) }</h2> };
    if level == Level::Advice {
        return html! { <details><summary>{ title }</summary>{ list }</details> };
    }
    html! {
        <section>
            { title }
            { list }
        </section>
    }
}

fn is_feed(id: RequirementId) -> bool {
    id == RequirementId::FeedReliability
}

/// What can be done about a feed, and what the one under way has shown so far.
fn feed(state: &State, run: &RunControl) -> Html {
    let words = state.language.page();
    let button = |id: &'static str, label: &'static str, press: &Callback<()>| {
        html! {
            <p class="buttons">
                <button key={id} {id} class="second" type="button" onclick={press.reform(|_| ())}>
                    { label }
                </button>
            </p>
        }
    };
    match &state.feed {
        FeedPhase::Idle | FeedPhase::Done => Html::default(),
        FeedPhase::Waiting => button("camcheck-feed", words.feed_start, &run.stream),
        FeedPhase::Running(shown) => html! {
            <>
                if let Some(shown) = shown {
                    { feed_table(state.language, shown) }
                }
                { button("camcheck-feed-stop", words.stop, &run.stop) }
            </>
        },
    }
}

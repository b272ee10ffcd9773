//! The requirements of one level.

use camcheck_core::model::requirement::{Level, RequirementId};
use camcheck_core::model::verdict::Status;
use yew::{Callback, Html, html};

use super::button::button;
use super::feed_table::feed_table;
use super::row::Row;
use crate::hooks::RunControl;
use crate::state::{BandwidthPhase, FeedPhase, Origin, State};

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
                    busy={state.is_busy(id)}
                >
                    if id == RequirementId::FeedReliability {
                        { feed(state, run) }
                    }
                    { bandwidth(id, state, run) }
                </Row>
            }
        </ul>
    };
    let title = html! { <h2>{ state.language.level(level) }</h2> };
    if level == Level::Advice {
        let open = state.bandwidth != BandwidthPhase::Idle;
        return html! { <details {open}><summary>{ title }</summary>{ list }</details> };
    }
    html! {
        <section>
            { title }
            { list }
        </section>
    }
}

/// The actions for a feed, and what the one under way has shown so far.
fn feed(state: &State, run: &RunControl) -> Html {
    let words = state.language.page();
    match &state.feed {
        FeedPhase::Idle | FeedPhase::Done => Html::default(),
        FeedPhase::Waiting => button_below("camcheck-feed", words.feed_start, &run.stream),
        FeedPhase::Running(shown) => html! {
            <>
                if let Some(shown) = shown {
                    { feed_table(state.language, shown) }
                }
                { button_below("camcheck-feed-stop", words.stop, &run.stop) }
            </>
        },
    }
}

/// The button that measures the bandwidth, or the one that stops it. It appears where the answer is of interest: below
/// a bad feed, or otherwise in its own row.
fn bandwidth(id: RequirementId, state: &State, run: &RunControl) -> Html {
    let words = state.language.page();
    if state.bandwidth == BandwidthPhase::Running {
        return if id == RequirementId::Bandwidth {
            button_below("camcheck-bandwidth-stop", words.stop, &run.stop)
        } else {
            Html::default()
        };
    }
    let Some(shown) = state.shown.as_ref() else {
        return Html::default();
    };
    let feed = shown.report.row(RequirementId::FeedReliability);
    let is_bad = feed.is_some_and(|row| matches!(row.status, Status::Fail | Status::Warn));
    let place = if is_bad {
        RequirementId::FeedReliability
    } else {
        RequirementId::Bandwidth
    };
    let is_possible =
        shown.origin == Origin::Here && !state.is_measuring() && state.feed != FeedPhase::Waiting;
    if id == place && is_possible {
        button_below("camcheck-bandwidth", words.bandwidth_start, &run.bandwidth)
    } else {
        Html::default()
    }
}

fn button_below(id: &'static str, label: &'static str, press: &Callback<()>) -> Html {
    html! {
        <p class="buttons">
            { button("second", Some(id), label, press.reform(|_| ())) }
        </p>
    }
}

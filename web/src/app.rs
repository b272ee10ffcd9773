//! The page as a whole.

use std::rc::Rc;

use camcheck_core::model::requirement::{Level, RequirementId};
use camcheck_core::model::verdict::Overall;
use yew::{Html, classes, component, html, use_memo, use_reducer};

use crate::components::{
    Fixes, STATUS_ID, Share, brand, guide, place_form, program, report_json, rows, verdict,
};
use crate::frame::{self, Frame};
use crate::hooks::{
    use_document, use_done_message, use_edition, use_focus_on_change, use_height_messages,
    use_reload_on_another_link, use_run, use_start_at_once,
};
use crate::state::{Origin, State};

/// The page. All state is here and none in other components: a re-render that begins in one of them would
/// bypass [`use_edition`].
#[component]
pub(crate) fn App() -> Html {
    let frame = use_memo((), |()| Frame::look());
    let state = use_reducer(|| {
        let (address, place) = (frame.address.clone(), frame.place.clone());
        State::opened(
            frame.language,
            address,
            place,
            frame::received(),
            frame.handed_over.clone(),
        )
    });
    let dispatch = state.dispatcher().to_callback();
    let run = use_run(dispatch.clone(), frame.streams_at_once);
    use_start_at_once(frame.starts_at_once, run.start.clone());
    use_document(
        state.language,
        state.shown.as_ref().map(|shown| &*shown.report),
    );
    use_focus_on_change(state.phase, STATUS_ID, false);
    // Its button vanishes when it ends by itself.
    let feed = RequirementId::FeedReliability.as_str();
    use_focus_on_change(state.feed.as_str(), feed, true);
    let bandwidth = RequirementId::Bandwidth.as_str();
    use_focus_on_change(state.bandwidth, bandwidth, true);
    use_reload_on_another_link();
    use_height_messages();
    use_done_message(state.overall());
    let edition = use_edition();

    let language = state.language;
    let shown = state.shown.as_ref();
    html! {
        <main
            key={edition}
            id={frame::PAGE_ID}
            class={classes!(frame.embedded.then_some("embed"))}
            data-state={state.phase.as_str()}
            data-feed={state.feed.as_str()}
            data-bandwidth={state.bandwidth.as_str()}
            data-watch={if state.is_watching { "running" } else { "idle" }}
            data-overall={state.overall().map(Overall::as_str)}
        >
            { brand(&state, &dispatch) }
            { verdict(&state, &run, frame.embedded, &dispatch) }
            for level in levels() {
                { rows(level, &state, &run) }
            }
            if let Some(shown) = shown {
                <Fixes
                    {language}
                    shown={Rc::clone(shown)}
                    vendor={state.vendor}
                    book={state.book.clone()}
                    copied={state.copied}
                    dispatch={dispatch.clone()}
                />
                { guide(&state, &shown.report, &dispatch) }
                <Share
                    {language}
                    shown={Rc::clone(shown)}
                    copied={state.copied}
                    dispatch={dispatch.clone()}
                >
                    if shown.origin == Origin::Here {
                        { place_form(&state, &dispatch) }
                    }
                </Share>
                { report_json(&shown.report) }
            }
            { program(&state, &dispatch) }
            <footer>
                <p>{ language.page().privacy }</p>
                <a href="third-party-notices.html" target="_blank">{ language.page().notices }</a>
            </footer>
        </main>
    }
}

/// Levels that have rows, the most important first.
fn levels() -> impl Iterator<Item = Level> {
    [Level::Required, Level::Recommended, Level::Advice]
        .into_iter()
        .filter(|level| RequirementId::ALL.iter().any(|id| id.level() == *level))
}

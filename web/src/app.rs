//! The page as a whole.

use camcheck_core::requirement::{Level, RequirementId};
use futures_util::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::height::use_told_height;
use crate::components::{brand, fixes, guide, program, report_json, row, share, verdict};
use crate::frame::{self, Frame};
use crate::runner;
use crate::state::{Action, Phase, State};
use crate::view::View;

/// The page.
#[component]
pub(crate) fn App() -> Html {
    let frame = use_memo((), |()| Frame::look());
    let state =
        use_reducer(|| State::opened(frame.language, frame.address.clone(), frame::received()));
    let (start, stop) = use_run(&state);
    use_start_at_once(frame.starts_at_once, &start);
    use_effects(&state);
    let main = use_told_height();

    let page = state.dispatcher();
    let view = View {
        state: &state,
        frame: &frame,
        page: &page,
        start: &start,
        stop: &stop,
    };
    let overall = state.overall().map(|overall| overall.as_str());
    html! {
        <main
            id="camcheck"
            ref={main}
            class={classes!(frame.embedded.then_some("embed"))}
            data-state={state.phase.as_str()}
            data-overall={overall}
        >
            { brand::brand(view) }
            { verdict::verdict(view) }
            if let Some(shown) = &state.shown {
                { fixes::fixes(view, &shown.report) }
            }
            { levels().map(|level| rows(view, level)).collect::<Html>() }
            if let Some(shown) = &state.shown {
                { guide::guide(view, &shown.report) }
                { share::share(view, shown) }
                { report_json::report_json(&shown.report) }
            }
            { program::program(view) }
            <footer><p>{ view.words().privacy }</p></footer>
        </main>
    }
}

/// Levels that have rows, the heaviest first.
fn levels() -> impl Iterator<Item = Level> {
    [Level::Required, Level::Recommended, Level::Advice]
        .into_iter()
        .filter(|level| RequirementId::ALL.iter().any(|id| id.level() == *level))
}

fn rows(view: View<'_>, level: Level) -> Html {
    let rows = RequirementId::ALL
        .into_iter()
        .filter(|id| id.level() == level)
        .map(|id| row::row(view, id));
    html! {
        <section>
            <h2>{ view.language().level(level) }</h2>
            <ul class="rows">{ for rows }</ul>
        </section>
    }
}

/// Starts a run, unless one is under way; and stops it. A run that is stopped sends nothing more.
#[hook]
fn use_run(state: &UseReducerHandle<State>) -> (Callback<()>, Callback<()>) {
    let running = state.phase == Phase::Running;
    let page = state.dispatcher();
    let run = use_mut_ref(|| None::<AbortHandle>);
    let start = {
        let (page, run) = (page.clone(), run.clone());
        use_callback(running, move |(), running| {
            if !*running {
                page.dispatch(Action::Start);
                let (measuring, handle) = abortable(runner::run(page.clone()));
                *run.borrow_mut() = Some(handle);
                spawn_local(async move {
                    // That it was stopped is no news: whoever stopped it has said so.
                    let _ = measuring.await;
                });
            }
        })
    };
    let stop = use_callback((), move |(), ()| {
        if let Some(handle) = run.borrow_mut().take() {
            handle.abort();
        }
        page.dispatch(Action::Stop);
    });
    (start, stop)
}

#[hook]
fn use_start_at_once(wanted: bool, start: &Callback<()>) {
    let start = start.clone();
    use_effect_with((), move |()| {
        if wanted {
            start.emit(());
        }
    });
}

/// What changes outside the page's own element.
#[hook]
fn use_effects(state: &UseReducerHandle<State>) {
    use_effect_with((), |()| frame::reload_on_another_link());
    use_effect_with(state.language, |language| frame::speak(*language));
    use_effect_with(state.overall(), |overall| {
        if let Some(overall) = overall {
            frame::tell_done(overall.as_str());
        }
    });
    // The button that was pressed is gone, and with it the place where the keyboard was.
    let was = use_mut_ref(|| state.phase);
    use_effect_with(state.phase, move |phase| {
        if was.replace(*phase) != *phase {
            frame::focus(verdict::STATUS_ID);
        }
    });
}

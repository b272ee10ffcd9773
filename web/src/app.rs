//! The page as a whole.

use camcheck_core::requirement::{Level, RequirementId};
use camcheck_core::text::Language;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::height::use_told_height;
use crate::components::report_json::ReportJson;
use crate::components::row::RequirementRow;
use crate::components::verdict::Verdict;
use crate::frame::{self, Frame};
use crate::runner;
use crate::state::{Action, Phase, State};
use crate::words::Words;

/// The page.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(State::default);
    let frame = use_memo((), |()| Frame::look());
    let start = use_start(&state);
    use_start_at_once(frame.starts_at_once, &start);
    use_tell_done(&state);
    let main = use_told_height();

    let language = Language::default();
    let words = Words::of(language);
    let overall = state.overall().map(|overall| overall.as_str());
    html! {
        <main
            id="camcheck"
            ref={main}
            class={classes!(frame.embedded.then_some("embed"))}
            data-state={state.phase.as_str()}
            data-overall={overall}
        >
            <header class="brand">
                <h1>{ words.title }</h1>
                <p>{ words.question }</p>
            </header>
            <Verdict state={(*state).clone()} {language} {start} />
            { levels().map(|level| rows(&state, language, level)).collect::<Html>() }
            <footer>
                <p>{ words.privacy }</p>
            </footer>
            if let Some(progress) = state.done() {
                <ReportJson progress={progress.clone()} />
            }
        </main>
    }
}

/// Levels that have rows, the heaviest first.
fn levels() -> impl Iterator<Item = Level> {
    [Level::Required, Level::Recommended, Level::Advice]
        .into_iter()
        .filter(|level| RequirementId::ALL.iter().any(|id| id.level() == *level))
}

fn rows(state: &State, language: Language, level: Level) -> Html {
    let words = Words::of(language);
    let rows = RequirementId::ALL
        .into_iter()
        .filter(|id| id.level() == level)
        .map(|id| {
            html! {
                <RequirementRow
                    key={id.as_str()}
                    {id}
                    phase={state.phase}
                    progress={state.progress.clone()}
                    {language}
                />
            }
        });
    html! {
        <section>
            <h2>{ words.level(level) }</h2>
            <ul class="rows">{ for rows }</ul>
        </section>
    }
}

/// Starts a run, unless one is under way.
#[hook]
fn use_start(state: &UseReducerHandle<State>) -> Callback<()> {
    let running = state.phase == Phase::Running;
    let page = state.dispatcher();
    use_callback(running, move |(), running| {
        if !*running {
            page.dispatch(Action::Start);
            spawn_local(runner::run(page.clone()));
        }
    })
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

#[hook]
fn use_tell_done(state: &UseReducerHandle<State>) {
    use_effect_with(state.overall(), |overall| {
        if let Some(overall) = overall {
            frame::tell_done(overall.as_str());
        }
    });
}

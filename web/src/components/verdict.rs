//! The top of the page: the button, the progress, the verdict.

use camcheck_core::report::Report;
use camcheck_core::requirement::RequirementId;
use camcheck_core::text::Language;
use yew::prelude::*;

use super::icon::{Sign, icon};
use crate::state::{Phase, State};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: State,
    pub(crate) language: Language,
    pub(crate) start: Callback<()>,
}

/// What to do, what is going on, or what came of it.
#[component]
pub(crate) fn Verdict(props: &Props) -> Html {
    let words = Words::of(props.language);
    let state = &props.state;
    let done = state.done();
    let sign = match (state.phase, done) {
        (_, Some(progress)) => Sign::from(progress.report.overall),
        (Phase::Running, None) => Sign::Busy,
        (Phase::Idle | Phase::Done, None) => Sign::Nothing,
    };
    html! {
        <section class={classes!("verdict", sign.class())}>
            <div role="status" aria-live="polite">
                if let Some(fault) = &state.fault {
                    <p class="fault">{ words.catalogue_fault }<br /><code>{ fault }</code></p>
                }
                if let Some(progress) = done {
                    { result(&progress.report, sign, props.language) }
                } else if state.phase == Phase::Running {
                    { progress(state.settled(), words) }
                } else {
                    <p>{ words.promise }</p>
                }
            </div>
            if state.phase != Phase::Running {
                { button(&props.start, if done.is_some() { words.again } else { words.start }) }
            }
        </section>
    }
}

fn button(start: &Callback<()>, label: &'static str) -> Html {
    let start = start.clone();
    html! {
        <button type="button" id="camcheck-start" onclick={move |_| start.emit(())}>{ label }</button>
    }
}

fn progress(settled: usize, words: &Words) -> Html {
    let (value, max) = (settled.to_string(), RequirementId::ALL.len().to_string());
    html! {
        <>
            <h2 class="headline">{ icon(Sign::Busy) }{ words.running }</h2>
            <progress {value} {max} aria-label={words.running}></progress>
            <p class="quiet">{ words.progress(settled) }{ ". " }{ words.running_hint }</p>
        </>
    }
}

fn result(report: &Report, sign: Sign, language: Language) -> Html {
    let notes = report.notes.iter().map(|note| {
        html! { <li>{ language.note(*note) }</li> }
    });
    html! {
        <>
            <h2 class="headline">{ icon(sign) }{ language.headline(report.overall) }</h2>
            <p>{ language.next_step(report.overall) }</p>
            if !report.notes.is_empty() {
                <ul class="notes">{ for notes }</ul>
            }
            <p class="quiet">{ language.tested_from(report) }</p>
        </>
    }
}

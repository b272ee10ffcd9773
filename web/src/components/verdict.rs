//! The card on top: what will happen, what is going on, or what came of it.

use camcheck_core::report::Report;
use camcheck_core::requirement::{Level, RequirementId};
use camcheck_core::verdict::Status;
use yew::prelude::*;

use super::icon::{Sign, icon};
use crate::state::{Fault, Origin, Phase, Shown};
use crate::view::View;

/// The element that says how things stand.
pub(crate) const STATUS_ID: &str = "camcheck-status";

/// The card, with the button.
pub(crate) fn verdict(view: View<'_>) -> Html {
    let state = view.state;
    let sign = match (&state.shown, state.phase) {
        (Some(shown), _) => Sign::from(shown.report.overall),
        (None, Phase::Running) => Sign::Busy,
        (None, Phase::Idle | Phase::Done) => Sign::Nothing,
    };
    html! {
        <section class={classes!("verdict", sign.class())}>
            <div id={STATUS_ID} role="status" aria-live="polite" aria-atomic="false" tabindex="-1">
                { fault(view) }
                if let Some(shown) = &state.shown {
                    { result(view, shown, sign) }
                } else if state.phase == Phase::Running {
                    { progress(view) }
                } else {
                    { promise(view) }
                }
            </div>
            <p class="buttons">{ buttons(view) }</p>
        </section>
    }
}

fn fault(view: View<'_>) -> Html {
    match &view.state.fault {
        None => Html::default(),
        Some(Fault::Catalogue(what)) => html! {
            <p class="fault">{ view.words().catalogue_fault }<br /><code>{ what }</code></p>
        },
        Some(Fault::Link(error)) => html! {
            <p class="fault">{ view.language().link_error(*error) }</p>
        },
    }
}

fn promise(view: View<'_>) -> Html {
    let words = view.words();
    html! {
        <>
            if view.state.was_stopped() {
                <p><b>{ words.stopped }</b></p>
            }
            <p class="stand">{ words.stand }</p>
            <p>{ words.promise }</p>
            <p class="quiet">{ words.sent }</p>
        </>
    }
}

fn progress(view: View<'_>) -> Html {
    let words = view.words();
    let (settled, all) = (view.state.settled(), RequirementId::ALL.len());
    html! {
        <>
            <h2 class="headline">{ icon(Sign::Busy) }{ words.running }</h2>
            <progress value={settled.to_string()} max={all.to_string()} aria-label={words.running}></progress>
            // Every count read aloud would drown the verdict.
            <p class="quiet" aria-live="off">
                { view.language().points_known(settled, all) }{ ". " }{ words.running_hint }
            </p>
        </>
    }
}

fn result(view: View<'_>, shown: &Shown, sign: Sign) -> Html {
    let (language, report) = (view.language(), &shown.report);
    let diagnoses = report.diagnoses.iter().map(|diagnosis| {
        html! { <li>{ language.diagnosis(*diagnosis) }</li> }
    });
    let notes = report.notes.iter().map(|note| {
        html! { <li>{ language.note(*note) }</li> }
    });
    html! {
        <>
            { origin(view, shown) }
            <h2 class="headline">{ icon(sign) }{ language.headline(report.overall) }</h2>
            { missing(view, report) }
            <p>{ language.next_step(report.overall) }</p>
            if !report.diagnoses.is_empty() {
                <h3>{ language.labels().diagnoses }</h3>
                <ul class="notes">{ for diagnoses }</ul>
            }
            if !report.notes.is_empty() {
                <ul class="notes">{ for notes }</ul>
            }
            if let Some(error) = view.state.not_joined {
                <p class="notes">{ language.merge_error(error) }</p>
            }
            <p class="quiet">
                { language.tested_from(report) }{ " (" }{ language.took(report.duration_ms.div_ceil(1000)) }{ ")" }
            </p>
        </>
    }
}

/// The rules that are missing, in a line each: the answer to the question on top of the page.
fn missing(view: View<'_>, report: &Report) -> Html {
    let language = view.language();
    let failed = report
        .requirements
        .iter()
        .filter(|row| row.level == Level::Required && row.status == Status::Fail);
    let lines: Vec<Html> = failed
        .filter_map(|row| language.fix(row, report))
        .map(|fix| html! { <li>{ fix }</li> })
        .collect();
    if lines.is_empty() {
        return Html::default();
    }
    html! { <ul class="missing">{ for lines }</ul> }
}

/// What came by link is marked as such, with where, when and by what it was made.
fn origin(view: View<'_>, shown: &Shown) -> Html {
    let report = &shown.report;
    match shown.origin {
        Origin::Here | Origin::Joined => Html::default(),
        Origin::Link => html! {
            <p class="mark">
                { view.language().shared_mark(report.vantage, &report.started, &report.tool) }
            </p>
        },
    }
}

fn buttons(view: View<'_>) -> Html {
    let words = view.words();
    if view.state.phase == Phase::Running {
        let stop = view.stop.clone();
        return html! {
            <button type="button" key="stop" id="camcheck-stop" class="second" onclick={move |_| stop.emit(())}>
                { words.stop }
            </button>
        };
    }
    let label = match view.state.shown.as_deref().map(|shown| shown.origin) {
        None => words.start,
        Some(Origin::Link) => words.shared_test_here,
        Some(Origin::Here | Origin::Joined) => words.again,
    };
    let start = view.start.clone();
    html! {
        <>
            <button type="button" key="start" id="camcheck-start" onclick={move |_| start.emit(())}>{ label }</button>
            if view.frame.embedded {
                <a href={alone(view)} target="_blank" rel="noopener">{ words.open_alone }</a>
            }
        </>
    }
}

/// The same page outside the frame, with the report that is shown.
fn alone(view: View<'_>) -> String {
    let link = view
        .state
        .shown
        .as_ref()
        .and_then(|shown| shown.links.full.clone());
    link.unwrap_or_else(|| view.frame.address.clone())
}

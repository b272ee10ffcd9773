//! "Video still does not work?": one question at a time.

use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::HELP_CENTER_URL;
use camcheck_core::remedy::{Vendor, video_help};
use camcheck_core::say::Language;
use camcheck_core::say::guide::{GuideAnswer, Next, Outcome, Question};
use yew::{Callback, Html, html};

use super::button::button;
use super::fixes::firewall_steps;
use super::share;
use crate::frame;
use crate::runner::want_handbook;
use crate::state::{Action, Book, State};

/// The guided path, collapsed at first.
pub(crate) fn guide(state: &State, report: &Report, dispatch: &Callback<Action>) -> Html {
    let language = state.language;
    let words = language.page();
    html! {
        <details class="card guide">
            <summary><h2>{ language.guide_title() }</h2></summary>
            <div role="status" aria-live="polite">
                { match state.guide(report) {
                    Next::Ask(question) => ask(language, question, &state.book, dispatch),
                    Next::End(outcome) => end(state, outcome, report),
                } }
            </div>
            if !state.path.is_empty() {
                <p class="buttons">
                    { button("plain", None, words.back, dispatch.reform(|_| Action::Back)) }
                    { button("plain", None, words.start_over, dispatch.reform(|_| Action::StartOver)) }
                </p>
            }
        </details>
    }
}

fn ask(language: Language, question: Question, book: &Book, dispatch: &Callback<Action>) -> Html {
    let answered = |answer, next| {
        let (book, dispatch) = (book.clone(), dispatch.clone());
        move |_| {
            dispatch.emit(Action::Answered(GuideAnswer { question, answer }));
            if next == Next::End(Outcome::SupportForSonicWall) {
                want_handbook(&book, &dispatch);
            }
        }
    };
    html! {
        <>
            <p>{ language.question(question) }</p>
            <p class="buttons">
                for &(answer, next) in question.answers() {
                    { button("second", None, language.answer(answer), answered(answer, next).into()) }
                }
            </p>
        </>
    }
}

fn end(state: &State, outcome: Outcome, report: &Report) -> Html {
    let language = state.language;
    let firewall = match outcome {
        Outcome::SupportForSonicWall => Some(Vendor::SonicWall),
        Outcome::OpenAllPorts => state.vendor.filter(|picked| *picked != Vendor::Generic),
        Outcome::AllIsWell | Outcome::ChangesFirst => None,
    };
    let help = match (firewall, &state.book) {
        (Some(firewall), Book::Read(handbook)) => {
            let steps = video_help(firewall, report, language, handbook);
            firewall_steps(language, &steps)
        }
        (Some(_), Book::Missing) => html! { <p>{ language.page().vendor_missing }</p> },
        _ => Html::default(),
    };
    let text = html! { <p><b>{ language.outcome(outcome) }</b></p> };
    // The last resort comes after the firewall's own settings, which the other outcome calls "these".
    let (first, second) = match outcome {
        Outcome::OpenAllPorts => (help, text),
        _ => (text, help),
    };
    // A link would change the fragment, which may hold a shared report.
    let show_share = Callback::from(|_| frame::focus(share::TITLE_ID));
    html! {
        <>
            { first }
            { second }
            if outcome.asks_support() {
                <p><a href={HELP_CENTER_URL} target="_blank" rel="noopener">{ "Door Support" }</a></p>
            }
            if outcome.attaches_report() {
                { button("plain", None, language.page().share, show_share) }
            }
        </>
    }
}

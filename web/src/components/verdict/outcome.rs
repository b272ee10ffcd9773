//! What came of a run.

use std::rc::Rc;

use camcheck_core::merge::MergeError;
use camcheck_core::report::Report;
use camcheck_core::requirement::Level;
use camcheck_core::text::Language;
use camcheck_core::verdict::Status;
use yew::html::IntoPropValue;
use yew::{Html, Properties, component, html};

use super::headline::Headline;
use crate::components::icon::Sign;
use crate::state::{Origin, Shown};

/// See [`Outcome`].
#[derive(Properties, PartialEq)]
pub(super) struct OutcomeProps {
    pub(super) language: Language,
    pub(super) shown: Rc<Shown>,
    /// What a joined report comes from: the one that was opened, and the page's own.
    pub(super) joined: Option<(Rc<Report>, Rc<Report>)>,
    /// Why the report that was opened is not part of this one.
    pub(super) not_joined: Option<MergeError>,
}

/// The verdict on the site: what is missing, what to do next, and what is likely going on.
#[component]
pub(super) fn Outcome(props: &OutcomeProps) -> Html {
    let (language, report) = (props.language, &*props.shown.report);
    let overall = report.overall;
    let diagnoses = report.diagnoses.iter();
    let diagnoses = diagnoses.map(|diagnosis| language.diagnosis(*diagnosis));
    let notes = report.notes.iter();
    let notes = notes.map(|note| language.note(*note, report).into_owned());
    let seconds = report.duration_ms.div_ceil(1000);
    html! {
        <>
            if let Some(mark) = mark(props) {
                <p class="mark">{ mark }</p>
            }
            <Headline sign={Sign::from(overall)} text={language.headline(overall)} />
            { list("missing", missing_rules(language, report)) }
            <p>{ language.next_step(overall) }</p>
            if !report.diagnoses.is_empty() {
                <h3>{ language.labels().diagnoses }</h3>
            }
            { list("notes", diagnoses) }
            { list("notes", notes) }
            if let Some(error) = props.not_joined {
                <p class="notes">{ language.merge_error(error) }</p>
            }
            <p class="quiet">
                { format!("{} ({})", language.tested_from(report), language.took(seconds)) }
            </p>
        </>
    }
}

/// What came by link is marked as such, with where, when and by what it was made.
fn mark(props: &OutcomeProps) -> Option<String> {
    let (language, report) = (props.language, &props.shown.report);
    match props.shown.origin {
        Origin::Here => None,
        Origin::Link => Some(language.shared_mark(report.vantage, &report.started, &report.tool)),
        Origin::Joined => {
            let (opened, own) = props.joined.as_ref()?;
            Some(language.joined_mark(opened, own))
        }
    }
}

/// The rules that are missing, in a line each: the answer to the question on top of the page.
fn missing_rules(language: Language, report: &Report) -> impl Iterator<Item = String> {
    report
        .requirements
        .iter()
        .filter(|row| row.level == Level::Required && row.status == Status::Fail)
        .filter_map(move |row| language.fix(row, report))
}

/// Sentences as a list, if there are any.
fn list<T: IntoPropValue<Html>>(class: &'static str, sentences: impl Iterator<Item = T>) -> Html {
    let mut sentences = sentences.peekable();
    if sentences.peek().is_none() {
        return Html::default();
    }
    html! {
        <ul {class}>
            for sentence in sentences {
                <li>{ sentence }</li>
            }
        </ul>
    }
}

//! One requirement: its status, what that means, what to change, and the evidence on demand.

mod details;
mod findings;

use std::rc::Rc;

use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::Status;
use camcheck_core::say::Language;
use yew::{Html, Properties, component, html};

use self::findings::findings;
use super::icon::{Sign, icon};
use crate::state::Phase;

/// See [`Row`].
#[derive(Properties, PartialEq)]
pub(crate) struct RowProps {
    pub(crate) language: Language,
    pub(crate) id: RequirementId,
    pub(crate) phase: Phase,
    /// The status in the previous run, if it has changed.
    pub(crate) before: Option<Status>,
    /// The row's own measurement continues after the verdict.
    pub(crate) busy: bool,
    /// The report that has this row's verdict, once it will not change any more.
    pub(crate) report: Option<Rc<Report>>,
    /// What else belongs to the row.
    pub(crate) children: Html,
}

/// A row of the list.
#[component]
pub(crate) fn Row(props: &RowProps) -> Html {
    let (language, id) = (props.language, props.id);
    let words = language.page();
    let row = props.report.as_ref().and_then(|report| report.row(id));
    let status = row.map_or(Status::NotTested, |row| row.status);
    let (sign, word) = match (row, props.phase) {
        (Some(row), _) => (Sign::from(row.tone()), language.row_status(id, status)),
        (None, _) if props.busy => (Sign::Busy, words.testing),
        (None, Phase::Running) => (Sign::Busy, words.testing),
        (None, Phase::Idle | Phase::Done) => (Sign::Nothing, words.waiting),
    };
    let is_measured_later = matches!(
        id,
        RequirementId::FeedReliability | RequirementId::Bandwidth
    );
    html! {
        <li
            id={id.as_str()}
            class={sign.class()}
            tabindex="-1"
            data-requirement={id.as_str()}
            data-status={status.as_str()}
        >
            { icon(sign) }
            <div class="what">
                <h3>{ language.row_name(id) }</h3>
                // The other rows are part of the verdict, which is read aloud.
                <span class="status" aria-live={is_measured_later.then_some("polite")}>
                    { word }
                    if let Some(before) = props.before {
                        <small>{ format!(" ({}{}{})", words.before, language.labels().colon, language.row_status(id, before)) }</small>
                    }
                </span>
            </div>
            <div class="said">
                if let Some(report) = &props.report {
                    { findings(language, id, report) }
                } else {
                    <p class="quiet">{ language.purpose(id) }</p>
                }
                { props.children.clone() }
            </div>
        </li>
    }
}

//! One requirement: its status, one sentence, and the evidence on demand.

use std::rc::Rc;

use camcheck_core::report::{Report, Row};
use camcheck_core::requirement::{ARTICLE_URL, RequirementId};
use camcheck_core::text::Language;
use camcheck_core::verdict::Status;
use yew::prelude::*;

use super::icon::{Sign, icon};
use crate::state::{Phase, Progress};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) id: RequirementId,
    pub(crate) phase: Phase,
    pub(crate) progress: Option<Rc<Progress>>,
    pub(crate) language: Language,
}

impl Props {
    /// The row, once its verdict will not change any more.
    fn settled(&self) -> Option<(&Row, &Report)> {
        let progress = self.progress.as_ref()?;
        let known = self.phase == Phase::Done || progress.settled.contains(&self.id);
        known
            .then(|| progress.report.row(self.id))
            .flatten()
            .map(|row| (row, &progress.report))
    }
}

/// A row of the list.
#[component]
pub(crate) fn RequirementRow(props: &Props) -> Html {
    let words = Words::of(props.language);
    let settled = props.settled();
    let status = settled.map_or(Status::NotTested, |(row, _)| row.status);
    let (sign, word) = match (settled, props.phase) {
        (Some(_), _) => (Sign::from(status), Some(props.language.status(status))),
        (None, Phase::Running) => (Sign::Busy, Some(words.testing)),
        (None, Phase::Idle | Phase::Done) => (Sign::Nothing, None),
    };
    html! {
        <li class={sign.class()} data-requirement={props.id.as_str()} data-status={status.as_str()}>
            { icon(sign) }
            <div class="what">
                <h3>{ props.language.row_name(props.id) }</h3>
                if let Some(word) = word {
                    <span class="status">{ word }</span>
                }
            </div>
            <div class="said">
                if let Some((row, report)) = settled {
                    { findings(row, report, props.language) }
                } else {
                    <p class="quiet">{ props.language.purpose(props.id) }</p>
                }
            </div>
        </li>
    }
}

fn findings(row: &Row, report: &Report, language: Language) -> Html {
    let words = Words::of(language);
    let evidence = row.evidence.iter().map(|evidence| {
        html! { <li>{ language.evidence(evidence) }</li> }
    });
    html! {
        <>
            <p>{ language.sentence(row, report) }</p>
            if let Some(fix) = language.fix(row, report) {
                <p class="fix"><b>{ words.to_change }{ ": " }</b>{ fix }</p>
            }
            <details>
                <summary>{ words.evidence }</summary>
                <p class="quiet">{ language.purpose(row.id) }</p>
                if row.evidence.is_empty() {
                    <p>{ words.no_evidence }</p>
                } else {
                    <ul class="evidence">{ for evidence }</ul>
                }
                <p class="quiet">
                    <a href={ARTICLE_URL} target="_blank" rel="noreferrer">{ words.article }</a>
                    { ": " }<q>{ row.id.article_quote() }</q>
                </p>
                <p class="quiet"><code>{ row.id.as_str() }{ " " }{ row.reason.as_str() }</code></p>
            </details>
        </>
    }
}

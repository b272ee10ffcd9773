//! One requirement: its status, what that means, what to change, and the evidence on demand.

use camcheck_core::report::{Report, Row};
use camcheck_core::requirement::{ARTICLE_URL, RequirementId};
use camcheck_core::verdict::Status;
use yew::prelude::*;

use super::icon::{Sign, icon};
use super::{nat_drawing, udp_strip};
use crate::state::Phase;
use crate::view::View;

/// A row of the list.
pub(crate) fn row(view: View<'_>, id: RequirementId) -> Html {
    let (language, words) = (view.language(), view.words());
    let known = view.state.known(id);
    let status = known.map_or(Status::NotTested, |(row, _)| row.status);
    let (sign, word) = match (known, view.state.phase) {
        (Some((row, _)), _) => (Sign::from(row.tone()), language.row_status(id, status)),
        (None, Phase::Running) => (Sign::Busy, words.testing),
        (None, Phase::Idle | Phase::Done) => (Sign::Nothing, words.waiting),
    };
    html! {
        <li key={id.as_str()} class={sign.class()} data-requirement={id.as_str()} data-status={status.as_str()}>
            { icon(sign) }
            <div class="what">
                <h3>{ language.row_name(id) }</h3>
                <span class="status">{ word }</span>
            </div>
            <div class="said">
                if let Some((row, report)) = known {
                    { findings(view, row, report) }
                } else {
                    <p class="quiet">{ language.purpose(id) }</p>
                }
            </div>
        </li>
    }
}

fn findings(view: View<'_>, row: &Row, report: &Report) -> Html {
    let (language, words) = (view.language(), view.words());
    // What a warning means stands in its sentence already.
    let failed = row.status == Status::Fail;
    html! {
        <>
            <p>
                { language.sentence(row, report) }
                if let Some(meaning) = language.meaning(row).filter(|_| failed) {
                    { " " }{ meaning }
                }
            </p>
            { picture(view, row.id, report) }
            if let Some(fix) = language.fix(row, report) {
                <p class="fix"><b>{ words.to_change }{ ": " }</b>{ fix }</p>
            }
            if failed {
                { certainty(view, row, report) }
            }
            <details>
                <summary>{ words.details }</summary>
                { details(view, row, report) }
                if !failed {
                    { certainty(view, row, report) }
                }
            </details>
        </>
    }
}

fn picture(view: View<'_>, id: RequirementId, report: &Report) -> Html {
    match id {
        RequirementId::UdpOutbound => udp_strip::udp_strip(view, report),
        RequirementId::NatFullCone => nat_drawing::nat_drawing(view, &report.network),
        _ => Html::default(),
    }
}

fn certainty(view: View<'_>, row: &Row, report: &Report) -> Html {
    match view.language().certainty(row, report) {
        Some(certainty) => html! { <p class="quiet">{ certainty }</p> },
        None => Html::default(),
    }
}

fn details(view: View<'_>, row: &Row, report: &Report) -> Html {
    let (language, words) = (view.language(), view.words());
    let evidence = row.evidence.iter().map(|evidence| {
        html! { <li>{ language.evidence(evidence) }</li> }
    });
    let limits = match row.id {
        RequirementId::UdpOutbound => language.sample_limits(report),
        _ => None,
    };
    html! {
        <>
            <p class="quiet">{ language.purpose(row.id) }</p>
            if row.evidence.is_empty() {
                <p>{ words.no_evidence }</p>
            } else {
                <ul class="evidence">{ for evidence }</ul>
            }
            if let Some(limits) = limits {
                <p class="quiet">{ limits }</p>
            }
            <p class="quiet">
                <a href={ARTICLE_URL} target="_blank" rel="noreferrer">{ words.article }</a>
                { ": " }<q lang="en">{ row.id.article_quote() }</q>
            </p>
            <p class="quiet"><code>{ row.id.as_str() }{ " " }{ row.reason.as_str() }</code></p>
        </>
    }
}

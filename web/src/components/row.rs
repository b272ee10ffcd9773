//! One requirement: its status, what that means, what to change, and the evidence on demand.

use camcheck_core::report::{Report, Row};
use camcheck_core::requirement::{ARTICLE_URL, RequirementId};
use camcheck_core::verdict::Status;

use super::icon::{Sign, icon};
use super::{nat_drawing, udp_strip};
use crate::dom::{Tag, tag};
use crate::state::Phase;
use crate::view::View;

/// A row of the list.
pub(crate) fn row(view: &View, id: RequirementId) -> Tag {
    let (language, words) = (view.language(), view.words());
    let known = view.state.known(id);
    let status = known.map_or(Status::NotTested, |(row, _)| row.status);
    let (sign, word) = match (known, view.state.phase) {
        (Some((row, _)), _) => (Sign::from(row.tone()), language.row_status(id, status)),
        (None, Phase::Running) => (Sign::Busy, words.testing),
        (None, Phase::Idle | Phase::Done) => (Sign::Nothing, words.waiting),
    };
    let what = tag!("div", "class" = "what")
        .child(tag!("h3").text(language.row_name(id)))
        .child(tag!("span", "class" = "status").text(word));
    let said = tag!("div", "class" = "said");
    let said = match known {
        Some((row, report)) => findings(said, view, row, report),
        None => said.child(tag!("p", "class" = "quiet").text(language.purpose(id))),
    };
    let row = tag!(
        "li",
        "class" = sign.class(),
        "data-requirement" = id.as_str(),
        "data-status" = status.as_str()
    );
    row.key(id.as_str())
        .markup(&icon(sign))
        .child(what)
        .child(said)
}

fn findings(said: Tag, view: &View, row: &Row, report: &Report) -> Tag {
    let (language, words) = (view.language(), view.words());
    let failed = row.status == Status::Fail;
    let sentence = tag!("p").text(&language.sentence(row, report));
    // What a warning means stands in its sentence already.
    let sentence = match language.meaning(row) {
        Some(meaning) if failed => sentence.text(" ").text(meaning),
        Some(_) | None => sentence,
    };
    let fix = language.fix(row, report).map(|fix| {
        let label = tag!("b").text(words.to_change).text(": ");
        tag!("p", "class" = "fix").child(label).text(&fix)
    });
    let certainty = || {
        let certainty = language.certainty(row, report)?;
        Some(tag!("p", "class" = "quiet").text(certainty))
    };
    let summary = tag!("summary").text(words.details);
    let details = details(tag!("details").child(summary), view, row, report);
    said.child(sentence)
        .maybe(picture(view, row.id, report))
        .maybe(fix)
        .maybe(if failed { certainty() } else { None })
        .child(details.maybe(if failed { None } else { certainty() }))
}

fn picture(view: &View, id: RequirementId, report: &Report) -> Option<Tag> {
    match id {
        RequirementId::UdpOutbound => udp_strip::udp_strip(view, report),
        RequirementId::NatFullCone => Some(nat_drawing::nat_drawing(view, &report.network)),
        _ => None,
    }
}

fn details(details: Tag, view: &View, row: &Row, report: &Report) -> Tag {
    let (language, words) = (view.language(), view.words());
    let quiet = || tag!("p", "class" = "quiet");
    let evidence = if row.evidence.is_empty() {
        tag!("p").text(words.no_evidence)
    } else {
        let lines = row.evidence.iter();
        let lines = lines.map(|evidence| tag!("li").text(&language.evidence(evidence)));
        tag!("ul", "class" = "evidence").children(lines)
    };
    let limits = match row.id {
        RequirementId::UdpOutbound => language.sample_limits(report),
        _ => None,
    };
    let quote = tag!("q", "lang" = "en").text(row.id.article_quote());
    let link = tag!(
        "a",
        "href" = ARTICLE_URL,
        "target" = "_blank",
        "rel" = "noreferrer"
    );
    let article = quiet()
        .child(link.text(words.article))
        .text(": ")
        .child(quote);
    let names = tag!("code")
        .text(row.id.as_str())
        .text(" ")
        .text(row.reason.as_str());
    details
        .child(quiet().text(language.purpose(row.id)))
        .child(evidence)
        .maybe(limits.map(|limits| quiet().text(&limits)))
        .child(article)
        .child(quiet().child(names))
}

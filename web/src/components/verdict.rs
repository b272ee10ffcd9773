//! The card on top: what will happen, what is going on, or what came of it.

use camcheck_core::report::Report;
use camcheck_core::requirement::{Level, RequirementId};
use camcheck_core::verdict::Status;

use super::icon::{Sign, icon};
use crate::dom::{On, Tag, tag};
use crate::state::{Action, Fault, Origin, Phase, Shown};
use crate::view::{Message, View};

/// The element that says how things stand.
pub(crate) const STATUS_ID: &str = "camcheck-status";

/// The card, with the button.
pub(crate) fn verdict(view: &View) -> Tag {
    let state = &view.state;
    let sign = match (&state.shown, state.phase) {
        (Some(shown), _) => Sign::from(shown.report.overall),
        (None, Phase::Running) => Sign::Busy,
        (None, Phase::Idle | Phase::Done) => Sign::Nothing,
    };
    let status = tag!(
        "div",
        "id" = STATUS_ID,
        "role" = "status",
        "aria-live" = "polite",
        "aria-atomic" = "false",
        "tabindex" = "-1"
    )
    .maybe(fault(view));
    let status = match &state.shown {
        Some(shown) => result(status, view, shown, sign),
        None if state.phase == Phase::Running => progress(status, view),
        None => promise(status, view),
    };
    let class = format!("verdict {}", sign.class());
    tag!("section", "class" = class.as_str())
        .child(status)
        .child(buttons(view))
}

fn fault(view: &View) -> Option<Tag> {
    let said = tag!("p", "class" = "fault");
    match view.state.fault.as_ref()? {
        Fault::Catalogue(what) => {
            let said = said.text(view.words().catalogue_fault).child(tag!("br"));
            Some(said.child(tag!("code").text(what)))
        }
        Fault::NoAnswer => Some(said.text(view.words().catalogue_missing)),
        Fault::Link(error) => Some(said.text(view.language().link_error(*error))),
    }
}

fn promise(status: Tag, view: &View) -> Tag {
    let words = view.words();
    let stopped = view.state.was_stopped();
    status
        .maybe(stopped.then(|| tag!("p").child(tag!("b").text(words.stopped))))
        .child(tag!("p", "class" = "stand").text(words.stand))
        .child(tag!("p").text(words.promise))
        .child(tag!("p", "class" = "quiet").text(words.sent))
}

fn progress(status: Tag, view: &View) -> Tag {
    let words = view.words();
    let (settled, all) = (view.state.settled(), RequirementId::ALL.len());
    let bar = tag!(
        "progress",
        "value" = settled.to_string().as_str(),
        "max" = all.to_string().as_str(),
        "aria-label" = words.running
    );
    // Every count read aloud would drown the verdict.
    let count = tag!("p", "class" = "quiet", "aria-live" = "off")
        .text(&view.language().points_known(settled, all))
        .text(". ")
        .text(words.running_hint);
    status
        .child(headline(Sign::Busy, words.running))
        .child(bar)
        .child(count)
}

fn headline(sign: Sign, text: &str) -> Tag {
    tag!("h2", "class" = "headline")
        .markup(&icon(sign))
        .text(text)
}

fn result(status: Tag, view: &View, shown: &Shown, sign: Sign) -> Tag {
    let (language, report) = (view.language(), &shown.report);
    let diagnoses = report.diagnoses.iter();
    let diagnoses = list(diagnoses.map(|diagnosis| language.diagnosis(*diagnosis)));
    let notes = list(report.notes.iter().map(|note| language.note(*note)));
    let title = || tag!("h3").text(language.labels().diagnoses);
    let refused = view.state.not_joined;
    let refused =
        refused.map(|error| tag!("p", "class" = "notes").text(language.merge_error(error)));
    let tested = format!(
        "{} ({})",
        language.tested_from(report),
        language.took(report.duration_ms.div_ceil(1000))
    );
    status
        .maybe(origin(view, shown))
        .child(headline(sign, language.headline(report.overall)))
        .maybe(missing(view, report))
        .child(tag!("p").text(language.next_step(report.overall)))
        .maybe((!report.diagnoses.is_empty()).then(title))
        .maybe(diagnoses)
        .maybe(notes)
        .maybe(refused)
        .child(tag!("p", "class" = "quiet").text(&tested))
}

/// Sentences as a list, if there are any.
fn list(sentences: impl Iterator<Item = &'static str>) -> Option<Tag> {
    let mut sentences = sentences.peekable();
    sentences.peek()?;
    let items = sentences.map(|sentence| tag!("li").text(sentence));
    Some(tag!("ul", "class" = "notes").children(items))
}

/// The rules that are missing, in a line each: the answer to the question on top of the page.
fn missing(view: &View, report: &Report) -> Option<Tag> {
    let language = view.language();
    let mut lines = report
        .requirements
        .iter()
        .filter(|row| row.level == Level::Required && row.status == Status::Fail)
        .filter_map(|row| language.fix(row, report))
        .map(|fix| tag!("li").text(&fix))
        .peekable();
    lines.peek()?;
    Some(tag!("ul", "class" = "missing").children(lines))
}

/// What came by link is marked as such, with where, when and by what it was made.
fn origin(view: &View, shown: &Shown) -> Option<Tag> {
    let (language, report) = (view.language(), &shown.report);
    let mark = match shown.origin {
        Origin::Here => return None,
        Origin::Link => language.shared_mark(report.vantage, &report.started, &report.tool),
        Origin::Joined => {
            let (opened, own) = view.state.joined()?;
            language.joined_mark(opened, own)
        }
    };
    Some(tag!("p", "class" = "mark").text(&mark))
}

fn buttons(view: &View) -> Tag {
    let (words, buttons) = (view.words(), tag!("p", "class" = "buttons"));
    if view.state.phase == Phase::Running {
        let stop = tag!(
            "button",
            "id" = "camcheck-stop",
            "class" = "second",
            "type" = "button"
        );
        let stop = stop
            .key("stop")
            .on(On::Press, view, Message::Stop)
            .text(words.stop);
        return buttons.child(stop);
    }
    let label = match view.state.shown.as_deref().map(|shown| shown.origin) {
        None => words.start,
        Some(Origin::Link) => words.shared_test_here,
        Some(Origin::Here | Origin::Joined) => words.again,
    };
    let start = tag!("button", "id" = "camcheck-start", "type" = "button")
        .key("start")
        .on(On::Press, view, Message::Start)
        .text(label);
    let own = view.state.joined().map(|_| {
        tag!("button", "class" = "second", "type" = "button")
            .on(On::Press, view, Message::Change(Action::ShowOwn))
            .text(words.show_own)
    });
    let alone = view.frame.embedded.then(|| {
        tag!(
            "a",
            "href" = alone(view),
            "target" = "_blank",
            "rel" = "noopener"
        )
        .text(words.open_alone)
    });
    buttons.child(start).maybe(own).maybe(alone)
}

/// The same page outside the frame, with the report that is shown.
fn alone(view: &View) -> &str {
    let shown = view.state.shown.as_ref();
    let link = shown.and_then(|shown| shown.links.full.as_ref());
    link.unwrap_or(&view.frame.address)
}

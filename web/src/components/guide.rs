//! "Video still does not work?": one question at a time.

use camcheck_core::report::Report;
use camcheck_core::text::guide::{Next, Outcome, Question};

use super::share;
use crate::dom::{On, Tag, tag};
use crate::state::Action;
use crate::view::{Message, View};

/// The guided path, folded away until it is wanted.
pub(crate) fn guide(view: &View, report: &Report) -> Tag {
    let language = view.language();
    let place = tag!("div", "role" = "status", "aria-live" = "polite");
    let place = match view.state.guide(report) {
        Next::Ask(question) => ask(place, view, question),
        Next::End(outcome) => end(place, view, outcome),
    };
    let has_begun = !view.state.path.is_empty();
    tag!("details", "class" = "card guide")
        .child(tag!("summary").child(tag!("h2").text(language.guide_title())))
        .child(place)
        .maybe(has_begun.then(|| ways_back(view)))
}

fn ask(place: Tag, view: &View, question: Question) -> Tag {
    let language = view.language();
    let answers = question.answers().iter().map(|(answer, next)| {
        tag!("button", "class" = "second", "type" = "button")
            .on(On::Press, view, Message::Change(Action::Answered(*next)))
            .text(language.answer(*answer))
    });
    place
        .child(tag!("p").text(language.question(question)))
        .child(tag!("p", "class" = "buttons").children(answers))
}

fn end(place: Tag, view: &View, outcome: Outcome) -> Tag {
    let said = tag!("b").text(view.language().outcome(outcome));
    // A link would change the fragment, where a shared report lives.
    let to_report = outcome.attaches_report().then(|| {
        tag!("button", "class" = "plain", "type" = "button")
            .on(On::Press, view, Message::GoTo(share::TITLE_ID))
            .text(view.words().share)
    });
    place.child(tag!("p").child(said)).maybe(to_report)
}

fn ways_back(view: &View) -> Tag {
    let words = view.words();
    let way = |action, label| {
        tag!("button", "class" = "plain", "type" = "button")
            .on(On::Press, view, Message::Change(action))
            .text(label)
    };
    tag!("p", "class" = "buttons")
        .child(way(Action::Back, words.back))
        .child(way(Action::StartOver, words.start_over))
}

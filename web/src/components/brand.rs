//! The top of the page: what it is, and in which language.

use camcheck_core::text::Language;

use crate::dom::{On, Tag, tag};
use crate::state::Action;
use crate::view::{Message, View};

/// The name, the question and the choice of language.
pub(crate) fn brand(view: &View) -> Tag {
    let words = view.words();
    let languages = tag!(
        "div",
        "class" = "languages",
        "role" = "group",
        "aria-label" = words.language
    )
    .children(Language::ALL.map(|language| choice(view, language)));
    tag!("header", "class" = "brand")
        .child(tag!("h1").text(words.title))
        .child(languages)
        .child(tag!("p").text(words.question))
}

fn choice(view: &View, language: Language) -> Tag {
    let chosen = view.language() == language;
    tag!(
        "button",
        "class" = "plain",
        "type" = "button",
        "lang" = language.tag(),
        "aria-pressed" = if chosen { "true" } else { "false" }
    )
    .on(On::Press, view, Message::Change(Action::Speak(language)))
    .text(language.autonym())
}

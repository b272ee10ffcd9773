//! A button that copies, and says whether it did.

use crate::dom::{On, Tag, tag};
use crate::state::Copied;
use crate::view::{Message, View};

/// Adds the button. Where the browser does not let the page copy, the text appears, to be copied
/// by hand, unless it `stands_there` anyway.
pub(super) fn add(
    buttons: Tag,
    view: &View,
    what: Copied,
    label: &str,
    text: &str,
    stands_there: bool,
) -> Tag {
    let words = view.words();
    let copy = tag!("button", "class" = "second", "type" = "button")
        .on(On::Press, view, Message::Copy(what, text.into()))
        .text(label);
    let status = tag!("span", "class" = "quiet", "role" = "status");
    let outcome = view.state.copied.filter(|(copied, _)| *copied == what);
    let (status, by_hand) = match outcome {
        None => (status, false),
        Some((_, true)) => (status.text(words.copied), false),
        Some((_, false)) => (status.text(words.copy_by_hand), !stands_there),
    };
    let area = by_hand
        .then(|| tag!("textarea", "readonly" = "readonly", "aria-label" = label).value(text));
    buttons.child(copy).child(status).maybe(area)
}

//! The document around the page: its language, its title and the keyboard's focus.

use camcheck_core::model::report::Report;
use camcheck_core::say::Language;
use gloo_utils::document;
use yew::{hook, use_effect_with, use_mut_ref};

use crate::frame;

/// Sets the page's language for screen readers, and the window's title: the state first, since a title is often
/// cut.
#[hook]
pub(crate) fn use_document(language: Language, report: Option<&Report>) {
    let words = language.page();
    let title = match report {
        None => [words.title, language.labels().colon, words.question].concat(),
        Some(report) => {
            let state = [Some(language.overall(report)), report.place.site.as_deref()];
            let parts = state.into_iter().flatten().chain([words.title]);
            parts.collect::<Vec<_>>().join(" · ")
        }
    };
    use_effect_with((language, title), |(language, title)| {
        document().set_title(title);
        if let Some(root) = document().document_element() {
            // An element accepts any value of `lang`.
            let _ = root.set_attribute("lang", language.tag());
        }
    });
}

/// Puts the keyboard's focus onto an element when a value changes, but not at the start. A change
/// of phase removes the button that was pressed, and the focus with it. `only_if_lost`: not if something else has
/// the focus.
#[hook]
pub(crate) fn use_focus_on_change<T: Copy + PartialEq + 'static>(
    value: T,
    id: &'static str,
    only_if_lost: bool,
) {
    let before = use_mut_ref(|| value);
    use_effect_with(value, move |value| {
        let has_changed = before.replace(*value) != *value;
        if has_changed && (!only_if_lost || frame::has_lost_focus()) {
            frame::focus(id);
        }
    });
}

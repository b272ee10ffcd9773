//! The document around the page: its language, its title and the keyboard's focus.

use camcheck_core::say::Language;
use gloo_utils::document;
use yew::{hook, use_effect_with, use_mut_ref};

use crate::frame;

/// Sets the page's language for screen readers, and the window's title.
#[hook]
pub(crate) fn use_document_language(language: Language) {
    use_effect_with(language, |language| {
        let words = language.page();
        document().set_title(&format!("{}: {}", words.title, words.question));
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

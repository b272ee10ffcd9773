//! Preformatted text, such as commands.

use yew::{Html, html};

/// Preformatted text, which can also be scrolled by keyboard.
pub(crate) fn listing(id: Option<&'static str>, label: &'static str, text: &str) -> Html {
    html! {
        <pre {id} tabindex="0" role="region" aria-label={label}>
            { text }
        </pre>
    }
}

//! Preformatted text, such as commands.

use yew::{Html, html};

/// Preformatted text, which can also be scrolled by keyboard.
pub(crate) fn listing(label: &'static str, text: &str) -> Html {
    html! {
        <pre tabindex="0" role="region" aria-label={label}>
            { text }
        </pre>
    }
}

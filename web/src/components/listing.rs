//! Text as it is, such as commands.

use yew::{Html, html};

/// Text as it is, which can be scrolled by keyboard too.
pub(crate) fn listing(id: Option<&'static str>, label: &'static str, text: &str) -> Html {
    html! {
        <pre {id} tabindex="0" role="region" aria-label={label}>
            { text }
        </pre>
    }
}

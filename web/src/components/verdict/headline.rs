//! The headline of the card.

use yew::{Html, html};

use crate::components::icon::{Sign, icon};

/// A sign and what it means.
pub(super) fn headline(sign: Sign, text: &'static str) -> Html {
    html! {
        <h2 class="headline">
            { icon(sign) }
            { text }
        </h2>
    }
}

//! The headline of the card.

use yew::{AttrValue, Html, html};

use crate::components::icon::{Sign, icon};

/// A sign and what it means.
pub(super) fn headline(sign: Sign, text: impl Into<AttrValue>) -> Html {
    html! {
        <h2 class="headline">
            { icon(sign) }
            { text.into() }
        </h2>
    }
}

//! A button, as most of the page's are.

use yew::{Callback, Html, MouseEvent, html};

/// `class` is a style: `second` or `plain`. A function, because each element that is written out costs the page 100 bytes.
pub(super) fn button(
    class: &'static str,
    id: Option<&'static str>,
    label: &'static str,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button key={id.unwrap_or(label)} {id} {class} type="button" {onclick}>{ label }</button>
    }
}

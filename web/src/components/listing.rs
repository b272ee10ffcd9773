//! Text as it is, such as commands.

use yew::{AttrValue, Html, Properties, component, html};

/// See [`Listing`].
#[derive(Properties, PartialEq)]
pub(crate) struct ListingProps {
    #[prop_or_default]
    pub(crate) id: Option<AttrValue>,
    pub(crate) label: AttrValue,
    pub(crate) text: AttrValue,
}

/// Text as it is, which can be scrolled by keyboard too.
#[component]
pub(crate) fn Listing(props: &ListingProps) -> Html {
    html! {
        <pre id={props.id.clone()} tabindex="0" role="region" aria-label={&props.label}>
            { &props.text }
        </pre>
    }
}

//! The headline of the card.

use yew::{Html, Properties, component, html};

use crate::components::icon::{Icon, Sign};

/// See [`Headline`].
#[derive(Properties, PartialEq)]
pub(super) struct HeadlineProps {
    pub(super) sign: Sign,
    pub(super) text: &'static str,
}

/// A sign and what it means.
#[component]
pub(super) fn Headline(props: &HeadlineProps) -> Html {
    html! {
        <h2 class="headline">
            <Icon sign={props.sign} />
            { props.text }
        </h2>
    }
}

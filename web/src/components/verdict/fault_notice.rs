//! Why there is nothing to show.

use camcheck_core::text::Language;
use yew::{Html, Properties, component, html};

use crate::state::Fault;

/// See [`FaultNotice`].
#[derive(Properties, PartialEq)]
pub(super) struct FaultNoticeProps {
    pub(super) language: Language,
    pub(super) fault: Fault,
}

/// What went wrong, and what to do.
#[component]
pub(super) fn FaultNotice(props: &FaultNoticeProps) -> Html {
    let words = props.language.page();
    html! {
        <p class="fault">
            { match &props.fault {
                Fault::Catalogue(what) => html! {
                    <>{ words.catalogue_fault }<br /><code>{ what }</code></>
                },
                Fault::NoAnswer => html! { words.catalogue_missing },
                Fault::Link(error) => html! { props.language.link_error(*error) },
            } }
        </p>
    }
}

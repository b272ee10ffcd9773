//! Why there is nothing to show.

use camcheck_core::say::Language;
use yew::{Html, html};

use crate::state::Fault;

/// What went wrong, and what to do.
pub(super) fn fault_notice(language: Language, fault: &Fault) -> Html {
    let words = language.page();
    html! {
        <p class="fault">
            { match fault {
                Fault::Catalogue(what) => html! {
                    <>{ words.catalogue_fault }<br /><code>{ what }</code></>
                },
                Fault::NoAnswer => html! { words.catalogue_missing },
                Fault::Link(error) => html! { language.link_error(*error) },
            } }
        </p>
    }
}

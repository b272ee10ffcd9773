//! What will happen.

use camcheck_core::text::Language;
use yew::{Html, Properties, component, html};

/// See [`BeforeRun`].
#[derive(Properties, PartialEq)]
pub(super) struct BeforeRunProps {
    pub(super) language: Language,
    /// The last run was stopped before its end.
    pub(super) was_stopped: bool,
}

/// Where to be with the device, what happens, and what is sent where.
#[component]
pub(super) fn BeforeRun(props: &BeforeRunProps) -> Html {
    let words = props.language.page();
    html! {
        <>
            if props.was_stopped {
                <p><b>{ words.stopped }</b></p>
            }
            <p class="stand">{ words.stand }</p>
            <p>{ words.promise }</p>
            <p class="quiet">{ words.sent }</p>
        </>
    }
}

//! The native program, offered from the manifest beside the page.

mod offers;

use camcheck_core::text::Language;
use wasm_bindgen_futures::spawn_local;
use yew::{Callback, Html, Properties, component, html};

use self::offers::Offers;
use crate::runner;
use crate::state::{Action, Programs};

/// See [`Program`].
#[derive(Properties, PartialEq)]
pub(crate) struct ProgramProps {
    pub(crate) language: Language,
    pub(crate) programs: Programs,
    pub(crate) dispatch: Callback<Action>,
}

/// What it is for, and where it can be had. The manifest is fetched when this is opened.
#[component]
pub(crate) fn Program(props: &ProgramProps) -> Html {
    let words = props.language.page();
    let ontoggle = {
        let is_wanted = matches!(props.programs, Programs::Unknown | Programs::NoAnswer);
        let dispatch = props.dispatch.clone();
        move |_| {
            if is_wanted {
                let dispatch = dispatch.clone();
                spawn_local(async move {
                    dispatch.emit(Action::Programs(runner::programs().await));
                });
            }
        }
    };
    let found = match &props.programs {
        Programs::Unknown => Html::default(),
        Programs::None => html! { <p>{ words.no_downloads }</p> },
        Programs::NoAnswer => html! { <p>{ words.downloads_missing }</p> },
        Programs::Unsound(error) => html! {
            <p>{ words.no_downloads }<br /><code>{ error.to_string() }</code></p>
        },
        Programs::Offered(downloads) => html! {
            <Offers language={props.language} downloads={downloads.clone()} />
        },
    };
    html! {
        <details class="card program" {ontoggle}>
            <summary><h2>{ words.native }</h2></summary>
            <p>{ words.native_hint }</p>
            { found }
        </details>
    }
}

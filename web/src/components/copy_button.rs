//! A button that copies a text and shows whether that worked.

use camcheck_core::say::Language;
use wasm_bindgen_futures::spawn_local;
use yew::{AttrValue, Callback, Html, Properties, component, html};

use crate::clipboard;
use crate::state::{Action, Copied};

/// See [`CopyButton`].
#[derive(Properties, PartialEq)]
pub(crate) struct CopyButtonProps {
    pub(crate) language: Language,
    pub(crate) what: Copied,
    pub(crate) label: AttrValue,
    pub(crate) text: AttrValue,
    /// What was copied last, and whether that worked.
    pub(crate) copied: Option<(Copied, bool)>,
    pub(crate) dispatch: Callback<Action>,
}

/// The button. If the browser does not let the page copy, the text appears, to be copied by hand.
#[component]
pub(crate) fn CopyButton(props: &CopyButtonProps) -> Html {
    let words = props.language.page();
    let onclick = {
        let (what, text) = (props.what, props.text.clone());
        let dispatch = props.dispatch.clone();
        move |_| {
            let (text, dispatch) = (text.clone(), dispatch.clone());
            spawn_local(async move {
                dispatch.emit(Action::Copied(what, clipboard::copy(&text).await));
            });
        }
    };
    let worked = match props.copied {
        Some((what, worked)) if what == props.what => Some(worked),
        _ => None,
    };
    let status = match worked {
        None => "",
        Some(true) => words.copied,
        Some(false) => words.copy_by_hand,
    };
    html! {
        <>
            <button class="second" type="button" {onclick}>{ &props.label }</button>
            <span class="quiet" role="status">{ status }</span>
            if worked == Some(false) {
                <textarea readonly=true aria-label={&props.label} value={&props.text} />
            }
        </>
    }
}

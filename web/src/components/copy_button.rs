//! Buttons that copy a text and show whether that worked.

use camcheck_core::say::Language;
use wasm_bindgen_futures::spawn_local;
use yew::{AttrValue, Callback, Html, html};

use crate::clipboard;
use crate::state::{Action, Copied};

/// What all of them share.
pub(super) struct CopyButtons<'a> {
    pub(super) language: Language,
    /// What was copied last, and whether that worked.
    pub(super) copied: Option<(Copied, bool)>,
    pub(super) dispatch: &'a Callback<Action>,
}

impl CopyButtons<'_> {
    /// One of them. If the browser does not let the page copy, the text appears, to be copied by hand.
    pub(super) fn button(&self, what: Copied, label: impl Into<AttrValue>, text: String) -> Html {
        let words = self.language.page();
        let worked = match self.copied {
            Some((copied, worked)) if copied == what => Some(worked),
            _ => None,
        };
        let status = match worked {
            None => "",
            Some(true) => words.copied,
            Some(false) => words.copy_by_hand,
        };
        let (label, text): (AttrValue, AttrValue) = (label.into(), text.into());
        let onclick = {
            let (text, dispatch) = (text.clone(), self.dispatch.clone());
            move |_| {
                let (text, dispatch) = (text.clone(), dispatch.clone());
                spawn_local(async move {
                    dispatch.emit(Action::Copied(what, clipboard::copy(&text).await));
                });
            }
        };
        html! {
            <>
                <button class="second" type="button" {onclick}>{ &label }</button>
                <span class="quiet" role="status">{ status }</span>
                if worked == Some(false) {
                    <textarea readonly=true aria-label={label} value={text} />
                }
            </>
        }
    }
}

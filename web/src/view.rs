//! What every part of the page needs to draw itself.

use camcheck_core::text::Language;
use camcheck_core::text::page::PageWords;
use wasm_bindgen_futures::spawn_local;
use yew::{Callback, MouseEvent, UseReducerDispatcher};

use crate::clipboard;
use crate::frame::Frame;
use crate::state::{Action, Copied, State};

/// The state, and how to change it.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) state: &'a State,
    pub(crate) frame: &'a Frame,
    pub(crate) page: &'a UseReducerDispatcher<State>,
    pub(crate) start: &'a Callback<()>,
    pub(crate) stop: &'a Callback<()>,
}

impl View<'_> {
    pub(crate) fn language(self) -> Language {
        self.state.language
    }

    pub(crate) fn words(self) -> &'static PageWords {
        self.language().page()
    }

    /// Does something at a press.
    pub(crate) fn on_press(self, action: impl Fn() -> Action + 'static) -> Callback<MouseEvent> {
        let page = self.page.clone();
        Callback::from(move |_| page.dispatch(action()))
    }

    /// Copies a text at a press, and says whether that worked.
    pub(crate) fn on_copy(self, what: Copied, text: String) -> Callback<MouseEvent> {
        let page = self.page.clone();
        Callback::from(move |_| {
            let (page, text) = (page.clone(), text.clone());
            spawn_local(async move {
                let worked = clipboard::copy(&text).await;
                page.dispatch(Action::Copied(what, worked));
            });
        })
    }
}

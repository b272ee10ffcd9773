//! What every part of the page needs to draw itself, and what it can ask for.

use std::rc::Rc;

use camcheck_core::text::Language;
use camcheck_core::text::page::PageWords;
use yew::Callback;

use crate::frame::Frame;
use crate::state::{Action, Copied, State};

/// The state, and whom to tell of a press.
pub(crate) struct View {
    pub(crate) state: State,
    pub(crate) frame: Frame,
    pub(crate) page: Callback<Message>,
}

/// What the page is asked to do.
#[derive(Clone)]
pub(crate) enum Message {
    /// Show something else.
    Change(Action),
    /// Start a run.
    Start,
    /// Stop the run.
    Stop,
    /// Copy a text.
    Copy(Copied, Rc<str>),
    /// Put the keyboard's focus onto an element.
    GoTo(&'static str),
    /// Print.
    Print,
    /// Show help for the firewall that was chosen.
    ChooseFirewall,
    /// The page's own catalogue is there, or is not.
    Catalogue(Option<Rc<str>>),
    /// Look which native programs there are.
    FindPrograms,
}

impl View {
    pub(crate) fn language(&self) -> Language {
        self.state.language
    }

    pub(crate) fn words(&self) -> &'static PageWords {
        self.language().page()
    }
}

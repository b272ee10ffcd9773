//! A report that is pasted into the address of the open page.

use camcheck_core::share::link::LinkError;
use gloo_events::EventListener;
use gloo_utils::window;
use yew::{hook, use_effect_with};

use crate::frame;

/// Loads the page again when another report is pasted into its address.
#[hook]
pub(crate) fn use_reload_on_another_link() {
    use_effect_with((), |()| {
        let listener = EventListener::new(&window(), "hashchange", |_| {
            if !matches!(frame::received(), None | Some(Err(LinkError::NotALink))) {
                // If reloading is forbidden, the report that is shown stays.
                let _ = window().location().reload();
            }
        });
        move || drop(listener)
    });
}

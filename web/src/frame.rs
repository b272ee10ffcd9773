//! The page's surroundings: its URL, and the page that embeds it.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{UrlSearchParams, Window};

/// How the page was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Frame {
    /// `?run`, and not inside somebody else's page, where only a press may start a test.
    pub(crate) starts_at_once: bool,
    /// `?embed`: the surrounding page has the title and the frame.
    pub(crate) embedded: bool,
}

impl Frame {
    pub(crate) fn look() -> Self {
        let Some(window) = web_sys::window() else {
            return Self::default();
        };
        let query = window.location().search().unwrap_or_default();
        let Ok(parameters) = UrlSearchParams::new_with_str(&query) else {
            return Self::default();
        };
        Self {
            starts_at_once: parameters.has("run") && !is_in_foreign_frame(&window),
            embedded: parameters.has("embed"),
        }
    }
}

/// Tells the embedding page how high this page is, in CSS pixels.
pub(crate) fn tell_height(height: f64) {
    tell("camcheck:height", "height", &JsValue::from_f64(height));
}

/// Tells the embedding page that the verdict is known.
pub(crate) fn tell_done(overall: &str) {
    tell("camcheck:done", "overall", &JsValue::from_str(overall));
}

/// Neither message holds anything that a foreign page could not see anyway, so any may get it.
fn tell(kind: &str, name: &str, value: &JsValue) {
    let Some(parent) = web_sys::window().as_ref().and_then(parent) else {
        return;
    };
    let message = Object::new();
    let set = |name: &str, value: &JsValue| {
        Reflect::set(&message, &JsValue::from_str(name), value).unwrap_or(false)
    };
    if set("type", &JsValue::from_str(kind)) && set(name, value) {
        // A parent that is gone needs no message.
        let _ = parent.post_message(&message, "*");
    }
}

/// The embedding window, if there is one.
fn parent(window: &Window) -> Option<Window> {
    let parent = window.parent().ok().flatten()?;
    (window != &parent).then_some(parent)
}

/// The location of a foreign parent cannot be read.
fn is_in_foreign_frame(window: &Window) -> bool {
    parent(window).is_some_and(|parent| parent.location().origin().is_err())
}

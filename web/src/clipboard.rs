//! Copying, including where the clipboard API is missing: on plain-http pages and in frames.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlDocument, HtmlTextAreaElement};

/// Copies a text; returns whether the browser allowed it.
pub(crate) async fn copy(text: &str) -> bool {
    by_interface(text).await || by_selection(text).unwrap_or(false)
}

async fn by_interface(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let navigator = window.navigator();
    let exists = Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| clipboard.is_object());
    exists
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
}

/// The older way: select a text in the page and run the page's copy command.
fn by_selection(text: &str) -> Option<bool> {
    let document: Document = web_sys::window()?.document()?;
    let body = document.body()?;
    let area = document.create_element("textarea").ok()?;
    let area: HtmlTextAreaElement = area.unchecked_into();
    area.set_value(text);
    area.set_class_name("away");
    body.append_child(&area).ok()?;
    area.select();
    let document: HtmlDocument = document.unchecked_into();
    let copied = document.exec_command("copy").ok();
    area.remove();
    copied
}

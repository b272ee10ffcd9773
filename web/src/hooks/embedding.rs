//! Messages to a page that embeds this one. They are a contract.

use camcheck_core::model::verdict::Overall;
use gloo_utils::{document, window};
use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ResizeObserver;
use yew::{hook, use_effect_with};

use crate::ROOT;
use crate::frame;

/// Sends the height of the page in CSS pixels, now and whenever it changes.
#[hook]
pub(crate) fn use_height_messages() {
    use_effect_with((), |()| {
        let observed = observe_height();
        move || {
            if let Some((observer, on_resize)) = observed {
                observer.disconnect();
                drop(on_resize);
            }
        }
    });
}

/// The observer and its callback; `None` where the browser has no such observer.
fn observe_height() -> Option<(ResizeObserver, Closure<dyn FnMut()>)> {
    let root = document().get_element_by_id(ROOT)?;
    let observed = root.clone();
    let on_resize = Closure::<dyn FnMut()>::new(move || {
        let height = root.get_bounding_client_rect().height().ceil();
        post("camcheck:height", "height", &JsValue::from_f64(height));
    });
    let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok()?;
    observer.observe(&observed);
    Some((observer, on_resize))
}

/// Sends each verdict.
#[hook]
pub(crate) fn use_done_message(overall: Option<Overall>) {
    use_effect_with(overall, |overall| {
        if let Some(overall) = overall {
            post(
                "camcheck:done",
                "overall",
                &JsValue::from_str(overall.as_str()),
            );
        }
    });
}

/// Neither message contains anything that the other page could not see anyway, so any page may receive it.
fn post(kind: &str, name: &str, value: &JsValue) {
    let Some(parent) = frame::parent(&window()) else {
        return;
    };
    let message = Object::new();
    let set = |name: &str, value: &JsValue| {
        Reflect::set(&message, &JsValue::from_str(name), value).unwrap_or(false)
    };
    if set("type", &JsValue::from_str(kind)) && set(name, value) {
        // If the parent is gone, no message is needed.
        let _ = parent.post_message(&message, "*");
    }
}

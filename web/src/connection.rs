//! What the browser reveals about the device's connection: the Network Information API, which only
//! some browsers have.

use camcheck_core::model::place;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::Navigator;

/// The browser's `navigator.connection`; undefined where there is none.
pub(crate) struct Connection(JsValue);

impl Connection {
    pub(crate) fn of(navigator: &Navigator) -> Self {
        Self(field(navigator, "connection"))
    }

    /// A modem's own, so that it is not the camera's network.
    pub(crate) fn is_cellular(&self) -> bool {
        self.kind() == "cellular"
    }

    /// It may cost the visitor something.
    pub(crate) fn is_metered(&self) -> bool {
        self.is_cellular() || self.0.is_object() && field(&self.0, "saveData").is_truthy()
    }

    /// How the device is connected, where the browser knows.
    pub(crate) fn place(&self) -> Option<place::Connection> {
        let kind = self.kind();
        if kind == "wifi" {
            Some(place::Connection::Wifi)
        } else {
            (kind == "ethernet").then_some(place::Connection::Cable)
        }
    }

    fn kind(&self) -> JsValue {
        if self.0.is_object() {
            field(&self.0, "type")
        } else {
            JsValue::UNDEFINED
        }
    }
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

//! Tells an embedding page the height of this one, whenever it changes.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use crate::frame;

/// The returned node's height is told.
#[hook]
pub(crate) fn use_told_height() -> NodeRef {
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        let watch = node.cast::<Element>().and_then(Watch::new);
        move || drop(watch)
    });
    node
}

struct Watch {
    observer: ResizeObserver,
    _told: Closure<dyn FnMut()>,
}

impl Watch {
    fn new(element: Element) -> Option<Self> {
        let observed = element.clone();
        let told = Closure::<dyn FnMut()>::new(move || {
            frame::tell_height(element.get_bounding_client_rect().height().ceil());
        });
        let observer = ResizeObserver::new(told.as_ref().unchecked_ref()).ok()?;
        observer.observe(&observed);
        Some(Self {
            observer,
            _told: told,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

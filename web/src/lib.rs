//! The Camcheck page: what a browser can measure of a site, and how a person sees it.
//!
//! Nothing is decided here. [`vantage`] turns the core's probes into WebRTC and fetch and
//! reports facts; the rest draws what the core says of them.

mod app;
mod clipboard;
mod components;
mod dom;
mod frame;
mod runner;
mod state;
pub mod vantage;
mod view;

use yew::Renderer;

/// The element that the page stands in, in `index.html`.
const ROOT: &str = "app";

/// Puts the page into its place, instead of its first paint.
pub fn mount() {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(ROOT));
    if let Some(root) = root {
        Renderer::<app::App>::with_root(root).render();
    }
}

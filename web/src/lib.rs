//! The Camcheck page: what a browser can measure of a site, and how a person sees it.
//!
//! Nothing is decided here. [`vantage`] turns the core's probes into WebRTC and fetch and
//! reports facts; the rest draws what the core makes of them.

mod app;
mod clipboard;
mod components;
mod frame;
mod hooks;
mod panic_notice;
mod runner;
mod state;
pub mod vantage;

use yew::Renderer;

/// The element that holds the page, in `index.html`.
const ROOT: &str = "app";

/// Puts the page into its place, instead of its first paint.
pub fn mount() {
    panic_notice::install();
    if let Some(root) = gloo_utils::document().get_element_by_id(ROOT) {
        Renderer::<app::App>::with_root(root).render();
    }
}

//! The Camcheck page: what a browser can measure at a site, and how it is shown. No decisions are made
//! here. [`vantage`] turns the core's probes into WebRTC and fetch and reports facts; the rest renders the
//! core's results.

mod app;
mod clipboard;
mod components;
mod connection;
mod frame;
mod hooks;
mod panic_notice;
mod runner;
pub mod self_test;
mod state;
pub mod vantage;

use yew::Renderer;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf = rlsf::GlobalTlsf::new();

/// The element that holds the page, in `index.html`.
const ROOT: &str = "app";

/// Renders the page in place of the first paint, unless that is the place of the self test.
pub fn mount() {
    if frame::is_self_test() {
        return;
    }
    panic_notice::install();
    if let Some(root) = gloo_utils::document().get_element_by_id(ROOT) {
        Renderer::<app::App>::with_root(root).render();
    }
}

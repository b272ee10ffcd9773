//! The native program, offered from the manifest beside the page.

use camcheck_core::downloads::{Download, Downloads};
use yew::prelude::*;

use crate::frame;
use crate::runner;
use crate::state::{Action, Programs};
use crate::view::View;

/// What it is for, and where it can be had. The manifest is fetched when this is opened.
pub(crate) fn program(view: View<'_>) -> Html {
    let words = view.words();
    let page = view.page.clone();
    let known = view.state.programs != Programs::Unknown;
    let ontoggle = Callback::from(move |_: Event| {
        if !known {
            let page = page.clone();
            wasm_bindgen_futures::spawn_local(async move {
                page.dispatch(Action::Programs(runner::programs().await));
            });
        }
    });
    html! {
        <details class="card program" {ontoggle}>
            <summary><h2>{ words.native }</h2></summary>
            <p>{ words.native_hint }</p>
            { match &view.state.programs {
                Programs::Unknown => Html::default(),
                Programs::None => html! { <p>{ words.no_downloads }</p> },
                Programs::Unsound(error) => html! {
                    <p>{ words.no_downloads }<br /><code>{ error.to_string() }</code></p>
                },
                Programs::Offered(downloads) => offers(view, downloads),
            } }
        </details>
    }
}

/// The one for this system first, the others folded away.
fn offers(view: View<'_>, downloads: &Downloads) -> Html {
    let own = frame::system().and_then(|(os, arch)| downloads.for_system(os, arch));
    let others = downloads.files.iter().filter(|file| Some(*file) != own);
    html! {
        <>
            if let Some(file) = own {
                { offer(view, downloads, file) }
            }
            if own.is_none() || downloads.files.len() > 1 {
                <details open={own.is_none()}>
                    <summary>{ view.words().other_systems }</summary>
                    { for others.map(|file| offer(view, downloads, file)) }
                </details>
            }
        </>
    }
}

fn offer(view: View<'_>, downloads: &Downloads, file: &Download) -> Html {
    let words = view.words();
    let megabytes = format!(
        "{}.{} MB",
        file.size / 1_000_000,
        file.size % 1_000_000 / 100_000
    );
    html! {
        <p class="offer">
            <a class="button second" href={file.file.clone()} download={file.file.clone()}>
                { words.download }{ ": " }{ file.os.name() }{ " " }{ file.arch.as_str() }
            </a>
            <span class="quiet">
                { downloads.version.clone() }{ ", " }{ megabytes }{ ", " }{ words.checksum }{ " " }
                <code>{ file.sha256.clone() }</code>
            </span>
        </p>
    }
}

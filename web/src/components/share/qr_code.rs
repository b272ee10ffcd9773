//! The short link as a QR code.

use camcheck_core::render::qr::Qr;
use camcheck_core::say::Language;
use yew::{Html, html};

/// The code, collapsed at first, and whether it contains less than the link.
pub(super) fn qr_code(language: Language, code: &Qr, is_shortened: bool) -> Html {
    let words = language.page();
    let size = code.size().to_string();
    html! {
        <details>
            <summary>{ words.qr }</summary>
            <svg
                class="code"
                viewBox={format!("0 0 {size} {size}")}
                role="img"
                aria-label={words.qr}
                shape-rendering="crispEdges"
            >
                <rect width={size.clone()} height={size} />
                <path d={code.svg_path()} />
            </svg>
            if is_shortened {
                <p class="quiet">{ words.qr_short }</p>
            }
        </details>
    }
}

//! A link as a QR code.

use camcheck_core::render::qr::Qr;
use yew::{Html, html};

/// The code, collapsed at first, and what is to be known about it.
pub(crate) fn qr_code(title: &'static str, code: &Qr, hint: Option<&'static str>) -> Html {
    let size = code.size().to_string();
    html! {
        <details>
            <summary>{ title }</summary>
            <svg
                class="code"
                viewBox={format!("0 0 {size} {size}")}
                role="img"
                aria-label={title}
                shape-rendering="crispEdges"
            >
                <rect width={size.clone()} height={size} />
                <path d={code.svg_path()} />
            </svg>
            if let Some(hint) = hint {
                <p class="quiet">{ hint }</p>
            }
        </details>
    }
}

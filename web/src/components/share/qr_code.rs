//! The short link as a QR code.

use camcheck_core::link::qr::Qr;
use camcheck_core::text::Language;
use yew::{Html, Properties, component, html};

/// See [`QrCode`].
#[derive(Properties, PartialEq)]
pub(super) struct QrCodeProps {
    pub(super) language: Language,
    pub(super) code: Qr,
    /// It holds less than the link.
    pub(super) is_shortened: bool,
}

/// The code, folded away until it is wanted.
#[component]
pub(super) fn QrCode(props: &QrCodeProps) -> Html {
    let words = props.language.page();
    let size = props.code.size().to_string();
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
                <path d={props.code.svg_path()} />
            </svg>
            if props.is_shortened {
                <p class="quiet">{ words.qr_short }</p>
            }
        </details>
    }
}

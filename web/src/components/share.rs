//! Ways to take the report elsewhere.

use camcheck_core::report::markdown;
use yew::prelude::*;

use super::copying;
use crate::frame;
use crate::state::{Copied, Shown};
use crate::view::View;

/// The element that stands above it.
pub(super) const TITLE_ID: &str = "camcheck-sharing";

/// The card.
pub(crate) fn share(view: View<'_>, shown: &Shown) -> Html {
    let words = view.words();
    let report = &shown.report;
    let text = markdown::render(report, view.language());
    html! {
        <section class="card share" aria-labelledby={TITLE_ID}>
            <h2 id={TITLE_ID} tabindex="-1">{ words.share }</h2>
            <p>{ words.share_hint }</p>
            if let Some(link) = &shown.links.full {
                <p><a id="camcheck-link" href={link.clone()}>{ view.language().share_words().link }</a></p>
            }
            <p class="buttons">
                if let Some(link) = &shown.links.full {
                    { copying::button(view, Copied::Link, words.copy_link, link, false) }
                }
                { copying::button(view, Copied::Markdown, words.copy_markdown, &text, false) }
                <a class="button second" download="camcheck-report.json" href={json(shown)}>{ words.download_json }</a>
                <button type="button" class="second" onclick={|_| frame::print()}>{ words.print }</button>
            </p>
            { code(view, shown) }
        </section>
    }
}

/// The report as a file. A data URL needs nothing that a page without an origin must not do.
fn json(shown: &Shown) -> String {
    // A report is plain data, which always becomes JSON.
    let json = serde_json::to_string_pretty(&shown.report).unwrap_or_default();
    format!(
        "data:application/json;charset=utf-8,{}",
        js_sys::encode_uri_component(&json)
    )
}

fn code(view: View<'_>, shown: &Shown) -> Html {
    let words = view.words();
    let Some(code) = &shown.links.code else {
        return Html::default();
    };
    let (size, path) = (code.size(), code.svg_path());
    let svg = format!(
        r#"<svg class="code" viewBox="0 0 {size} {size}" role="img" aria-label="{}" shape-rendering="crispEdges"><rect width="{size}" height="{size}"/><path d="{path}"/></svg>"#,
        words.qr
    );
    html! {
        <details>
            <summary>{ words.qr }</summary>
            { Html::from_html_unchecked(svg.into()) }
            if shown.links.code_is_shortened {
                <p class="quiet">{ words.qr_short }</p>
            }
        </details>
    }
}

//! Ways to take the report elsewhere.

use camcheck_core::report::markdown;
use js_sys::JSON;
use wasm_bindgen::JsValue;

use super::copying;
use crate::dom::{On, Tag, tag};
use crate::state::{Copied, Shown};
use crate::view::{Message, View};

/// The element that stands above it.
pub(super) const TITLE_ID: &str = "camcheck-sharing";

/// The card.
pub(crate) fn share(view: &View, shown: &Shown) -> Tag {
    let words = view.words();
    let title = tag!("h2", "id" = TITLE_ID, "tabindex" = "-1").text(words.share);
    let link = shown.links.full.as_ref().map(|link| {
        let link = tag!("a", "id" = "camcheck-link", "href" = link.as_str());
        tag!("p").child(link.text(view.language().share_words().link))
    });
    tag!(
        "section",
        "class" = "card share",
        "aria-labelledby" = TITLE_ID
    )
    .child(title)
    .child(tag!("p").text(words.share_hint))
    .maybe(link)
    .child(buttons(view, shown))
    .maybe(code(view, shown))
}

fn buttons(view: &View, shown: &Shown) -> Tag {
    let words = view.words();
    let mut buttons = tag!("p", "class" = "buttons");
    if let Some(link) = &shown.links.full {
        buttons = copying::add(buttons, view, Copied::Link, words.copy_link, link, false);
    }
    let (label, text) = (
        words.copy_markdown,
        markdown::render(&shown.report, view.language()),
    );
    let file = tag!(
        "a",
        "class" = "button second",
        "download" = "camcheck-report.json",
        "href" = json(shown).as_str()
    )
    .text(words.download_json);
    let print = tag!("button", "class" = "second", "type" = "button")
        .on(On::Press, view, Message::Print)
        .text(words.print);
    copying::add(buttons, view, Copied::Markdown, label, &text, false)
        .child(file)
        .child(print)
}

/// The report as a file. A data URL needs nothing that a page without an origin must not do.
fn json(shown: &Shown) -> String {
    // A report is plain data, which always becomes JSON. The browser indents it: a second way of
    // writing each type would be 2 KB of the page.
    let json = serde_json::to_string(&shown.report).unwrap_or_default();
    let indented = JSON::parse(&json).and_then(|report| {
        JSON::stringify_with_replacer_and_space(&report, &JsValue::NULL, &JsValue::from_f64(2.0))
    });
    let json = indented.map_or(json, String::from);
    format!(
        "data:application/json;charset=utf-8,{}",
        js_sys::encode_uri_component(&json)
    )
}

fn code(view: &View, shown: &Shown) -> Option<Tag> {
    let words = view.words();
    let code = shown.links.code.as_ref()?;
    let (size, path) = (code.size(), code.svg_path());
    let svg = format!(
        r#"<svg class="code" viewBox="0 0 {size} {size}" role="img" aria-label="{}" shape-rendering="crispEdges"><rect width="{size}" height="{size}"/><path d="{path}"/></svg>"#,
        words.qr
    );
    let shortened = shown.links.code_is_shortened;
    let details = tag!("details")
        .child(tag!("summary").text(words.qr))
        .markup(&svg)
        .maybe(shortened.then(|| tag!("p", "class" = "quiet").text(words.qr_short)));
    Some(details)
}

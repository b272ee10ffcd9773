//! Ways to share the report.

mod qr_code;

use std::rc::Rc;

use camcheck_core::model::report::Report;
use camcheck_core::render::markdown;
use camcheck_core::say::Language;
use camcheck_core::share::file_name;
use js_sys::{JSON, encode_uri_component};
use wasm_bindgen::JsValue;
use yew::{Callback, Html, Properties, component, html};

pub(super) use self::qr_code::qr_code;
use super::button::button;
use super::copy_button::CopyButtons;
use crate::frame;
use crate::state::{Action, Copied, Shown};

/// The title of the card.
pub(super) const TITLE_ID: &str = "camcheck-sharing";

/// See [`Share`].
#[derive(Properties, PartialEq)]
pub(crate) struct ShareProps {
    pub(crate) language: Language,
    pub(crate) shown: Rc<Shown>,
    pub(crate) copied: Option<(Copied, bool)>,
    pub(crate) dispatch: Callback<Action>,
    /// What the visitor states about the place, if the report is this page's own.
    pub(crate) children: Html,
}

/// The card.
#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    let (language, shown) = (props.language, &*props.shown);
    let words = language.page();
    let copy = CopyButtons {
        language,
        copied: props.copied,
        dispatch: &props.dispatch,
    };
    html! {
        <section class="card share" aria-labelledby={TITLE_ID}>
            <h2 id={TITLE_ID} tabindex="-1">{ words.share }</h2>
            <p>{ words.share_hint }</p>
            { props.children.clone() }
            if let Some(link) = &shown.links.full {
                <p>
                    <a id="camcheck-link" href={link.clone()}>{ language.labels().link }</a>
                </p>
            }
            <p class="buttons">
                if let Some(link) = &shown.links.full {
                    { copy.button(Copied::Link, words.copy_link, link.clone()) }
                }
                { copy.button(
                    Copied::Markdown,
                    words.copy_markdown,
                    markdown::render(&shown.report, language, shown.links.full.as_deref()),
                ) }
                <a
                    class="button second"
                    download={file_name(&shown.report, "json")}
                    href={json_file(&shown.report)}
                >
                    { words.download_json }
                </a>
                { button("second", None, words.print, Callback::from(|_| frame::print())) }
            </p>
            if let Some(code) = &shown.links.code {
                { qr_code(words.qr, code, shown.links.code_is_shortened.then_some(words.qr_short)) }
            }
        </section>
    }
}

/// The report as a file. A data URL works even in a page with an opaque origin.
fn json_file(report: &Report) -> String {
    // A report is plain data, which always becomes JSON. The browser indents it: a second way of
    // writing each type would make the page larger.
    let json = serde_json::to_string(report).unwrap_or_default();
    let indented = JSON::parse(&json).and_then(|report| {
        JSON::stringify_with_replacer_and_space(&report, &JsValue::NULL, &JsValue::from_f64(2.0))
    });
    let json = indented.map_or(json, String::from);
    format!(
        "data:application/json;charset=utf-8,{}",
        encode_uri_component(&json)
    )
}

//! What to do: the change request for IT, and help for the reader's firewall.

mod firewall_choice;
mod firewall_help;
mod firewall_step;
mod request_table;

use std::rc::Rc;

use camcheck_core::remedy::{ChangeRequest, Vendor};
use camcheck_core::render::csv;
use camcheck_core::say::Language;
use camcheck_core::share::file_name;
use js_sys::encode_uri_component;
use yew::{Callback, Html, Properties, component, html};

use self::firewall_choice::firewall_choice;
use self::firewall_help::firewall_help;
pub(super) use self::firewall_step::firewall_steps;
use self::request_table::request_table;
use super::copy_button::CopyButtons;
use super::send::send;
use crate::state::{Action, Book, Copied, Shown};

/// See [`Fixes`].
#[derive(Properties, PartialEq)]
pub(crate) struct FixesProps {
    pub(crate) language: Language,
    pub(crate) shown: Rc<Shown>,
    /// The firewall for which help is shown.
    pub(crate) vendor: Option<Vendor>,
    /// What is said about it.
    pub(crate) book: Book,
    pub(crate) copied: Option<(Copied, bool)>,
    pub(crate) dispatch: Callback<Action>,
}

/// The card; nothing if there is nothing to change. It is folded if nothing is required.
#[component]
pub(crate) fn Fixes(props: &FixesProps) -> Html {
    let (language, shown) = (props.language, &*props.shown);
    let report = &*shown.report;
    let words = language.page();
    let request = ChangeRequest::of(report);
    if request.is_empty() {
        return Html::default();
    }
    let is_required = request.required() > 0;
    let optional = request.rules.len().saturating_sub(request.required());
    let optional = (is_required && optional > 0)
        .then(|| (request.required(), language.optional_improvements(optional)));
    let copy = CopyButtons {
        language,
        copied: props.copied,
        dispatch: &props.dispatch,
    };
    html! {
        <details class="card fixes" open={is_required}>
            <summary>
                <h2>
                    if is_required {
                        { words.request }
                    } else {
                        { language.optional_improvements(request.rules.len()) }
                    }
                </h2>
            </summary>
            { request_table(words.request, &request.table(language), optional) }
            <p class="buttons">
                { copy.button(Copied::Request, words.copy, request.text(report, language, shown.links.full.as_deref())) }
                if !is_required {
                    { send(language, shown, "button second") }
                }
                { copy.button(Copied::Table, words.copy_table, csv::tabbed(&request, language)) }
                <a
                    class="button second"
                    download={file_name(report, "csv")}
                    href={csv_file(&csv::csv(&request, language))}
                >
                    { "CSV" }
                </a>
            </p>
            { firewall_choice(language, props.vendor, &props.book, &props.dispatch) }
            if let Some(vendor) = props.vendor {
                { firewall_help(language, vendor, report, &props.book) }
            }
        </details>
    }
}

/// The table as a file. Excel takes a file for UTF-8 only if it begins with a byte order mark.
fn csv_file(csv: &str) -> String {
    format!(
        "data:text/csv;charset=utf-8,%EF%BB%BF{}",
        encode_uri_component(csv)
    )
}

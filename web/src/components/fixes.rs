//! What to do: the change request for IT, and help for the reader's firewall.

mod firewall_choice;
mod firewall_step;
mod mail;
mod request_table;

use std::rc::Rc;

use camcheck_core::remedy::{ChangeRequest, Vendor, mail as mails, vendor_help};
use camcheck_core::render::csv;
use camcheck_core::say::Language;
use js_sys::encode_uri_component;
use yew::{Callback, Html, Properties, component, html};

use self::firewall_choice::firewall_choice;
pub(super) use self::firewall_step::firewall_step;
use self::request_table::request_table;
use super::copy_button::CopyButton;
use crate::state::{Action, Copied, Shown};

/// See [`Fixes`].
#[derive(Properties, PartialEq)]
pub(crate) struct FixesProps {
    pub(crate) language: Language,
    pub(crate) shown: Rc<Shown>,
    /// The firewall for which help is shown.
    pub(crate) vendor: Option<Vendor>,
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
    let mail = mail::address(
        &request.subject(report, language),
        &mails::texts(report, language, shown.links.short.as_deref()),
    );
    let is_required = request.required() > 0;
    let copy = |what, label: &'static str, text: String| {
        html! {
            <CopyButton
                {language}
                {what}
                {label}
                {text}
                copied={props.copied}
                dispatch={props.dispatch.clone()}
            />
        }
    };
    let steps = props
        .vendor
        .map(|vendor| vendor_help(vendor, report, language));
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
            { request_table(&request.table(language)) }
            <p class="buttons">
                { copy(Copied::Request, words.copy, request.text(report, language, shown.links.full.as_deref())) }
                <a class="button second" href={mail}>
                    { words.mail }
                </a>
                { copy(Copied::Table, words.copy_table, csv::tabbed(&request, language)) }
                <a
                    class="button second"
                    download="camcheck-request.csv"
                    href={csv_file(&csv::csv(&request, language))}
                >
                    { "CSV" }
                </a>
            </p>
            { firewall_choice(language, props.vendor, &props.dispatch) }
            if let Some(steps) = steps {
                <ol class="steps">
                    for step in steps {
                        { firewall_step(language, &step) }
                    }
                </ol>
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

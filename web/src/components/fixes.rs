//! What to do: the change request for IT, and help for the reader's firewall.

mod firewall_choice;
mod firewall_help;
mod firewall_step;
mod mail;

use std::rc::Rc;

use camcheck_core::model::report::Report;
use camcheck_core::remedy::{ChangeRequest, Vendor};
use camcheck_core::say::Language;
use yew::{Callback, Html, Properties, component, html};

use self::firewall_choice::firewall_choice;
use self::firewall_help::firewall_help;
pub(super) use self::firewall_step::firewall_steps;
use super::copy_button::CopyButton;
use super::listing::listing;
use crate::state::{Action, Book, Copied};

/// The element that names the card.
const TITLE_ID: &str = "camcheck-fixes";

/// See [`Fixes`].
#[derive(Properties, PartialEq)]
pub(crate) struct FixesProps {
    pub(crate) language: Language,
    pub(crate) report: Rc<Report>,
    /// The firewall for which help is shown.
    pub(crate) vendor: Option<Vendor>,
    /// What is said about it.
    pub(crate) book: Book,
    pub(crate) copied: Option<(Copied, bool)>,
    pub(crate) dispatch: Callback<Action>,
}

/// The card; nothing if there is nothing to change.
#[component]
pub(crate) fn Fixes(props: &FixesProps) -> Html {
    let (language, report) = (props.language, &*props.report);
    let words = language.page();
    let request = ChangeRequest::of(report);
    if request.is_empty() {
        return Html::default();
    }
    let text = request.text(report, language);
    let mail = mail::address(&request.subject(language), &text, || {
        format!(
            "{}\n{}\n",
            ChangeRequest::brief(report, language),
            words.mail_rest
        )
    });
    html! {
        <section class="card fixes" aria-labelledby={TITLE_ID}>
            <h2 id={TITLE_ID}>{ words.what_to_do }</h2>
            <h3>{ words.request }</h3>
            { listing(Some("camcheck-request"), words.request, &text) }
            <p class="buttons">
                <CopyButton
                    {language}
                    what={Copied::Request}
                    label={words.copy}
                    {text}
                    is_on_page=true
                    copied={props.copied}
                    dispatch={props.dispatch.clone()}
                />
                <a class="button second" href={mail}>{ words.mail }</a>
            </p>
            { firewall_choice(language, props.vendor, &props.book, &props.dispatch) }
            if let Some(vendor) = props.vendor {
                { firewall_help(language, vendor, report, &props.book) }
            }
        </section>
    }
}

//! What to do: the change request for IT, and help in the words of the reader's firewall.

use camcheck_core::remedy::{ChangeRequest, Step, Vendor, vendor_help};
use camcheck_core::report::Report;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::copying;
use crate::state::{Action, Copied};
use crate::view::View;

/// The card; nothing where nothing is to be changed.
pub(crate) fn fixes(view: View<'_>, report: &Report) -> Html {
    let (language, words) = (view.language(), view.words());
    let request = ChangeRequest::of(report);
    if request.is_empty() {
        return Html::default();
    }
    let text = request.text(report, language);
    html! {
        <section class="card fixes" aria-labelledby="camcheck-fixes">
            <h2 id="camcheck-fixes">{ words.what_to_do }</h2>
            <h3>{ words.request }</h3>
            <pre id="camcheck-request" tabindex="0" role="region" aria-label={words.request}>{ text.clone() }</pre>
            <p class="buttons">
                { copying::button(view, Copied::Request, words.copy, &text, true) }
                <a class="button second" href={mail(&request.subject(language), &text)}>{ words.mail }</a>
            </p>
            { vendors(view) }
            if let Some(vendor) = view.state.vendor {
                <ol class="steps">
                    { for vendor_help(vendor, report, language).iter().map(|help| step(view, help)) }
                </ol>
            }
        </section>
    }
}

fn mail(subject: &str, body: &str) -> String {
    let encoded = js_sys::encode_uri_component;
    // RFC 6068 section 5 wants line breaks as %0D%0A.
    let body = String::from(encoded(body)).replace("%0A", "%0D%0A");
    format!("mailto:?subject={}&body={body}", encoded(subject))
}

fn vendors(view: View<'_>) -> Html {
    let (words, page) = (view.words(), view.page.clone());
    let onchange = Callback::from(move |event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        let vendor = Vendor::ALL
            .into_iter()
            .find(|vendor| vendor.as_str() == chosen);
        page.dispatch(Action::Vendor(vendor));
    });
    let options = Vendor::ALL.map(|vendor| {
        let selected = view.state.vendor == Some(vendor);
        html! { <option value={vendor.as_str()} {selected}>{ vendor.name(view.language()) }</option> }
    });
    html! {
        <p>
            <label for="camcheck-firewall"><b>{ words.firewall }</b></label>
            <select id="camcheck-firewall" {onchange}>
                <option value="" selected={view.state.vendor.is_none()}>{ words.firewall_choose }</option>
                { for options }
            </select>
        </p>
    }
}

fn step(view: View<'_>, step: &Step) -> Html {
    let words = view.words();
    let wanted = step
        .wanted
        .iter()
        .map(|wanted| html! { <li>{ wanted }</li> });
    html! {
        <li>
            <h4>{ step.title }</h4>
            <ul class="notes">{ for wanted }</ul>
            <p>{ step.text }</p>
            if !step.menu.is_empty() {
                <p>{ words.menu }{ ": " }<b lang="en">{ step.menu }</b></p>
            }
            if !step.commands.is_empty() {
                <p>{ words.commands }{ ":" }</p>
                <pre tabindex="0" role="region" aria-label={words.commands}>{ step.commands }</pre>
            }
            { source(view, step) }
        </li>
    }
}

fn source(view: View<'_>, step: &Step) -> Html {
    let words = view.words();
    let Some(source) = step.source else {
        return html! { <p class="quiet">{ words.generic_rule }</p> };
    };
    html! {
        <p class="quiet">
            { words.source }{ ": " }
            if let Some(url) = source.url {
                <a href={url} target="_blank" rel="noreferrer" lang="en">{ source.title }</a>
            } else {
                <span lang="en">{ source.title }</span>
            }
        </p>
    }
}

//! What to do in the reader's firewall.

use camcheck_core::remedy::{Source, Step};
use camcheck_core::say::Language;
use yew::{Html, html};

use crate::components::listing::listing;

/// Everything that has to be done.
pub(in crate::components) fn firewall_steps(language: Language, steps: &[Step]) -> Html {
    html! {
        if !steps.is_empty() {
            <ol class="steps">
                for step in steps {
                    { firewall_step(language, step) }
                }
            </ol>
        }
    }
}

/// One thing to do: where, what, and the source.
fn firewall_step(language: Language, step: &Step) -> Html {
    let words = language.page();
    let place = place(language, step);
    html! {
        <li>
            <h4>{ step.title }</h4>
            <ul class="notes">
                for wanted in &step.wanted {
                    <li>{ wanted }</li>
                }
            </ul>
            if !place.is_empty() {
                { listing(words.menu, &place) }
            }
            <p>{ &step.text }</p>
            if !step.warning.is_empty() {
                <p><b>{ &step.warning }</b></p>
            }
            if !step.commands.is_empty() {
                <p>{ step.commands_label(language) }</p>
                { listing(words.commands, &step.commands) }
            }
            <p class="quiet">{ source(language, step.source.as_ref()) }</p>
        </li>
    }
}

/// Where it is and what to set there, as one text: a list of elements would be larger, and not as easy to copy.
fn place(language: Language, step: &Step) -> String {
    let mut lines = String::new();
    if !step.menu.is_empty() {
        let (name, colon) = (language.page().menu, language.labels().colon);
        lines.extend([name, colon, &step.menu, "\n"]);
    }
    for (field, value) in &step.fields {
        lines.extend([field, ": ", value, "\n"]);
    }
    lines
}

fn source(language: Language, source: Option<&Source>) -> Html {
    let words = language.page();
    let Some(source) = source else {
        return html! { words.generic_rule };
    };
    html! {
        <a href={source.url.clone()} target="_blank" rel="noreferrer">
            { source.said(language) }
        </a>
    }
}

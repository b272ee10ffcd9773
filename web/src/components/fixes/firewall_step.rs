//! What to do in the reader's firewall.

use camcheck_core::remedy::{Source, Step};
use camcheck_core::say::Language;
use yew::{Html, html};

use crate::components::listing::listing;

/// All there is to do.
pub(in crate::components) fn firewall_steps(language: Language, steps: &[Step]) -> Html {
    html! {
        <ol class="steps">
            for step in steps {
                { firewall_step(language, step) }
            }
        </ol>
    }
}

/// One thing to do: where, what, and the source.
fn firewall_step(language: Language, step: &Step) -> Html {
    let words = language.page();
    html! {
        <li>
            <h4>{ step.title }</h4>
            <ul class="notes">
                for wanted in &step.wanted {
                    <li>{ wanted }</li>
                }
            </ul>
            if !step.menu.is_empty() {
                <p>{ words.menu }{ ": " }<b lang="en">{ &step.menu }</b></p>
            }
            if !step.fields.is_empty() {
                <ul>
                    for (label, value) in &step.fields {
                        <li><b lang="en">{ label }</b>{ ": " }{ value }</li>
                    }
                </ul>
            }
            <p>{ &step.text }</p>
            if !step.warning.is_empty() {
                <p><b>{ words.warning }{ ": " }</b>{ &step.warning }</p>
            }
            { commands(language, step) }
            <p class="quiet">{ source(language, step.source.as_ref()) }</p>
        </li>
    }
}

fn commands(language: Language, step: &Step) -> Html {
    if step.commands.is_empty() {
        return Html::default();
    }
    let words = language.page();
    let label = if step.fill_in.is_empty() {
        words.commands
    } else {
        words.commands_template
    };
    html! {
        <>
            <p>{ label }{ ": " }{ &step.fill_in }</p>
            { listing(label, &step.commands) }
        </>
    }
}

fn source(language: Language, source: Option<&Source>) -> Html {
    let words = language.page();
    let Some(source) = source else {
        return html! { words.generic_rule };
    };
    html! {
        <>
            { words.source }
            { ": " }
            <a href={source.url.clone()} target="_blank" rel="noreferrer" lang="en">
                { &source.title }
            </a>
            { " (" }
            { &source.version }
            { ")" }
        </>
    }
}

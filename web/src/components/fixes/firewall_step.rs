//! One thing to do in the reader's firewall.

use camcheck_core::remedy::{Source, Step};
use camcheck_core::say::Language;
use yew::{Html, html};

use crate::components::listing::listing;

/// What to do, where, and the source.
pub(in crate::components) fn firewall_step(language: Language, step: &Step) -> Html {
    let words = language.page();
    html! {
        <li>
            <h4>{ step.title }</h4>
            <ul class="notes">
                for wanted in &step.wanted {
                    <li>{ wanted }</li>
                }
            </ul>
            <p>{ step.text }</p>
            if !step.menu.is_empty() {
                <p>{ words.menu }{ ": " }<b lang="en">{ step.menu }</b></p>
            }
            if !step.commands.is_empty() {
                <p>{ words.commands }{ ":" }</p>
                { listing(words.commands, step.commands) }
            }
            <p class="quiet">{ source(language, step.source) }</p>
        </li>
    }
}

fn source(language: Language, source: Option<Source>) -> Html {
    let words = language.page();
    let Some(source) = source else {
        return html! { words.generic_rule };
    };
    html! {
        <>
            { words.source }
            { ": " }
            if let Some(url) = source.url {
                <a href={url} target="_blank" rel="noreferrer" lang="en">{ source.title }</a>
            } else {
                <span lang="en">{ source.title }</span>
            }
        </>
    }
}

//! The top of the page: what it is, and in which language.

use camcheck_core::text::Language;
use yew::prelude::*;

use crate::state::Action;
use crate::view::View;

/// The name, the question and the choice of language.
pub(crate) fn brand(view: View<'_>) -> Html {
    let words = view.words();
    let choices = Language::ALL.map(|language| choice(view, language));
    html! {
        <header class="brand">
            <h1>{ words.title }</h1>
            <div class="languages" role="group" aria-label={words.language}>{ for choices }</div>
            <p>{ words.question }</p>
        </header>
    }
}

fn choice(view: View<'_>, language: Language) -> Html {
    let chosen = view.language() == language;
    html! {
        <button
            type="button"
            class="plain"
            lang={language.tag()}
            aria-pressed={if chosen { "true" } else { "false" }}
            onclick={view.on_press(move || Action::Speak(language))}
        >
            { language.autonym() }
        </button>
    }
}

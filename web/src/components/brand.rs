//! The top of the page: its name and the choice of language.

use camcheck_core::say::Language;
use yew::{Callback, Html, html};

use crate::state::Action;

/// The name, the question and the choice of language.
pub(crate) fn brand(chosen: Language, dispatch: &Callback<Action>) -> Html {
    let words = chosen.page();
    html! {
        <header class="brand">
            <p class="name">{ words.title }</p>
            <div class="languages" role="group" aria-label={words.language}>
                for language in Language::ALL {
                    <button
                        class="plain"
                        type="button"
                        lang={language.tag()}
                        aria-pressed={(language == chosen).to_string()}
                        onclick={dispatch.reform(move |_| Action::Speak(language))}
                    >
                        { language.autonym() }
                    </button>
                }
            </div>
            <h1>{ words.question }</h1>
        </header>
    }
}

//! The top of the page: its name and the choice of language.

use camcheck_core::say::Language;
use yew::{Callback, Html, MouseEvent, html};

use crate::frame;
use crate::state::{Action, State};

/// The name, the question and the choice of language.
pub(crate) fn brand(state: &State, dispatch: &Callback<Action>) -> Html {
    let chosen = state.language;
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
                        disabled={language != chosen && Language::ONLY.is_some() && state.is_measuring()}
                        onclick={speak(language, state, dispatch)}
                    >
                        { language.autonym() }
                    </button>
                }
            </div>
            <h1>{ words.question }</h1>
        </header>
    }
}

/// What a press of a language's button does.
fn speak(language: Language, state: &State, dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    match Language::ONLY {
        None => dispatch.reform(move |_| Action::Speak(language)),
        Some(only) if only == language => Callback::noop(),
        Some(_) => {
            let (place, shown) = (state.place.clone(), state.shown.clone());
            Callback::from(move |_| frame::open_in(language, &place, shown.as_deref()))
        }
    }
}

//! The top of the page: what it is, and in which language.

use camcheck_core::text::Language;
use yew::{Callback, Html, Properties, component, html};

/// See [`Brand`].
#[derive(Properties, PartialEq)]
pub(crate) struct BrandProps {
    pub(crate) language: Language,
    pub(crate) on_choose: Callback<Language>,
}

/// The name, the question and the choice of language.
#[component]
pub(crate) fn Brand(props: &BrandProps) -> Html {
    let words = props.language.page();
    html! {
        <header class="brand">
            <h1>{ words.title }</h1>
            <div class="languages" role="group" aria-label={words.language}>
                for language in Language::ALL {
                    <button
                        class="plain"
                        type="button"
                        lang={language.tag()}
                        aria-pressed={(language == props.language).to_string()}
                        onclick={props.on_choose.reform(move |_| language)}
                    >
                        { language.autonym() }
                    </button>
                }
            </div>
            <p>{ words.question }</p>
        </header>
    }
}

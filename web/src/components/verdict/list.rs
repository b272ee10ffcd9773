//! Sentences, one below the other.

use yew::{Html, html};

use crate::components::unbroken::unbroken;

/// Sentences as a list, if there are any.
pub(super) fn list(class: &'static str, sentences: Vec<String>) -> Html {
    if sentences.is_empty() {
        return Html::default();
    }
    html! {
        <ul {class}>
            for sentence in sentences {
                <li>{ unbroken(&sentence) }</li>
            }
        </ul>
    }
}

//! Sentences, one below the other.

use yew::{Html, html};

/// Sentences as a list, if there are any.
pub(super) fn list(class: &'static str, sentences: Vec<String>) -> Html {
    if sentences.is_empty() {
        return Html::default();
    }
    html! {
        <ul {class}>
            for sentence in sentences {
                <li>{ sentence }</li>
            }
        </ul>
    }
}

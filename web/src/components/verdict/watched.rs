//! What a watch of the site showed, in a report that came by link.

use camcheck_core::model::report::Report;
use camcheck_core::say::Language;
use yew::{Html, html};

use super::list::list;

/// The summary, and the time as a row of marks; nothing if there was no watch.
pub(super) fn watched(language: Language, report: &Report) -> Html {
    let Some(watch) = &report.watch else {
        return Html::default();
    };
    html! {
        <>
            <h3>{ language.watch_title() }</h3>
            { list("notes", language.watch_sentences(watch)) }
            if let Some(marks) = language.watch_marks(watch) {
                // The sentences say the same in words.
                <pre aria-hidden="true">{ &watch.timeline }</pre>
                <p class="quiet" aria-hidden="true">{ marks }</p>
            }
        </>
    }
}

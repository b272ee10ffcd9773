//! What the test does.

use camcheck_core::probe::Browser;
use camcheck_core::say::Language;
use yew::{Html, html};

use crate::vantage::browser;

/// Where to connect the device, what happens, and what is sent where.
pub(super) fn before_run(language: Language, was_stopped: bool) -> Html {
    let words = language.page();
    html! {
        <>
            if was_stopped {
                <p><b>{ words.stopped }</b></p>
            }
            <p class="stand">{ words.stand }</p>
            if browser() == Browser::Safari {
                <p>{ words.safari }</p>
            }
            <p>{ words.promise }</p>
            <p class="quiet">{ words.sent }</p>
        </>
    }
}

//! Before the test: where to connect the device, and what the test does.

use camcheck_core::probe::Browser;
use camcheck_core::render::qr::Qr;
use camcheck_core::say::Language;
use yew::{Html, html};

use crate::components::share::qr_code;
use crate::state::State;
use crate::vantage::browser;

/// What happens, how long it takes, and what is sent where.
pub(super) fn about_the_test(language: Language) -> Html {
    let words = language.page();
    html! {
        <div class="quiet">
            <p>{ words.promise }</p>
            <p>{ words.sent }</p>
        </div>
    }
}

/// Where to connect the device.
pub(super) fn before_run(state: &State) -> Html {
    let words = state.language.page();
    html! {
        <>
            if state.was_stopped() {
                <p><b>{ words.stopped }</b></p>
            }
            <p class="stand">{ words.stand }</p>
            if browser() == Browser::Safari {
                <p>{ words.safari }</p>
                if let Some(code) = Qr::new(&state.address) {
                    { qr_code(words.qr_page, &code, None) }
                }
            }
        </>
    }
}

//! The native program, offered from the manifest beside the page.

mod offers;

use yew::{Callback, Html, html};

use self::offers::offers;
use crate::runner::want_programs;
use crate::state::{Action, Programs, State};

/// What it is for, and where to download it. The manifest is fetched when this is opened.
pub(crate) fn program(state: &State, dispatch: &Callback<Action>) -> Html {
    let words = state.language.page();
    let programs = &state.programs;
    let ontoggle = {
        let is_wanted = matches!(programs, Programs::Unknown | Programs::NoAnswer);
        let dispatch = dispatch.clone();
        move |_| {
            if is_wanted {
                want_programs(&dispatch);
            }
        }
    };
    let found = match programs {
        Programs::Unknown => Html::default(),
        Programs::None => html! { <p>{ words.no_downloads }</p> },
        Programs::NoAnswer => html! { <p>{ words.downloads_missing }</p> },
        Programs::Unsound(error) => html! {
            <p>{ words.no_downloads }<br /><code>{ error.to_string() }</code></p>
        },
        Programs::Offered(downloads) => offers(state, downloads, dispatch),
    };
    html! {
        <details class="card program" {ontoggle}>
            <summary><h2>{ words.native }</h2></summary>
            <p>{ words.native_hint }</p>
            { found }
        </details>
    }
}

//! What the visitor states about the place: how the device is connected, and the name of the site.

use camcheck_core::model::place::{Connection, MAX_SITE};
use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, TargetCast, html};

use crate::state::{Action, State};

/// The field with the site's name.
const SITE_ID: &str = "camcheck-site";

/// Both questions. None needs an answer.
pub(crate) fn place_form(state: &State, dispatch: &Callback<Action>) -> Html {
    let words = state.language.page();
    let named = dispatch.reform(|event: InputEvent| {
        let field: Option<HtmlInputElement> = event.target_dyn_into();
        Action::Named(field.map(|field| field.value()).unwrap_or_default())
    });
    html! {
        <div class="place">
            <fieldset>
                <legend>{ words.connection }</legend>
                for (connection, label) in Connection::ALL.into_iter().zip(words.connections) {
                    <label>
                        <input
                            type="radio"
                            name="connection"
                            value={connection.as_str()}
                            checked={state.place.connection == Some(connection)}
                            onchange={dispatch.reform(move |_| Action::Connected(connection))}
                        />
                        { label }
                    </label>
                }
            </fieldset>
            <p>
                <label for={SITE_ID}>{ words.site }</label>
                <input
                    id={SITE_ID}
                    type="text"
                    maxlength={MAX_SITE.to_string()}
                    autocomplete="off"
                    value={state.place.site.clone().unwrap_or_default()}
                    oninput={named}
                />
            </p>
        </div>
    }
}

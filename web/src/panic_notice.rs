//! The notice that a reader sees after a panic, which is always a bug of ours.

use yew::set_custom_panic_hook;

/// The notice in `index.html`, hidden until it is needed, and the place for the message in it.
const NOTICE_ID: &str = "ended";
const MESSAGE_ID: &str = "ended-message";

/// After this call, a panic writes its message to the console, with the stack, and to the notice.
pub(crate) fn install() {
    set_custom_panic_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        show(&panic.to_string());
    }));
}

/// Runs while the program ends, so it must not panic itself.
fn show(message: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    if let Some(place) = document.get_element_by_id(MESSAGE_ID) {
        place.set_text_content(Some(message));
    }
    if let Some(notice) = document.get_element_by_id(NOTICE_ID) {
        // If that fails, the page's own script shows the notice when the program has ended.
        let _ = notice.remove_attribute("hidden");
    }
}

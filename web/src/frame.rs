//! The page's surroundings: its URL, the visitor's system, and the page that embeds it.

use camcheck_core::downloads::{Arch, Os};
use camcheck_core::link::{self, LinkError};
use camcheck_core::report::Report;
use camcheck_core::text::Language;
use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, HtmlElement, HtmlSelectElement, Navigator, ResizeObserver, UrlSearchParams, Window,
};

/// How the page was opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Frame {
    /// `?run`, and not inside somebody else's page, where only a press may start a test.
    pub(crate) starts_at_once: bool,
    /// `?embed`: the surrounding page has the title and the frame.
    pub(crate) embedded: bool,
    /// `?lang=`, or else the browser's first language that there is.
    pub(crate) language: Language,
    /// The address of the page, without query and fragment.
    pub(crate) address: String,
}

impl Frame {
    pub(crate) fn look() -> Self {
        let Some(window) = web_sys::window() else {
            return Self::default();
        };
        let query = window.location().search().unwrap_or_default();
        let Ok(parameters) = UrlSearchParams::new_with_str(&query) else {
            return Self::default();
        };
        Self {
            starts_at_once: parameters.has("run") && !is_in_foreign_frame(&window),
            embedded: parameters.has("embed"),
            language: language(&parameters, &window.navigator()),
            address: address(&window),
        }
    }
}

/// The report in the page's fragment, if there is a fragment.
pub(crate) fn received() -> Option<Result<Report, LinkError>> {
    let fragment = web_sys::window()?.location().hash().ok()?;
    (!fragment.is_empty()).then(|| link::read(&fragment))
}

/// Takes a report out of the page's address once another is measured: whoever shares the address, or
/// opens it again, would get the old one.
pub(crate) fn forget_link() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let location = window.location();
    let (Ok(path), Ok(query), Ok(history)) =
        (location.pathname(), location.search(), window.history())
    else {
        return;
    };
    if received().is_some() {
        // Where that is forbidden, the old address stays.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&(path + &query)));
    }
}

/// Opens the page anew when another report is pasted into its address.
pub(crate) fn reload_on_another_link() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let location = window.location();
    let reload = Closure::<dyn FnMut()>::new(move || {
        let holds_report = !matches!(received(), None | Some(Err(LinkError::NotALink)));
        if !holds_report {
            return;
        }
        // Where reloading is forbidden, the report that is shown simply stays.
        let _ = location.reload();
    });
    window.set_onhashchange(Some(reload.as_ref().unchecked_ref()));
    // It lives as long as the page.
    reload.forget();
}

/// Says in which language the page is, for screen readers and for the window's title.
pub(crate) fn speak(language: Language) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let words = language.page();
    document.set_title(&format!("{}: {}", words.title, words.question));
    if let Some(root) = document.document_element() {
        // An element accepts any value of `lang`.
        let _ = root.set_attribute("lang", language.tag());
    }
}

/// Puts the keyboard's focus onto an element, so that it is read next.
pub(crate) fn focus(id: &str) {
    if let Some(element) = element::<HtmlElement>(id) {
        // Without focus the page is merely less comfortable.
        let _ = element.focus();
    }
}

/// The value that is chosen in an element.
pub(crate) fn chosen(id: &str) -> Option<String> {
    element::<HtmlSelectElement>(id).map(|element| element.value())
}

/// One of the page's own elements, whose kind the caller knows.
fn element<T: JsCast>(id: &str) -> Option<T> {
    let document = web_sys::window()?.document()?;
    Some(document.get_element_by_id(id)?.unchecked_into())
}

/// Whether something like this stands in an element.
pub(crate) fn holds(id: &str, selector: &str) -> bool {
    element::<Element>(id).is_some_and(|element| {
        let found = element.query_selector(selector);
        found.is_ok_and(|found| found.is_some())
    })
}

/// Opens the browser's dialogue for printing.
pub(crate) fn print() {
    if let Some(window) = web_sys::window() {
        // A sandboxed frame must not, and has no way to say so.
        let _ = window.print();
    }
}

/// The visitor's system, if the native program runs on it, and its processor as far as told.
pub(crate) fn system() -> Option<(Os, Option<Arch>)> {
    let agent = web_sys::window()?.navigator().user_agent().ok()?;
    system_of(&agent)
}

fn system_of(agent: &str) -> Option<(Os, Option<Arch>)> {
    let has = |word: &str| agent.contains(word);
    let arch = (has("aarch64") || has("arm64") || has("ARM64")).then_some(Arch::Aarch64);
    if has("Android") || has("iPhone") || has("iPad") {
        None
    } else if has("Windows") {
        Some((Os::Windows, arch))
    } else if has("Macintosh") {
        Some((Os::Macos, arch))
    } else {
        has("Linux").then_some((Os::Linux, arch))
    }
}

/// Tells the embedding page how high an element is, in CSS pixels, now and whenever that changes.
pub(crate) fn tell_heights(id: &str) {
    let Some(element) = element::<Element>(id) else {
        return;
    };
    let observed = element.clone();
    let told = Closure::<dyn FnMut()>::new(move || {
        let height = element.get_bounding_client_rect().height().ceil();
        tell("camcheck:height", "height", &JsValue::from_f64(height));
    });
    if let Ok(observer) = ResizeObserver::new(told.as_ref().unchecked_ref()) {
        observer.observe(&observed);
    }
    // It lives as long as the page.
    told.forget();
}

/// Tells the embedding page that the verdict is known.
pub(crate) fn tell_done(overall: &str) {
    tell("camcheck:done", "overall", &JsValue::from_str(overall));
}

/// Neither message holds anything that a foreign page could not see anyway, so any may get it.
fn tell(kind: &str, name: &str, value: &JsValue) {
    let Some(parent) = web_sys::window().as_ref().and_then(parent) else {
        return;
    };
    let message = Object::new();
    let set = |name: &str, value: &JsValue| {
        Reflect::set(&message, &JsValue::from_str(name), value).unwrap_or(false)
    };
    if set("type", &JsValue::from_str(kind)) && set(name, value) {
        // A parent that is gone needs no message.
        let _ = parent.post_message(&message, "*");
    }
}

/// The embedding window, if there is one.
fn parent(window: &Window) -> Option<Window> {
    let parent = window.parent().ok().flatten()?;
    (window != &parent).then_some(parent)
}

/// The location of a foreign parent cannot be read.
fn is_in_foreign_frame(window: &Window) -> bool {
    parent(window).is_some_and(|parent| parent.location().origin().is_err())
}

fn language(parameters: &UrlSearchParams, navigator: &Navigator) -> Language {
    let wished: Vec<String> = parameters
        .get("lang")
        .into_iter()
        .chain(
            navigator
                .languages()
                .iter()
                .filter_map(|tag| tag.as_string()),
        )
        .collect();
    Language::preferred(wished.iter().map(String::as_str))
}

fn address(window: &Window) -> String {
    let whole = window.location().href().unwrap_or_default();
    let end = whole.find(['?', '#']).unwrap_or(whole.len());
    whole.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_offered_no_program_of_its_own() {
        for agent in [
            "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15",
        ] {
            assert_eq!(system_of(agent), None, "{agent}");
        }
    }

    #[test]
    fn a_computer_is_told_by_its_agent() {
        for (agent, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150",
                (Os::Windows, None),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605",
                (Os::Macos, None),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Firefox/153.0",
                (Os::Linux, None),
            ),
            (
                "Mozilla/5.0 (X11; Linux aarch64) Firefox/153.0",
                (Os::Linux, Some(Arch::Aarch64)),
            ),
        ] {
            assert_eq!(system_of(agent), Some(system), "{agent}");
        }
    }
}

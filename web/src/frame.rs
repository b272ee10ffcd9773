//! The page's surroundings: its URL, the visitor's system, and the page that embeds it.

use std::time::Duration;

use camcheck_core::downloads::{Arch, Os};
use camcheck_core::model::place::Place;
use camcheck_core::model::report::Report;
use camcheck_core::say::Language;
use camcheck_core::share::link::{self, LinkError};
use gloo_utils::{document, window};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Navigator, UrlSearchParams, Window};

use crate::connection::Connection;
use crate::state::{Origin, Shown};

/// The element that is the page.
pub(crate) const PAGE_ID: &str = "camcheck";

/// How the page was opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Frame {
    /// `?run`, and not inside a third party's page, where only a press of the button may start a test.
    pub(crate) starts_at_once: bool,
    /// A feed follows the verdict without a press of the button: not inside a third party's page, and not on a
    /// connection that may cost the visitor something.
    pub(crate) streams_at_once: bool,
    /// `?embed`: the surrounding page has the title and the border.
    pub(crate) embedded: bool,
    /// `?lang=`, or else the first of the browser's languages that is available.
    pub(crate) language: Language,
    /// The address of the page, without query and fragment.
    pub(crate) address: String,
    /// What the browser reveals about the place, or what was known about it when another language was chosen.
    pub(crate) place: Place,
    /// The report that this page showed when another language was chosen.
    pub(crate) handed_over: Option<Report>,
}

impl Frame {
    pub(crate) fn look() -> Self {
        let window = window();
        let query = window.location().search().unwrap_or_default();
        let Ok(parameters) = UrlSearchParams::new_with_str(&query) else {
            return Self::default();
        };
        let connection = Connection::of(&window.navigator());
        let handed_over = take(&window, REPORT).and_then(|report| Report::parse(&report).ok());
        let place = take(&window, PLACE).and_then(|place| Place::parse(&place));
        Self {
            starts_at_once: parameters.has("run")
                && handed_over.is_none()
                && !is_in_foreign_frame(&window),
            streams_at_once: !is_in_foreign_frame(&window) && !connection.is_metered(),
            embedded: parameters.has("embed"),
            language: language(&parameters, &window.navigator()),
            address: address(&window),
            place: place.unwrap_or_else(|| Place {
                site: None,
                connection: connection.place(),
                utc_offset: utc_offset(),
            }),
            handed_over,
        }
    }
}

/// What is handed over to the page in another language, by its key in the storage of the tab.
const REPORT: &str = "camcheck-report";
const PLACE: &str = "camcheck-place";

/// Opens the page in a language that this build does not contain, and hands over what it shows and what the visitor
/// entered.
pub(crate) fn open_in(language: Language, place: &Place, shown: Option<&Shown>) {
    let window = window();
    let location = window.location();
    let (Ok(path), Ok(query), Ok(mut fragment)) =
        (location.pathname(), location.search(), location.hash())
    else {
        return;
    };
    let Ok(parameters) = UrlSearchParams::new_with_str(&query) else {
        return;
    };
    parameters.set("lang", language.tag());
    keep(&window, PLACE, place);
    // A report that came with the link is still in the link.
    if let Some(shown) = shown.filter(|shown| shown.origin != Origin::Link)
        && !keep(&window, REPORT, &*shown.report)
    {
        // In a sandboxed frame.
        let link = shown.links.full.as_deref().unwrap_or_default();
        fragment = link
            .find('#')
            .map_or(fragment, |at| link.split_at(at).1.to_owned());
    }
    let parameters = String::from(parameters.to_string());
    // Where that is forbidden, the language stays.
    let _ = location.replace(&format!("{path}?{parameters}{fragment}"));
}

/// Returns whether the browser has kept it.
fn keep(window: &Window, key: &str, value: &impl Serialize) -> bool {
    let storage = window.session_storage().ok().flatten();
    storage
        .zip(serde_json::to_string(value).ok())
        .is_some_and(|(storage, value)| storage.set_item(key, &value).is_ok())
}

/// Returns what was kept, and removes it.
fn take(window: &Window, key: &str) -> Option<String> {
    let storage = window.session_storage().ok()??;
    let value = storage.get_item(key).ok()?;
    // Otherwise the page would show it again when it is loaded again.
    storage.remove_item(key).ok()?;
    value
}

/// The parameter that asks for the self test.
pub(crate) const SELF_TEST: &str = "selftest";

/// Whether the page was opened for its self test, which `index.html` then loads.
pub(crate) fn is_self_test() -> bool {
    let query = window().location().search();
    query.is_ok_and(|query| query.contains(SELF_TEST))
}

/// The report in the page's fragment, if there is a fragment.
pub(crate) fn received() -> Option<Result<Report, LinkError>> {
    let fragment = window().location().hash().ok()?;
    (!fragment.is_empty()).then(|| link::read(&fragment))
}

/// Removes a report from the page's address once a new one is measured: otherwise, sharing the address or opening it
/// again would show the old one.
pub(crate) fn forget_link() {
    let window = window();
    let location = window.location();
    let (Ok(path), Ok(query), Ok(history)) =
        (location.pathname(), location.search(), window.history())
    else {
        return;
    };
    if received().is_some() {
        // If that is forbidden, the old address stays.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&(path + &query)));
    }
}

/// Moves the keyboard focus to an element, so that a screen reader reads it next.
pub(crate) fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Without focus, the page is only less convenient.
        let _ = element.focus();
    }
}

/// Whether no element has the keyboard focus.
pub(crate) fn has_lost_focus() -> bool {
    let focused = document().active_element();
    focused.is_none_or(|element| element.tag_name() == "BODY")
}

/// Whether there are `font` elements in the page.
pub(crate) fn has_fonts() -> bool {
    let found = document().query_selector(&format!("#{PAGE_ID} font"));
    found.is_ok_and(|found| found.is_some())
}

/// Opens the browser's print dialogue.
pub(crate) fn print() {
    // A sandboxed frame may not print, and there is nowhere to report that.
    let _ = window().print();
}

/// The attribute of the document in which `index.html` leaves the client hint "architecture".
const PROCESSOR: &str = "data-processor";

/// The visitor's system, if the native program runs on it, and its processor if it is reported.
pub(crate) fn system() -> Option<(Os, Option<Arch>)> {
    let navigator = window().navigator();
    let root = document().document_element()?;
    system_of(
        &navigator.user_agent().ok()?,
        navigator.max_touch_points(),
        &root.get_attribute(PROCESSOR).unwrap_or_default(),
    )
}

/// `hint` is empty in browsers that give none.
fn system_of(agent: &str, touch_points: i32, hint: &str) -> Option<(Os, Option<Arch>)> {
    let has = |word: &str| agent.contains(word);
    let arch = match hint {
        "arm" => Some(Arch::Aarch64),
        "x86" => Some(Arch::X86_64),
        _ => (has("aarch64") || has("arm64") || has("ARM64")).then_some(Arch::Aarch64),
    };
    // An iPad calls itself a Macintosh, but no Mac has a touch screen.
    let is_ipad = has("Macintosh") && touch_points > 1;
    if has("Android") || has("iPhone") || has("iPad") || is_ipad {
        None
    } else if has("Windows") {
        Some((Os::Windows, arch))
    } else if has("Macintosh") {
        Some((Os::Macos, arch))
    } else {
        has("Linux").then_some((Os::Linux, arch))
    }
}

/// The embedding window, if there is one.
pub(crate) fn parent(window: &Window) -> Option<Window> {
    let parent = window.parent().ok().flatten()?;
    (window != &parent).then_some(parent)
}

/// The location of a third party's parent page cannot be read.
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

/// Minutes by which this device's clock is ahead of UTC.
fn utc_offset() -> Option<i16> {
    let behind = js_sys::Date::new_0().get_timezone_offset();
    // A whole number; the standard library has no other checked conversion for it.
    let minutes = Duration::try_from_secs_f64(behind.abs()).ok()?.as_secs();
    let minutes = i16::try_from(minutes).ok()?;
    Some(if behind > 0.0 { -minutes } else { minutes })
}

/// The address of the page, without query and fragment.
pub(crate) fn address(window: &Window) -> String {
    let whole = window.location().href().unwrap_or_default();
    let end = whole.find(['?', '#']).unwrap_or(whole.len());
    whole.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_or_tablet_is_offered_no_program_of_its_own() {
        for agent in [
            "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15",
        ] {
            assert_eq!(system_of(agent, 5, "arm"), None, "{agent}");
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
            assert_eq!(system_of(agent, 0, ""), Some(system), "{agent}");
        }
    }

    #[test]
    fn a_hint_tells_the_processor_better_than_the_agent() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/150";
        for (agent, hint, system) in [
            (mac, "arm", (Os::Macos, Some(Arch::Aarch64))),
            (mac, "x86", (Os::Macos, Some(Arch::X86_64))),
            (
                "Mozilla/5.0 (X11; Linux x86_64) Chrome/150",
                "arm",
                (Os::Linux, Some(Arch::Aarch64)),
            ),
        ] {
            assert_eq!(system_of(agent, 0, hint), Some(system), "{agent}");
        }
    }
}

//! The buttons that start and stop a run, and what else can be done with a verdict at once.

use camcheck_core::text::Language;
use yew::{AttrValue, Callback, Html, Properties, component, html};

use crate::state::Origin;

/// See [`RunButtons`].
#[derive(Properties, PartialEq)]
pub(super) struct RunButtonsProps {
    pub(super) language: Language,
    pub(super) is_running: bool,
    /// Where the report that is shown comes from, if one is shown.
    pub(super) origin: Option<Origin>,
    /// The report is joined, and the page's own can be shown instead.
    pub(super) can_show_own: bool,
    /// The address of the same page outside the frame, if it is in one.
    pub(super) alone: Option<AttrValue>,
    pub(super) on_start: Callback<()>,
    pub(super) on_stop: Callback<()>,
    pub(super) on_show_own: Callback<()>,
}

/// The buttons. Their keys keep the one that starts and the one that stops two elements: a press
/// that is meant for one must not reach the other.
#[component]
pub(super) fn RunButtons(props: &RunButtonsProps) -> Html {
    let words = props.language.page();
    if props.is_running {
        return html! {
            <p class="buttons">
                <button
                    key="stop"
                    id="camcheck-stop"
                    class="second"
                    type="button"
                    onclick={props.on_stop.reform(|_| ())}
                >
                    { words.stop }
                </button>
            </p>
        };
    }
    let label = match props.origin {
        None => words.start,
        Some(Origin::Link) => words.shared_test_here,
        Some(Origin::Here | Origin::Joined) => words.again,
    };
    html! {
        <p class="buttons">
            <button
                key="start"
                id="camcheck-start"
                type="button"
                onclick={props.on_start.reform(|_| ())}
            >
                { label }
            </button>
            if props.can_show_own {
                <button class="second" type="button" onclick={props.on_show_own.reform(|_| ())}>
                    { words.show_own }
                </button>
            }
            if let Some(alone) = &props.alone {
                <a href={alone} target="_blank" rel="noopener">{ words.open_alone }</a>
            }
        </p>
    }
}

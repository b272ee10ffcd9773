//! The self test (`?selftest`): every technique by which the page measures, tried once, with a link to the outcome.
//!
//! It is for a browser that Camcheck could not be tried in, such as Safari: a person who has one opens it on a network
//! that lets everything pass, and sends the link. It is a program of its own, so that the page stays small, and in
//! English only, since developers read it.

mod outcome;
mod view;

use gloo_utils::{document, window};
use yew::{Callback, Renderer};

use self::outcome::{Finding, Outcome};
use self::view::{Screen, SelfTestPage};
use crate::runner::CATALOGUE;
use crate::vantage::self_test::{Check, SelfTest};
use crate::{ROOT, frame, panic_notice};

/// Renders the self test, or the outcome in the page's fragment, in place of the first paint.
pub fn mount() {
    panic_notice::install();
    if let Some(root) = document().get_element_by_id(ROOT) {
        Renderer::<SelfTestPage>::with_root(root).render();
    }
}

/// What is shown first.
fn opened() -> Screen {
    let fragment = window().location().hash().unwrap_or_default();
    if fragment.is_empty() {
        return Screen::Before;
    }
    match Outcome::from_fragment(&fragment) {
        Ok(outcome) => Screen::Done {
            outcome,
            link: None,
        },
        Err(problem) => Screen::Failed(problem.to_owned()),
    }
}

/// Tries everything, and shows each step.
async fn run(show: Callback<Screen>) {
    let started = js_sys::Date::new_0().to_iso_string().into();
    let mut findings = Vec::new();
    let running = |findings: &[Finding], now| Screen::Running {
        findings: findings.to_vec(),
        now,
    };
    show.emit(running(&findings, Check::Webrtc));
    let test = match SelfTest::begin(CATALOGUE).await {
        Ok(test) => test,
        Err(problem) => return show.emit(Screen::Failed(problem)),
    };
    for check in Check::ALL {
        show.emit(running(&findings, check));
        let (verdict, seen) = test.perform(check).await;
        findings.push(Finding {
            check,
            verdict,
            seen,
        });
    }
    let outcome = Outcome {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started,
        user_agent: window().navigator().user_agent().unwrap_or_default(),
        findings,
    };
    let address = frame::address(&window());
    let link = format!("{address}?{}#{}", frame::SELF_TEST, outcome.to_fragment());
    show.emit(Screen::Done {
        outcome,
        link: Some(link),
    });
}

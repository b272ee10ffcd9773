//! How the self test looks.

use wasm_bindgen_futures::spawn_local;
use yew::{Callback, Html, component, html, use_state};

use super::outcome::{Finding, Outcome};
use super::{opened, run};
use crate::frame::PAGE_ID;
use crate::vantage::self_test::Check;

/// What is on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Screen {
    /// It can be started.
    Before,
    /// What was found so far, and what is tried now.
    Running { findings: Vec<Finding>, now: Check },
    /// The outcome, with a link to it unless it came by one.
    Done {
        outcome: Outcome,
        link: Option<String>,
    },
    /// Why there is no outcome.
    Failed(String),
}

impl Screen {
    /// As the page's own states.
    const fn state(&self) -> &'static str {
        match self {
            Self::Before | Self::Failed(_) => "idle",
            Self::Running { .. } => "running",
            Self::Done { .. } => "done",
        }
    }
}

#[component]
pub(super) fn SelfTestPage() -> Html {
    let screen = use_state(opened);
    let show = {
        let setter = screen.setter();
        Callback::from(move |screen| setter.set(screen))
    };
    let content = match &*screen {
        Screen::Before => before(show),
        Screen::Running { findings, now } => html! {
            <>
                <p role="status">
                    { format!("{} of {}: {}", findings.len() + 1, Check::ALL.len(), now.expected()) }
                </p>
                { list(findings) }
            </>
        },
        Screen::Done { outcome, link } => done(outcome, link.as_deref()),
        Screen::Failed(problem) => html! { <p class="fault" role="alert">{ problem }</p> },
    };
    html! {
        <main id={PAGE_ID} data-state={screen.state()}>
            <header class="brand">
                <p class="name">{ "Camcheck self test" }</p>
                <h1>{ "Does Camcheck measure correctly in this browser?" }</h1>
            </header>
            <section class="card">{ content }</section>
        </main>
    }
}

fn before(show: Callback<Screen>) -> Html {
    let onclick = move |_| spawn_local(run(show.clone()));
    html! {
        <>
            <p>{ "This tries every technique of the test once. It takes half a minute and moves about 5 MB." }</p>
            <p>
                { "Use a network that blocks nothing, such as one at home. On any other, the network may cause a difference, \
                   and not the browser." }
            </p>
            <p><button id="camcheck-start" class="button" {onclick}>{ "Start the self test" }</button></p>
        </>
    }
}

fn done(outcome: &Outcome, link: Option<&str>) -> Html {
    html! {
        <>
            <p>
                { &outcome.user_agent }<br />
                { format!("{}, Camcheck {}", outcome.started, outcome.version) }
            </p>
            { list(&outcome.findings) }
            if let Some(link) = link {
                <p>
                    { "Send " }
                    <a id="self-test-link" href={link.to_owned()}>{ "this link" }</a>
                    { " to the person who asked you for the test. It contains what is on this page, and nothing else." }
                </p>
            }
        </>
    }
}

fn list(findings: &[Finding]) -> Html {
    html! {
        <ol>
            for finding in findings {
                <li data-check={finding.check.as_str()} data-verdict={finding.verdict.as_str()}>
                    <strong>
                        { format!("{}: {}", finding.check.expected(), finding.verdict.words()) }
                    </strong>
                    <br />
                    { &finding.seen }
                </li>
            }
        </ol>
    }
}

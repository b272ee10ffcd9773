//! The page as a person uses it, and what can then be read from it.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use camcheck_core::model::report::Report;
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::Value;
use tokio::time::sleep;

use super::devtools::Command;
use super::{VERDICT_LIMIT, browser_fault};
use crate::error::LabError;

/// Pause between two looks at the page.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// The size of the browser's window, in CSS pixels, and whether a picture is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Take a picture of the verdict.
    pub picture: bool,
    /// The visitor prefers dark colours.
    pub dark: bool,
    /// By how many times the page's thread is slower than this machine; Chromium only.
    pub slower: Option<NonZeroU32>,
    /// As what the browser gives itself out; Chromium only.
    pub user_agent: Option<&'static str>,
}

/// No browser makes its window narrower than this.
const NARROWEST_WINDOW: u32 = 500;

impl Window {
    /// Chromium then plays a phone of this size; Firefox shows its narrowest window.
    pub(super) const fn is_phone(&self) -> bool {
        self.width < NARROWEST_WINDOW
    }
}

impl Default for Window {
    fn default() -> Self {
        Self {
            width: 1280,
            height: 900,
            picture: false,
            dark: false,
            slower: None,
            user_agent: None,
        }
    }
}

/// What the page showed in the end.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `data-overall`.
    pub overall: String,
    /// `data-status` of each `data-requirement`.
    pub rows: BTreeMap<String, String>,
    /// The report in the page.
    pub report: Report,
    /// From the press to the first row with a status, by the page's own clock.
    pub first_row: Duration,
    /// From the press to the verdict.
    pub verdict: Duration,
    /// How far what was on the screen moved by itself during the run, as the sum of the scores of all layout shifts
    /// (Layout Instability API); `None` in a browser that does not measure it.
    pub layout_shift: Option<f64>,
    /// The most WebRTC connections that were open at a time.
    pub most_connections: u32,
    /// By how many CSS pixels the page is wider than the window.
    pub overhang: f64,
    /// Uncaught errors and what the page logged as an error.
    pub faults: Vec<String>,
    /// PNG of the whole page, if it was asked for.
    pub picture: Option<Vec<u8>>,
}

/// Notes errors, when rows and verdict come, and how many connections are open; nothing of the page is changed.
const WATCH: &str = r#"
    const main = document.getElementById("camcheck");
    const seen = window.camcheckSeen = { faults: [] };
    addEventListener("error", event => seen.faults.push(String(event.message)));
    addEventListener("unhandledrejection", event => seen.faults.push(String(event.reason)));
    const log = console.error;
    console.error = (...words) => { seen.faults.push(words.join(" ")); log(...words); };
    if (window.PerformanceObserver?.supportedEntryTypes?.includes("layout-shift")) {
        seen.shift = 0;
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
        }).observe({ type: "layout-shift" });
    }
    seen.open = seen.most = 0;
    if (window.RTCPeerConnection) {
        const close = RTCPeerConnection.prototype.close;
        RTCPeerConnection.prototype.close = function () {
            if (this.signalingState !== "closed") seen.open -= 1;
            return close.call(this);
        };
        window.RTCPeerConnection = class extends RTCPeerConnection {
            constructor(...settings) {
                super(...settings);
                seen.most = Math.max(seen.most, seen.open += 1);
            }
        };
    }
    addEventListener("click", () => { seen.pressed = performance.now(); }, { capture: true });
    new MutationObserver(() => {
        const now = performance.now();
        if (!seen.first && main.querySelector("[data-status]:not([data-status=not-tested])")) seen.first = now;
        if (!seen.done && main.dataset.state === "done") seen.done = now;
    }).observe(main, { subtree: true, childList: true, attributes: true });
"#;

const READ: &str = r#"
    const main = document.getElementById("camcheck");
    const rows = {};
    for (const row of main.querySelectorAll("[data-requirement]"))
        rows[row.dataset.requirement] = row.dataset.status;
    const seen = window.camcheckSeen;
    return {
        overall: main.dataset.overall,
        rows,
        report: document.getElementById("camcheck-report").textContent,
        first: (seen.first ?? seen.done) - seen.pressed,
        done: seen.done - seen.pressed,
        shift: seen.shift,
        connections: seen.most,
        overhang: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        faults: seen.faults,
    };
"#;

/// The button.
pub(super) const START: &str = "#camcheck-start";

const VERDICT: &str = r#"document.getElementById("camcheck").dataset.state === "done""#;

/// A feed that runs shows its first second only when that is over.
const FEED: &str = r#"
    const main = document.getElementById("camcheck");
    const isRunning = main.dataset.feed === "running" && !main.querySelector("table.feed");
    return isRunning ? "begins" : main.dataset.feed;
"#;

/// What helps to find out why something did not come.
const BRIEFLY: &str = r#"
    const main = document.getElementById("camcheck");
    const ended = document.getElementById("ended-message")?.textContent;
    const text = document.body?.innerText.slice(0, 300);
    return [location.href, document.readyState, main?.dataset.state, window.camcheckSeen?.faults, ended, text];
"#;

const STATE: &str = r#"return document.getElementById("camcheck").dataset.state"#;

pub(super) async fn press(client: &Client, url: &str, window: &Window) -> Result<Seen, LabError> {
    start(client, url, window).await?;
    let read = run(client, READ).await?;
    let picture = match window.picture {
        true => Some(client.screenshot().await.map_err(browser_fault)?),
        false => None,
    };
    seen(&read, picture)
}

/// `begins` is called when a feed begins, also when another one follows.
pub(super) async fn press_and_stream(
    client: &Client,
    url: &str,
    mut begins: impl FnMut(),
) -> Result<Seen, LabError> {
    start(client, url, &Window::default()).await?;
    let started = Instant::now();
    let mut shown = true;
    loop {
        let phase = run(client, FEED).await?;
        match phase.as_str().unwrap_or_default() {
            "done" => break,
            "begins" if shown => begins(),
            _ => {}
        }
        shown = phase != "begins";
        if started.elapsed() > VERDICT_LIMIT {
            return Err(unexpected("the feed never ended"));
        }
        sleep(LOOK).await;
    }
    let read = run(client, READ).await?;
    seen(&read, None)
}

/// Opens the page, presses its button and waits for the verdict.
async fn start(client: &Client, url: &str, window: &Window) -> Result<(), LabError> {
    let (width, height) = (window.width.max(NARROWEST_WINDOW), window.height);
    client
        .set_window_size(width, height)
        .await
        .map_err(browser_fault)?;
    client.goto(url).await.map_err(browser_fault)?;
    if let Some(times) = window.slower {
        let slow_down = Command::slow_down(times);
        client.issue_cmd(slow_down).await.map_err(browser_fault)?;
    }
    let button = element(client, START).await?;
    run(client, WATCH).await?;
    button.click().await.map_err(browser_fault)?;
    wait_for_verdict(client).await
}

/// The element that a CSS selector names, once it is there.
pub(super) async fn element(client: &Client, css: &str) -> Result<Element, LabError> {
    let wait = client.wait().at_most(VERDICT_LIMIT);
    let element = wait.for_element(Locator::Css(css)).await;
    element.map_err(browser_fault)
}

pub(super) async fn wait_for_verdict(client: &Client) -> Result<(), LabError> {
    until(client, VERDICT).await
}

/// Waits until a JavaScript expression is true.
pub(super) async fn until(client: &Client, expression: &str) -> Result<(), LabError> {
    let started = Instant::now();
    let script = format!("return Boolean({expression})");
    while run(client, &script).await? != Value::Bool(true) {
        if started.elapsed() > VERDICT_LIMIT {
            let page = run(client, BRIEFLY).await?;
            return Err(unexpected(&format!(
                "never became true: {expression}; the page then: {page}"
            )));
        }
        sleep(LOOK).await;
    }
    Ok(())
}

pub(super) async fn state(client: &Client) -> Result<String, LabError> {
    let state = run(client, STATE).await?;
    Ok(state.as_str().unwrap_or_default().to_owned())
}

pub(super) async fn run(client: &Client, script: &str) -> Result<Value, LabError> {
    client
        .execute(script, Vec::new())
        .await
        .map_err(browser_fault)
}

fn seen(read: &Value, picture: Option<Vec<u8>>) -> Result<Seen, LabError> {
    let text = |name: &str| {
        let value = read.get(name).and_then(Value::as_str);
        value.ok_or_else(|| unexpected(&format!("the page shows no {name}")))
    };
    let time = |name: &str| {
        let milliseconds = read.get(name).and_then(Value::as_f64).unwrap_or_default();
        Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
    };
    let strings = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = read.get("rows").and_then(Value::as_object);
    let faults = read.get("faults").and_then(Value::as_array);
    Ok(Seen {
        overall: text("overall")?.to_owned(),
        rows: rows
            .into_iter()
            .flatten()
            .map(|(id, status)| (id.clone(), strings(status)))
            .collect(),
        report: Report::parse(text("report")?).map_err(|error| unexpected(&error))?,
        first_row: time("first"),
        verdict: time("done"),
        most_connections: read
            .get("connections")
            .and_then(Value::as_u64)
            .and_then(|count| u32::try_from(count).ok())
            .ok_or_else(|| unexpected("connections were not counted"))?,
        layout_shift: read.get("shift").and_then(Value::as_f64),
        overhang: read
            .get("overhang")
            .and_then(Value::as_f64)
            .unwrap_or_default(),
        faults: faults.into_iter().flatten().map(strings).collect(),
        picture,
    })
}

pub(super) fn unexpected(what: &str) -> LabError {
    LabError::system("page")(io::Error::other(what.to_owned()))
}

//! What users do with the page around a verdict, in real browsers with real results: stop, start again,
//! read in another language, copy, choose a firewall, share, open a shared report, follow the guided path;
//! by mouse and by keyboard; and that the page is accessible.

use std::env;
use std::path::{Path, PathBuf};

use camcheck_core::model::place::{Connection, Place};
use camcheck_core::model::report::{Note, Report};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::say::Language;
use camcheck_core::share::link;
use camcheck_lab::{Browser, BrowserKind, Lab, LabError, NamedSite, SiteLab, Walk, Window};
use fantoccini::key::Key;
use libtest_mimic::Failed;
use serde_json::Value;

use super::browsers::{far_end, overall_of_an_open_site};
use super::interference;
use super::programs::programs;
use super::watch::nft;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// A person's way through the page of a site.
type Flow = fn(&SiteLab, &Browser<'_>) -> Result<(), Failed>;

pub(super) const DONE: &str = "document.querySelector('#camcheck')?.dataset.state === 'done'";
pub(super) const STARTABLE: &str = "document.querySelector('#camcheck-start')";
const IDLE: &str = "document.querySelector('#camcheck').dataset.state === 'idle'";
pub(super) const RUNNING: &str = "document.querySelector('#camcheck').dataset.state === 'running'";

/// Its name, the site, and what is done there.
type NamedFlow = (&'static str, &'static str, Flow);

const FLOWS: [NamedFlow; 11] = [
    (
        "stops_and_starts_again_by_keyboard",
        "full-cone",
        by_keyboard,
    ),
    ("shows_what_was_shared", "tcp-8883-dropped", shared),
    ("changes_its_language", "tcp-8883-dropped", spoken),
    ("joins_a_native_report", "udp-range-blocked", joined),
    ("helps_to_mend_a_blocked_port", "tcp-8883-dropped", mended),
    ("can_be_used_by_everybody", "tcp-8883-dropped", usable),
    (
        "stays_true_when_a_browser_translates_it",
        "tcp-8883-dropped",
        interference::translated,
    ),
    (
        "tests_though_its_server_is_silent",
        "full-cone",
        interference::without_catalogue,
    ),
    (
        "opens_again_where_its_server_is_blocked",
        "full-cone",
        interference::kept,
    ),
    (
        "opens_again_where_a_firewall_shows_its_page",
        "full-cone",
        interference::kept_from_a_block_page,
    ),
    (
        "says_that_it_has_failed",
        "full-cone",
        interference::trapped,
    ),
];

/// Firefox makes no window as narrow as a phone.
const ON_A_PHONE: NamedFlow = (
    "fits_a_phones_first_screen",
    "several-faults",
    at_first_sight,
);

/// About what UDP shows, or a run that is not over when its first row passes.
const FLOWS_WITH_WEBRTC: [NamedFlow; 3] = [
    (
        "explains_a_symmetric_nat_in_spanish",
        "symmetric",
        symmetric,
    ),
    ("keeps_testing", "full-cone", watched),
    (
        "begins_anew_after_a_pause",
        "full-cone",
        interference::paused,
    ),
];

pub(super) fn tests() -> Vec<(String, Test)> {
    let mut tests = Vec::new();
    for kind in BrowserKind::ALL {
        tests.extend(FLOWS.map(|flow| walk(kind, flow)));
    }
    for kind in BrowserKind::WITH_WEBRTC {
        tests.extend(FLOWS_WITH_WEBRTC.map(|flow| walk(kind, flow)));
    }
    tests.push(walk(BrowserKind::Chromium, ON_A_PHONE));
    tests
}

fn walk(kind: BrowserKind, (name, site, flow): NamedFlow) -> (String, Test) {
    let test: Test = Box::new(move |lab| {
        let site = NamedSite::find(site)?.site;
        let built = SiteLab::build(lab, &site, &far_end()?)?;
        flow(&built, &Browser::start(&built, kind)?)
    });
    (format!("page::{kind}::{name}"), test)
}

fn by_keyboard(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let (stopped, overall) = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        tab_to(walk, "camcheck-start").await?;
        walk.key(Key::Enter).await?;
        walk.until(RUNNING).await?;
        tab_to(walk, "camcheck-stop").await?;
        walk.key(Key::Enter).await?;
        walk.until(IDLE).await?;
        let stopped = walk.text("#camcheck-status").await?;
        tab_to(walk, "camcheck-start").await?;
        walk.key(Key::Enter).await?;
        walk.until(DONE).await?;
        let overall = walk.read("return camcheck.dataset.overall").await?;
        Ok((stopped, overall))
    })?;
    expect("what a stopped run says", &stopped, "Stopped.")?;
    let ready = overall_of_an_open_site(browser.kind());
    expect("the verdict", &overall.to_string(), ready.as_str())
}

/// The focus gets there by the tabulator alone.
async fn tab_to(walk: &Walk<'_>, id: &str) -> Result<(), LabError> {
    walk.until(&format!("document.getElementById({id:?})"))
        .await?;
    for _ in 0..20 {
        let focused = walk.read("return document.activeElement?.id ?? ''").await?;
        if focused == id {
            return Ok(());
        }
        walk.key(Key::Tab).await?;
    }
    walk.until(&format!("document.activeElement?.id === {id:?}"))
        .await
}

fn shared(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let (link, original) = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.press("[name=connection][value=wifi]").await?;
        walk.press("#camcheck-start").await?;
        walk.until(DONE).await?;
        walk.press("#camcheck-site").await?;
        walk.until("document.activeElement?.id === 'camcheck-site'")
            .await?;
        walk.write("Elm St. 12").await?;
        walk.until("document.getElementById('camcheck-site').value === 'Elm St. 12'")
            .await?;
        walk.key(Key::Enter).await?;
        walk.until("document.title.includes('Elm St. 12')").await?;
        let link = walk
            .read("return document.querySelector('#camcheck-link').href")
            .await?;
        Ok((link, walk.report().await?))
    })?;
    let link = link.as_str().ok_or("no link")?;
    let opened = browser.walk(&Window::default(), async |walk| {
        walk.open(link).await?;
        walk.until(DONE).await?;
        let mark = walk.text(".mark").await?;
        let opened = walk.report().await?;
        // A damaged link in the same window: the page says so and offers a test.
        let damaged = link.get(..link.len() / 2).unwrap_or_default();
        walk.read(&format!("location.hash = {damaged:?}.split('#')[1]"))
            .await?;
        walk.until("document.querySelector('.fault')").await?;
        let fault = walk.text(".fault").await?;
        let hostile = "<script>document.title='owned'</script><img src=x onerror=alert(1)>";
        walk.open(&format!("{url}#r={hostile}")).await?;
        walk.until("document.querySelector('.fault')").await?;
        Ok((
            mark,
            opened,
            fault,
            walk.read("return document.title").await?,
        ))
    })?;
    let (mark, opened, fault, title) = opened;
    let about = Language::English.where_and_when(&original);
    expect("the mark of a shared report", &mark, &about)?;
    expect("the mark of a shared report", &mark, &original.tool)?;
    expect("what a damaged link says", &fault, "link")?;
    expect("the title", &title.to_string(), "Camcheck")?;
    // Only evidence may have been left out to keep the link short.
    let place = Place {
        site: Some("Elm St. 12".to_owned()),
        connection: Some(Connection::Wifi),
        utc_offset: opened.place.utc_offset,
    };
    if opened.place != place {
        return Err(format!("the place was not shared: {opened:#?}").into());
    }
    let rows = |report: &Report| -> Vec<_> {
        let rows = report.requirements.iter();
        rows.map(|row| (row.id, row.status, row.reason)).collect()
    };
    if rows(&original) != rows(&opened) || original.overall != opened.overall {
        return Err(format!("{original:#?} was shared, {opened:#?} shown").into());
    }
    Ok(())
}

/// What was entered and what was found is kept in another language as well, and is still the page's own.
fn spoken(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let (told, spanish, english, headline, seen) =
        browser.walk(&Window::default(), async |walk| {
            walk.open(&url).await?;
            walk.press("[name=connection][value=wifi]").await?;
            speak(walk, Language::Spanish, STARTABLE).await?;
            let told = "return document.querySelector('[name=connection]:checked')?.value ?? ''";
            let told = walk.read(told).await?;
            walk.press("#camcheck-start").await?;
            walk.until(RUNNING).await?;
            walk.until(DONE).await?;
            // Until its feed is over, the language cannot be changed.
            speakable(walk, Language::English).await?;
            let spanish = walk.report().await?;
            speak(walk, Language::English, DONE).await?;
            let headline = walk.text(".headline").await?;
            let seen = "return [location.hash, document.querySelectorAll('p.mark').length]";
            let seen = walk.read(seen).await?;
            Ok((told, spanish, walk.report().await?, headline, seen))
        })?;
    expect("the connection", &told.to_string(), "wifi")?;
    expect("the fragment and the marks", &seen.to_string(), "[\"\",0]")?;
    expect(
        "the headline",
        &headline,
        &Language::English.headline(&english),
    )?;
    if spanish != english || english.place.connection != Some(Connection::Wifi) {
        return Err(format!("{spanish:#?} became {english:#?}").into());
    }
    Ok(())
}

/// Chooses a language, and waits until the page is in it and something else is true.
pub(super) async fn speak(walk: &Walk<'_>, language: Language, then: &str) -> Result<(), LabError> {
    let tag = language.tag();
    speakable(walk, language).await?;
    walk.press(&format!(".languages [lang={tag}]")).await?;
    walk.until(&format!(
        "document.documentElement.lang === '{tag}' && {then}"
    ))
    .await
}

async fn speakable(walk: &Walk<'_>, language: Language) -> Result<(), LabError> {
    let tag = language.tag();
    walk.until(&format!(
        "document.querySelector('.languages [lang={tag}]')?.disabled === false"
    ))
    .await
}

fn joined(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let mut camcheck = site.camcheck(&programs()?.camcheck);
    let output = site.run_in_device(camcheck.args(["--format", "json"]))?;
    let native = Report::parse(&String::from_utf8_lossy(&output.stdout))?;
    let link = link::full(&url, &native)?;
    let (mark, address, joined, own) = browser.walk(&Window::default(), async |walk| {
        walk.open(&link).await?;
        walk.until(DONE).await?;
        walk.press("#camcheck-start").await?;
        walk.until(RUNNING).await?;
        walk.until(DONE).await?;
        let (mark, joined) = (walk.text("p.mark").await?, walk.report().await?);
        let address = walk.read("return location.href").await?;
        walk.press("#camcheck-own").await?;
        walk.until("!document.querySelector('p.mark')").await?;
        Ok((mark, address, joined, walk.report().await?))
    })?;
    let about = Language::English.where_and_when(&native);
    expect("the mark", &mark, &about)?;
    expect_same(&[address.to_string()], &[format!("{url:?}")])?;
    if !joined.notes.contains(Note::Merged)
        || joined.network.udp_blocked != native.network.udp_blocked
    {
        return Err(format!("not joined: {joined:#?}").into());
    }
    if own.notes.contains(Note::Merged) || own.vantage != Vantage::Page {
        return Err(format!("not left out again: {own:#?}").into());
    }
    Ok(())
}

fn mended(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let said = browser.walk(&Window::default(), async |walk| {
        test(walk, &url).await?;
        let request = walk.text("#camcheck-request").await?;
        walk.press(".fixes button").await?;
        walk.until("document.querySelector('.fixes [role=status]').textContent")
            .await?;
        let copied = walk.text(".fixes [role=status]").await?;
        walk.press("#camcheck-firewall option[value=fortigate]")
            .await?;
        walk.until("document.querySelector('.steps')").await?;
        let steps = walk.text(".steps").await?;
        walk.press(".guide summary").await?;
        walk.press(".guide .buttons button:nth-child(2)").await?;
        let outcome = walk.text(".guide [role=status]").await?;
        walk.press(".guide [role=status] button").await?;
        walk.until("document.activeElement.id === 'camcheck-sharing'")
            .await?;
        walk.press(".program summary").await?;
        walk.until("document.querySelectorAll('.program p').length > 1")
            .await?;
        let programs = walk.text(".program").await?;
        let mail = walk
            .read("return document.querySelector('#camcheck-send').href")
            .await?;
        Ok([request, copied, steps, outcome, programs, mail.to_string()])
    })?;
    let [request, copied, steps, outcome, programs, mail] = said;
    expect("the change request", &request, "8883")?;
    expect("after copying", &copied, "Copied.")?;
    expect("help for a FortiGate", &steps, "Source:")?;
    expect("the end of the path", &outcome, "Make those changes first")?;
    expect("without a manifest", &programs, "no downloads")?;
    expect("the mail", &mail, "mailto:?subject=")?;
    expect("the mail", &mail, "%0D%0A")
}

fn symmetric(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = format!("{}?lang=es", site.page_url()?);
    let (language, row, drawing, switched) = browser.walk(&Window::default(), async |walk| {
        test(walk, &url).await?;
        let row = walk.text("[data-requirement=nat-full-cone]").await?;
        let drawing = walk.text(".nat svg").await?;
        let language = walk.read("return document.documentElement.lang").await?;
        speak(walk, Language::English, DONE).await?;
        let switched = walk.text("[data-requirement=nat-full-cone]").await?;
        Ok((language, row, drawing, switched))
    })?;
    expect("the language", &language.to_string(), "es")?;
    expect("the row", &row, "simétrico")?;
    expect("the drawing", &drawing, "Internet")?;
    expect("the row after switching", &switched, "symmetric")
}

/// Both clocks of the page go ahead by the time that it would wait between two rounds, unless all rounds that are allowed
/// have been made.
const IN_NO_TIME: &str = "
    const shown = document.getElementById('camcheck-report');
    const waits = () => (JSON.parse(shown.textContent).watch?.rounds ?? 0) === window.allowed;
    const [wait, passed, date] = [setTimeout, performance.now.bind(performance), Date.now];
    let ahead = 0;
    performance.now = () => passed() + ahead;
    Date.now = () => date() + ahead;
    const skip = (work, time) => waits() ? wait(skip, 50, work, time) : (ahead += time, work());
    window.setTimeout = (work, time, ...rest) => time === 10000
        ? wait(skip, 1, work, time)
        : wait(work, time, ...rest);
    window.allowed = 1;
";

const WATCHES: &str = "document.querySelector('#camcheck').dataset.watch === 'running'";

/// Waits until the watch has made so many rounds, and no more.
async fn rounds(walk: &Walk<'_>, count: u32) -> Result<(), LabError> {
    walk.read(&format!("window.allowed = {count}")).await?;
    walk.until(&format!(
        "JSON.parse(document.getElementById('camcheck-report').textContent).watch?.rounds === {count}",
    ))
    .await
}

const DROP_MQTT: &str = "table inet outage { \
    chain forward { type filter hook forward priority -200; tcp dport 8883 drop; }; }";

/// Three rounds, five minutes apart, then stopped. The site blocks a port during the second one.
fn watched(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let (offered, report, after) = browser.walk(&Window::default(), async |walk| {
        test(walk, &url).await?;
        walk.until("document.querySelector('#camcheck-watch')?.disabled === false")
            .await?;
        let offered = walk.text("#camcheck-watch").await?;
        walk.read(IN_NO_TIME).await?;
        walk.press("#camcheck-watch").await?;
        walk.until(WATCHES).await?;
        rounds(walk, 1).await?;
        nft(site.router(), DROP_MQTT)?;
        rounds(walk, 2).await?;
        nft(site.router(), "delete table inet outage")?;
        rounds(walk, 3).await?;
        walk.press("#camcheck-stop").await?;
        walk.until(&format!("!({WATCHES})")).await?;
        let after = "return [camcheck.dataset.state, camcheck.dataset.overall]";
        Ok((offered, walk.report().await?, walk.read(after).await?))
    })?;
    expect("the button", &offered, "Keep testing for an hour")?;
    expect(
        "the page afterwards",
        &after.to_string(),
        r#"["done","ready"]"#,
    )?;
    let watch = report.watch.as_ref().ok_or("a report without a watch")?;
    let seconds = watch.ended.since(watch.began);
    let [outage] = &watch.outages[..] else {
        return Err(format!("not one outage: {watch:#?}").into());
    };
    let failed: Vec<_> = outage.failed.iter().map(|row| row.id).collect();
    let second = watch.began.after(300);
    let is_right = (600..660).contains(&seconds)
        && failed == [RequirementId::Tcp8883]
        && outage.rounds == 1
        && outage.end_after.since(second) < 30
        && watch.bad_seconds.abs_diff(300) < 30
        && watch.gap_seconds == 0;
    if is_right {
        Ok(())
    } else {
        Err(format!("{watch:#?}").into())
    }
}

/// How far the lower edges of the buttons are from the top, in pixels.
const LOWEST_BUTTON: &str = "const buttons = document.querySelector('.verdict .buttons').children;
    return Math.max(...[...buttons].map((button) => button.getBoundingClientRect().bottom));";

/// On a common phone, the button that starts the test is seen without scrolling, and so are three changes and the
/// button that sends them.
fn at_first_sight(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let window = Window {
        width: 360,
        height: 800,
        ..Window::default()
    };
    let (seen, report) = browser.walk(&window, async |walk| {
        let mut seen = Vec::new();
        for language in Language::ALL {
            walk.open(&format!("{url}?lang={}", language.tag())).await?;
            walk.until(STARTABLE).await?;
            seen.push(walk.read(LOWEST_BUTTON).await?);
        }
        test(walk, &url).await?;
        seen.push(walk.read(LOWEST_BUTTON).await?);
        Ok((seen, walk.report().await?))
    })?;
    let changes = Language::English.changes(&report).len();
    let is_above = |edge: &Value| edge.as_f64().is_some_and(|edge| edge <= 800.0);
    if changes == 3 && seen.iter().all(is_above) {
        Ok(())
    } else {
        Err(format!("{changes} changes; lower edges: {seen:?}").into())
    }
}

/// axe-core finds nothing serious in any state, in either language, in either theme.
fn usable(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let (url, axe) = (site.page_url()?, axe()?);
    let mut faults = Vec::new();
    for dark in [false, true] {
        let window = Window {
            dark,
            ..Window::default()
        };
        faults.extend(browser.walk(&window, async |walk| states(walk, &url, &axe).await)?);
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(faults.join("\n").into())
}

async fn states(walk: &Walk<'_>, url: &str, axe: &str) -> Result<Vec<String>, LabError> {
    let mut faults = Vec::new();
    walk.open(url).await?;
    walk.until(STARTABLE).await?;
    faults.extend(in_every_language(walk, axe, "before", STARTABLE).await?);
    walk.press("#camcheck-start").await?;
    walk.until("document.querySelector('[data-status=pass]')")
        .await?;
    faults.extend(state(walk, axe, "during").await?);
    walk.until(DONE).await?;
    faults.extend(in_every_language(walk, axe, "after", DONE).await?);
    let link = walk
        .read("return document.querySelector('#camcheck-link').href")
        .await?;
    walk.open(link.as_str().unwrap_or_default()).await?;
    walk.until(DONE).await?;
    faults.extend(in_every_language(walk, axe, "shared", DONE).await?);
    walk.open(&format!("{url}?embed")).await?;
    walk.until(STARTABLE).await?;
    faults.extend(in_every_language(walk, axe, "embedded", STARTABLE).await?);
    Ok(faults)
}

async fn in_every_language(
    walk: &Walk<'_>,
    axe: &str,
    name: &str,
    ready: &str,
) -> Result<Vec<String>, LabError> {
    let mut faults = Vec::new();
    // The walk continues in the first.
    for language in Language::ALL.into_iter().rev() {
        speak(walk, language, ready).await?;
        unfold(walk).await?;
        faults.extend(state(walk, axe, &format!("{name}, {}", language.tag())).await?);
    }
    Ok(faults)
}

/// Shows the help for a firewall, where it is offered, and everything that is folded.
async fn unfold(walk: &Walk<'_>) -> Result<(), LabError> {
    let offers = "return Boolean(document.querySelector('#camcheck-firewall'))";
    if walk.read(offers).await? == true {
        walk.press("#camcheck-firewall option[value=sonicwall]")
            .await?;
        walk.until("document.querySelector('.steps')").await?;
    }
    walk.read("document.querySelectorAll('details').forEach(one => one.open = true)")
        .await?;
    Ok(())
}

async fn state(walk: &Walk<'_>, axe: &str, name: &str) -> Result<Vec<String>, LabError> {
    let faults = walk.accessibility_faults(axe).await?;
    Ok(faults
        .iter()
        .map(|fault| format!("{name}: {fault}"))
        .collect())
}

async fn test(walk: &Walk<'_>, url: &str) -> Result<(), LabError> {
    walk.open(url).await?;
    walk.press("#camcheck-start").await?;
    walk.until(DONE).await
}

pub(super) fn expect(what: &str, said: &str, part: &str) -> Result<(), Failed> {
    if said.contains(part) {
        return Ok(());
    }
    Err(format!("{what} should contain \"{part}\": {said}").into())
}

pub(super) fn expect_same(shown: &[String], right: &[String]) -> Result<(), Failed> {
    if shown == right {
        return Ok(());
    }
    Err(format!("{shown:#?} is shown instead of {right:#?}").into())
}

/// The script of axe-core, where `./dev test` puts it.
fn axe() -> Result<String, Failed> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let cache = cache
        .or(home)
        .ok_or("neither XDG_CACHE_HOME nor HOME is set")?;
    let path = cache.join("camcheck/tools/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&path)
        .map_err(|error| format!("{}: {error}; run ./dev test", path.display()).into())
}

//! The page in real browsers on the device of every site: a real button, real WebRTC, the
//! verdicts of the site file.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{Note, Row};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::sim::site::Site;
use camcheck_lab::{
    Browser, BrowserKind, DEVICE_PRIVATE, FarEnd, Lab, NamedSite, Seen, SiteLab, WebRtcPolicy,
    Window, load_sites,
};
use libtest_mimic::Failed;

use super::programs::{programs, target};
use super::results::{Results, expect_none};

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

pub(super) fn tests(results: &Arc<Results>) -> Vec<(String, Test)> {
    let mut tests: Vec<(String, Test)> = Vec::new();
    for site in load_sites().expect("sound site files") {
        if site.site.expect.no_page {
            continue;
        }
        for kind in BrowserKind::WITH_WEBRTC {
            let site = site.clone();
            let results = Arc::clone(results);
            tests.push((
                format!("page::{kind}::{}", site.name),
                Box::new(move |lab| judge(lab, &site, kind, &results)),
            ));
        }
    }
    tests.push((
        "page::chromium::fits_a_small_phone".to_owned(),
        Box::new(fits_a_small_phone),
    ));
    for kind in BrowserKind::WITH_WEBRTC {
        tests.push((
            format!("page::{kind}::without_webrtc_udp_is_inconclusive"),
            Box::new(move |lab| without_webrtc(lab, kind)),
        ));
        tests.push((
            format!("page::{kind}::a_far_end_on_the_same_machine_says_so"),
            Box::new(move |lab| demo(lab, kind)),
        ));
    }
    for kind in BrowserKind::ALL {
        tests.push((
            format!("page::{kind}::in_a_foreign_frame_it_waits_for_a_press"),
            Box::new(move |lab| in_a_frame(lab, kind)),
        ));
        tests.push((
            format!("page::{kind}::only_the_help_center_shows_it_in_a_frame"),
            Box::new(move |lab| who_may_embed(lab, kind)),
        ));
    }
    tests
}

fn judge(
    lab: &Lab,
    NamedSite { name, site }: &NamedSite,
    kind: BrowserKind,
    results: &Results,
) -> Result<(), Failed> {
    let built = SiteLab::build(lab, site, &far_end()?)?;
    let seen = press(&built, kind, WebRtcPolicy::Allowed, &built.page_url()?)?;
    expect_consistent(&seen)?;
    let differences = site.expect.differences(&seen.report);
    results.add(name, kind.as_str(), &differences);
    expect_none(name, &differences, &seen.report)
}

fn fits_a_small_phone(lab: &Lab) -> Result<(), Failed> {
    let site = NamedSite::find("tcp-8883-dropped")?.site;
    let phone = Window {
        width: 320,
        height: 568,
        ..Window::default()
    };
    press_in_chromium(lab, &site, &phone)?;
    Ok(())
}

fn without_webrtc(lab: &Lab, kind: BrowserKind) -> Result<(), Failed> {
    let site = NamedSite::find("full-cone")?.site;
    let built = SiteLab::build(lab, &site, &far_end()?)?;
    let seen = press(&built, kind, WebRtcPolicy::Off, &built.page_url()?)?;
    expect_consistent(&seen)?;
    let reason = match kind {
        BrowserKind::Chromium => Reason::WebrtcDisabled,
        BrowserKind::Firefox | BrowserKind::Webkit => Reason::WebrtcMissing,
    };
    for id in [
        RequirementId::UdpOutbound,
        RequirementId::UdpInbound,
        RequirementId::NatPresent,
    ] {
        expect_row(&seen, id, Status::Inconclusive, reason)?;
    }
    // A browser without UDP says nothing about TCP that it can still reach.
    expect_row(&seen, RequirementId::Tcp443, Status::Pass, Reason::Answered)?;
    expect_overall(&seen, Overall::Incomplete)
}

fn in_a_frame(lab: &Lab, kind: BrowserKind) -> Result<(), Failed> {
    let site = NamedSite::find("full-cone")?.site;
    let built = SiteLab::build(lab, &site, &far_end()?)?;
    let url = format!("{}?run&embed", built.page_url()?);
    let seen = Browser::start(&built, kind)?.embed(&url)?;
    if seen.state_before != "idle" {
        return Err(format!("it did not wait: {}", seen.state_before).into());
    }
    let ready = overall_of_an_open_site(kind).as_str();
    if seen.overall_in_spanish != ready {
        let overall = &seen.overall_in_spanish;
        return Err(format!("in Spanish it shows {overall:?}").into());
    }
    let of_kind = |kind: &str| {
        seen.messages
            .iter()
            .filter(|message| message["type"] == kind)
            .cloned()
            .collect::<Vec<_>>()
    };
    let heights = of_kind("camcheck:height");
    let done = of_kind("camcheck:done");
    let all = heights.len() + done.len() == seen.messages.len();
    let high = heights.iter().all(|message| {
        message["height"]
            .as_f64()
            .is_some_and(|height| height > 100.0)
    });
    if all && high && !heights.is_empty() && matches!(&done[..], [done] if done["overall"] == ready)
    {
        return Ok(());
    }
    Err(format!("posted to the embedding page: {:#?}", seen.messages).into())
}

/// By default; an option of the far end says otherwise. That the help center may, is tested above.
fn who_may_embed(lab: &Lab, kind: BrowserKind) -> Result<(), Failed> {
    let site = NamedSite::find("full-cone")?.site;
    let built = SiteLab::build(lab, &site, &far_end()?)?;
    let shown = Browser::start(&built, kind)?.is_shown_by("www.latch.com", &built.page_url()?)?;
    if shown {
        return Err("a foreign page shows it".into());
    }
    Ok(())
}

/// What `./dev up` starts, opened on the machine itself.
fn demo(lab: &Lab, kind: BrowserKind) -> Result<(), Failed> {
    let site = NamedSite::find("full-cone")?.site;
    let built = SiteLab::build(lab, &site, &far_end()?)?;
    let mut command = Command::new(programs()?.responder);
    command
        .arg("--demo")
        .arg("--web")
        .arg(page()?)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    // The lab's end ends it too, so it needs no guard.
    let mut responder = built.spawn_in_device(&mut command)?;
    let stdout = responder.stdout.take().ok_or("no output")?;
    let ready = BufReader::new(stdout).lines().next();
    if !matches!(&ready, Some(Ok(line)) if line == "ready") {
        return Err(format!("the demo is not ready: {ready:?}").into());
    }
    let url = format!("http://{DEVICE_PRIVATE}:443/");
    let seen = press(&built, kind, WebRtcPolicy::Allowed, &url)?;
    responder.kill()?;
    responder.wait()?;
    expect_consistent(&seen)?;
    if !seen.report.notes.contains(Note::LocalFarEnd) {
        return Err("the report does not say that the far end is this machine".into());
    }
    expect_row(
        &seen,
        RequirementId::NatPresent,
        Status::NotTested,
        Reason::LocalFarEnd,
    )?;
    expect_row(
        &seen,
        RequirementId::UdpOutbound,
        Status::Pass,
        Reason::Answered,
    )?;
    expect_overall(&seen, Overall::Incomplete)
}

pub(super) fn press(
    site: &SiteLab,
    kind: BrowserKind,
    policy: WebRtcPolicy,
    url: &str,
) -> Result<Seen, Failed> {
    let browser = Browser::start(site, kind)?.with_policy(policy);
    Ok(browser.press(url, &Window::default())?)
}

/// Presses the button of the page at a site, in Chromium with this window.
pub(super) fn press_in_chromium(lab: &Lab, site: &Site, window: &Window) -> Result<Seen, Failed> {
    let built = SiteLab::build(lab, site, &far_end()?)?;
    let browser = Browser::start(&built, BrowserKind::Chromium)?;
    let seen = browser.press(&built.page_url()?, window)?;
    expect_consistent(&seen)?;
    Ok(seen)
}

/// What the page says where everything passes.
pub(super) const fn overall_of_an_open_site(kind: BrowserKind) -> Overall {
    match kind {
        BrowserKind::Chromium | BrowserKind::Firefox => Overall::Ready,
        // Without UDP nothing more can be said.
        BrowserKind::Webkit => Overall::Incomplete,
    }
}

/// Every row has a status, the page shows what its report says, and it logged no error.
pub(super) fn expect_consistent(seen: &Seen) -> Result<(), Failed> {
    if !seen.faults.is_empty() {
        return Err(format!("the page logged errors: {:#?}", seen.faults).into());
    }
    if seen.overhang > 0.0 {
        return Err(format!("the page is {} pixels too wide", seen.overhang).into());
    }
    if seen.overall != seen.report.overall.as_str() {
        return Err(format!("{} shown, {} reported", seen.overall, seen.report.overall).into());
    }
    for id in RequirementId::ALL {
        let shown = seen.rows.get(id.as_str()).map(String::as_str);
        let reported = seen.report.row(id).map(|row| row.status.as_str());
        if shown.is_none() || shown != reported {
            return Err(format!("{id}: {shown:?} shown, {reported:?} reported").into());
        }
    }
    Ok(())
}

pub(super) fn expect_row(
    seen: &Seen,
    id: RequirementId,
    status: Status,
    reason: Reason,
) -> Result<(), Failed> {
    let row = seen.report.row(id);
    if row.is_some_and(|row| (row.status, row.reason) == (status, reason)) {
        return Ok(());
    }
    let report = &seen.report;
    let rows: Vec<_> = report.requirements.iter().map(outline).collect();
    Err(format!(
        "{id} should be {status} ({reason}): {row:#?}\nafter {} ms, notes {:?}: {}",
        report.duration_ms,
        report.notes,
        rows.join(", ")
    )
    .into())
}

/// A row in a few words.
fn outline(row: &Row) -> String {
    format!("{} {} ({})", row.id, row.status, row.reason)
}

pub(super) fn expect_overall(seen: &Seen, overall: Overall) -> Result<(), Failed> {
    if seen.report.overall == overall {
        return Ok(());
    }
    Err(format!("should be {overall}: {:#?}", seen.report).into())
}

pub(super) fn far_end() -> Result<FarEnd, Failed> {
    far_end_with(false)
}

/// The far end, which streams feeds or does not.
pub(super) fn far_end_with(feeds: bool) -> Result<FarEnd, Failed> {
    Ok(FarEnd::Responder {
        program: programs()?.responder,
        web: Some(page()?),
        feeds,
    })
}

/// The built page: `./dev test` builds it, and so does `./dev size`.
pub(super) fn page() -> Result<PathBuf, Failed> {
    let page = target().join("page");
    if page.join("index.html").is_file() {
        return Ok(page);
    }
    Err(format!("there is no page in {}: run ./dev size", page.display()).into())
}

//! Feeds of the program, and of the real page in real browsers, over lines with a delay: without one, congestion
//! control shows nothing.

use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{Report, Row};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::Status;
use camcheck_core::sim::site::Site;
use camcheck_lab::{
    Browser, BrowserKind, FarEnd, Lab, NamedSite, SiteLab, WebRtcPolicy, load_feeds,
};
use libtest_mimic::Failed;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::browsers::{expect_consistent, far_end_with};
use super::programs::programs;
use super::results::expect_none;
use super::sites::report_of;
use super::watch::nft;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

pub(super) fn tests() -> Vec<(String, Test)> {
    let mut tests: Vec<(String, Test)> = Vec::new();
    for site in load_feeds().expect("sound site files") {
        let native = site.clone();
        let name = format!("feed::native::{}", site.name);
        tests.push((name, Box::new(move |lab| judge_by_program(lab, &native))));
        for kind in BrowserKind::WITH_WEBRTC {
            let site = site.clone();
            let name = format!("feed::{kind}::{}", site.name);
            tests.push((name, Box::new(move |lab| judge(lab, &site, kind))));
        }
    }
    for name in FORMER_SCTP {
        let test: Test = Box::new(move |lab| former_sctp(lab, name));
        tests.push((format!("feed::firefox::former_sctp::{name}"), test));
    }
    tests.push(("feed::native::lost-route".to_owned(), Box::new(lost_route)));
    tests.push((
        "feed::native::interrupted".to_owned(),
        Box::new(interrupted),
    ));
    tests
}

fn judge(lab: &Lab, site: &NamedSite, kind: BrowserKind) -> Result<(), Failed> {
    let NamedSite { name, site } = site;
    let built = SiteLab::build(lab, site, &far_end_with(true)?)?;
    let cut = Duration::from_millis(site.wan.cut_ms.into());
    let begins = || {
        if !cut.is_zero() {
            built.interrupt_feed(cut);
        }
    };
    let seen = Browser::start(&built, kind)?.press_and_stream(&built.page_url()?, begins)?;
    expect_consistent(&seen)?;
    let differences = site.expect.differences(&seen.report);
    expect_none(name, &differences, &seen.report)
}

/// Firefox's former SCTP holds back what it should send when packets are lost, so it cannot show that the way up is bad.
const FORMER_SCTP: [&str; 3] = ["clean", "loss-15", "up-1-mbit"];

fn former_sctp(lab: &Lab, name: &str) -> Result<(), Failed> {
    let site = feed_site(name)?;
    let built = SiteLab::build(lab, &site, &far_end_with(true)?)?;
    let browser = Browser::start(&built, BrowserKind::Firefox)?;
    let browser = browser.with_policy(WebRtcPolicy::FormerSctp);
    let seen = browser.press_and_stream(&built.page_url()?, || ())?;
    expect_consistent(&seen)?;
    let row = feed_row(&seen.report)?;
    let is_right = match name {
        "clean" => row.status == Status::Pass,
        _ => row.reason != Reason::FeedLossyUp,
    };
    if is_right && !seen.report.feeds.is_empty() {
        return Ok(());
    }
    Err(format!("{row:#?} {:#?}", seen.report.feeds).into())
}

fn judge_by_program(lab: &Lab, NamedSite { name, site }: &NamedSite) -> Result<(), Failed> {
    let built = for_program(lab, site)?;
    if site.wan.cut_ms > 0 {
        built.interrupt_each_feed(Duration::from_millis(site.wan.cut_ms.into()));
    }
    let mut camcheck = built.camcheck(&programs()?.camcheck);
    let report = report_of(&built.run_in_device(camcheck.args(["--format", "json"]))?)?;
    let differences = site.expect.differences(&report);
    expect_none(name, &differences, &report)
}

fn for_program(lab: &Lab, site: &Site) -> Result<SiteLab, Failed> {
    let far_end = FarEnd::Responder {
        program: programs()?.responder,
        web: None,
        feeds: true,
    };
    Ok(SiteLab::build(lab, site, &far_end)?)
}

/// Without a route, a router answers so (RFC 792, code 0).
const NO_ROUTE: &str = "table inet lost { chain forward { type filter hook forward priority -200; \
    oifname \"wan0\" reject with icmp type net-unreachable; }; }";

/// The router tells the device by ICMP that it has no route, for three seconds of each feed: an outage of the site, not
/// a fault of the device.
fn lost_route(lab: &Lab) -> Result<(), Failed> {
    let built = for_program(lab, &clean()?)?;
    let mut child = start(&built, "10")?;
    let mut lost = 0;
    while child.try_wait()?.is_none() {
        if built.feeds_begun() > lost {
            lost += 1;
            thread::sleep(Duration::from_millis(3_300));
            nft(built.router(), NO_ROUTE)?;
            thread::sleep(Duration::from_secs(3));
            nft(built.router(), "delete table inet lost")?;
        }
        thread::sleep(Duration::from_millis(20));
    }
    let report = report_of(&child.wait_with_output()?)?;
    let row = feed_row(&report)?;
    if (row.status, row.reason) == (Status::Fail, Reason::FeedInterrupted) && lost == 2 {
        return Ok(());
    }
    Err(format!("{lost} outages: {row:#?} {:#?}", report.feeds).into())
}

/// An interrupt in the middle of a feed ends the feed, and the report is written without it.
fn interrupted(lab: &Lab) -> Result<(), Failed> {
    let built = for_program(lab, &clean()?)?;
    let mut child = start(&built, "20")?;
    while built.feeds_begun() == 0 && child.try_wait()?.is_none() {
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_secs(2));
    let pid = i32::try_from(child.id())?;
    kill(Pid::from_raw(pid), Signal::SIGINT)?;
    let output = child.wait_with_output()?;
    let report = report_of(&output)?;
    let row = feed_row(&report)?;
    let is_without = row.reason == Reason::FeedNotRun && report.feeds.is_empty();
    if is_without && output.status.code() == Some(0) {
        return Ok(());
    }
    Err(format!("{:?} {row:#?} {:#?}", output.status, report.feeds).into())
}

/// The site of the feeds whose line is sound.
fn clean() -> Result<Site, Failed> {
    feed_site("clean")
}

fn feed_site(name: &str) -> Result<Site, Failed> {
    let mut sites = load_feeds()?.into_iter();
    let named = sites.find(|site| site.name == name);
    Ok(named.ok_or("no such site")?.site)
}

fn start(built: &SiteLab, seconds: &str) -> Result<Child, Failed> {
    let mut camcheck = built.camcheck(&programs()?.camcheck);
    camcheck
        .args(["--format", "json", "--feed", seconds])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ok(built.spawn_in_device(&mut camcheck)?)
}

fn feed_row(report: &Report) -> Result<&Row, Failed> {
    let row = report.row(RequirementId::FeedReliability);
    Ok(row.ok_or("every row is in a report")?)
}

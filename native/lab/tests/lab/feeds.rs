//! Feeds of the program, and of the real page in real browsers, over lines with a delay: without one, congestion
//! control shows nothing.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use camcheck_lab::{Browser, BrowserKind, FarEnd, Lab, NamedSite, SiteLab, load_feeds};
use libtest_mimic::Failed;

use super::browsers::{expect_consistent, far_end_with, turn};
use super::programs::programs;
use super::results::rows;
use super::sites::report_of;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

pub(super) fn tests() -> Vec<(String, Test)> {
    let mut tests: Vec<(String, Test)> = Vec::new();
    for site in load_feeds().expect("sound site files") {
        let native = site.clone();
        let name = format!("feed::native::{}", site.name);
        tests.push((name, Box::new(move |lab| judge_by_program(lab, &native))));
        for kind in BrowserKind::ALL {
            let site = site.clone();
            let name = format!("feed::{kind}::{}", site.name);
            tests.push((name, Box::new(move |lab| judge(lab, &site, kind))));
        }
    }
    tests
}

fn judge(lab: &Lab, site: &NamedSite, kind: BrowserKind) -> Result<(), Failed> {
    let NamedSite { name, site } = site;
    let built = SiteLab::build(lab, site, &far_end_with(true)?)?;
    let _turn = turn(kind);
    let cut = Duration::from_millis(site.wan.cut_ms.into());
    let begins = || {
        if !cut.is_zero() {
            built.interrupt_feed(cut);
        }
    };
    let seen = Browser::start(&built, kind)?.press_and_stream(&built.page_url()?, begins)?;
    expect_consistent(&seen)?;
    let differences = site.expect.differences(&seen.report);
    if differences.is_empty() {
        return Ok(());
    }
    let feeds = &seen.report.feeds;
    Err(format!("\n{}{feeds:#?}{:#?}", rows(name, &differences), seen.report).into())
}

/// One feed of the program at a time: what a busy machine does not send shows nothing of the line.
static PROGRAM: Mutex<()> = Mutex::new(());

fn judge_by_program(lab: &Lab, NamedSite { name, site }: &NamedSite) -> Result<(), Failed> {
    let programs = programs()?;
    let far_end = FarEnd::Responder {
        program: programs.responder,
        web: None,
        feeds: true,
    };
    let built = SiteLab::build(lab, site, &far_end)?;
    let _turn = PROGRAM.lock().unwrap_or_else(PoisonError::into_inner);
    if site.wan.cut_ms > 0 {
        built.interrupt_each_feed(Duration::from_millis(site.wan.cut_ms.into()));
    }
    let mut camcheck = built.camcheck(&programs.camcheck);
    let report = report_of(&built.run_in_device(camcheck.args(["--format", "json"]))?)?;
    let differences = site.expect.differences(&report);
    if differences.is_empty() {
        return Ok(());
    }
    let feeds = &report.feeds;
    let rows = rows(name, &differences);
    Err(format!("\n{rows}{feeds:#?}{:#?}", report.requirements).into())
}

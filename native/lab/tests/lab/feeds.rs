//! Feeds of the real page in real browsers, over lines with a delay: without one, congestion control shows
//! nothing.

use std::time::Duration;

use camcheck_lab::{Browser, BrowserKind, Lab, NamedSite, SiteLab, load_feeds};
use libtest_mimic::Failed;

use super::browsers::{expect_consistent, far_end_with, turn};
use super::results::rows;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

pub(super) fn tests() -> Vec<(String, Test)> {
    let mut tests: Vec<(String, Test)> = Vec::new();
    for site in load_feeds().expect("sound site files") {
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

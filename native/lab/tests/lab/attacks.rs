//! A site is judged right while the far end is attacked.

use camcheck_lab::{
    Attack, Browser, BrowserKind, Lab, NamedSite, SiteLab, Toll, Window, under_attack,
};
use libtest_mimic::Failed;

use super::browsers::far_end;
use super::programs::programs;
use super::results::expect_none;
use super::sites::report_of;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// Nothing but the far end could keep this site from being ready.
const SITE: &str = "full-cone";

const ATTACKS: [(&str, Attack); 4] = [
    ("connections", Attack::Connections),
    ("connections_from_the_site", Attack::ConnectionsFromSite),
    ("unread_receipts", Attack::UnreadReceipts),
    ("forged_sources", Attack::ForgedSources),
];

/// A page opens more connections than the program, and each closed one is a row that fails.
const ATTACKS_ON_PAGES: [(&str, Attack); 2] = [
    ("connections", Attack::Connections),
    ("connections_from_the_site", Attack::ConnectionsFromSite),
];

/// What the far end may have in use during an attack. It has 60 MB without one in this build.
const MEMORY: u64 = 400_000_000;

pub(super) fn tests() -> Vec<(String, Test)> {
    let native = ATTACKS.map(|(name, attack)| {
        let test: Test = Box::new(move |lab| judge(lab, attack));
        (format!("attack::native::{name}"), test)
    });
    let page = ATTACKS_ON_PAGES.map(|(name, attack)| {
        let test: Test = Box::new(move |lab| judge_in_a_page(lab, attack));
        (format!("attack::chromium::{name}"), test)
    });
    native.into_iter().chain(page).collect()
}

fn judge(lab: &Lab, attack: Attack) -> Result<(), Failed> {
    let NamedSite { name, site } = NamedSite::find(SITE)?;
    let built = SiteLab::build(lab, &site, &far_end()?)?;
    let mut camcheck = built.camcheck(&programs()?.camcheck);
    let (output, toll) = under_attack(&built, attack, || {
        built.run_in_device(camcheck.args(["--format", "json"]))
    })?;
    let report = report_of(&output?)?;
    expect_none(&name, &site.expect.differences(&report), &report)?;
    expect_sound(&toll, attack)
}

fn judge_in_a_page(lab: &Lab, attack: Attack) -> Result<(), Failed> {
    let NamedSite { name, site } = NamedSite::find(SITE)?;
    let built = SiteLab::build(lab, &site, &far_end()?)?;
    let url = built.page_url()?;
    let browser = Browser::start(&built, BrowserKind::Chromium)?;
    let (seen, toll) = under_attack(&built, attack, || browser.press(&url, &Window::default()))?;
    let report = seen?.report;
    expect_none(&name, &site.expect.differences(&report), &report)?;
    expect_sound(&toll, attack)
}

/// The far end was really attacked, and bears it.
fn expect_sound(toll: &Toll, attack: Attack) -> Result<(), Failed> {
    let (metric, at_least) = match attack {
        Attack::Connections | Attack::ConnectionsFromSite => {
            ("camcheck_refused_total{kind=\"tcp\"}", 1)
        }
        Attack::UnreadReceipts => ("camcheck_refused_total{kind=\"http\"}", 100),
        Attack::ForgedSources => ("camcheck_sources", 60_000),
    };
    let ready = toll.metric("camcheck_ready");
    let attacked = toll.metric(metric);
    if ready == Some(1) && attacked >= Some(at_least) && toll.memory <= MEMORY {
        return Ok(());
    }
    let memory = toll.memory;
    Err(format!("ready: {ready:?}, {metric}: {attacked:?}, memory: {memory}").into())
}

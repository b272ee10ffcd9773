//! The rows of level advice, judged by the native program, and what a page shows of them.

use std::thread;

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::Status;
use camcheck_core::sim::site::Site;
use camcheck_lab::{Browser, BrowserKind, FarEnd, Lab, NamedSite, SiteLab, Window, load_advice};
use libtest_mimic::Failed;

use super::browsers::{expect_consistent, far_end_with};
use super::programs::programs;
use super::results::expect_none;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// Rows that only a thorough run measures, for minutes.
const THOROUGH: [RequirementId; 2] = [RequirementId::UdpLifetime, RequirementId::Bandwidth];

/// The sites on which both are as they should be, and are measured.
const GOOD: [&str; 2] = ["clean", "ordinary-nat"];

/// What a page shows of fragments, by the feed that follows its verdict.
const IN_A_PAGE: [(&str, Reason); 2] = [
    ("clean", Reason::FragmentsPassIn),
    ("fragments-dropped-in", Reason::FragmentsBlockedIn),
];

/// What a page shows of the bandwidth, on request.
const BANDWIDTH_IN_A_PAGE: [(&str, Reason); 2] = [
    ("clean", Reason::BandwidthEnough),
    ("up-5-mbit", Reason::BandwidthLow),
];

pub(super) fn tests() -> Vec<(String, Test)> {
    let mut sites = load_advice().expect("sound site files");
    for NamedSite { name, site } in &mut sites {
        let is_as_usual = |row| site.expect.rows.get(row) == Some(&Status::Pass);
        if !GOOD.contains(&name.as_str()) && THOROUGH.iter().all(is_as_usual) {
            for row in THOROUGH {
                site.expect.rows.insert(row, Status::NotTested);
            }
        }
    }
    let (thorough, quick): (Vec<_>, Vec<_>) = sites.into_iter().partition(is_thorough);
    let mut tests: Vec<(String, Test)> = Vec::new();
    for site in quick {
        let name = format!("advice::{}", site.name);
        tests.push((name, Box::new(move |lab| judge(lab, &site))));
    }
    for kind in BrowserKind::WITH_WEBRTC {
        for (name, expected) in IN_A_PAGE {
            let test: Test = Box::new(move |lab| judge_page(lab, name, kind, expected));
            tests.push((format!("advice::{kind}::{name}"), test));
        }
    }
    for kind in BrowserKind::ALL {
        for (name, expected) in BANDWIDTH_IN_A_PAGE {
            let test: Test = Box::new(move |lab| measure_bandwidth(lab, name, kind, expected));
            tests.push((format!("advice::{kind}::bandwidth::{name}"), test));
        }
    }
    tests.push((
        "advice::thorough".to_owned(),
        Box::new(move |lab| judge_together(lab, &thorough)),
    ));
    tests
}

fn is_thorough(NamedSite { site, .. }: &NamedSite) -> bool {
    let is_expected = |row| site.expect.rows.get(row) != Some(&Status::NotTested);
    THOROUGH.iter().any(is_expected)
}

fn judge_page(lab: &Lab, name: &str, kind: BrowserKind, expected: Reason) -> Result<(), Failed> {
    let built = SiteLab::build(lab, &site(name)?, &far_end_with(true)?)?;
    let mut before = built.camcheck(&programs()?.camcheck);
    built.run_outside(before.args(["--quiet", "--only", "fragments"]))?;
    let seen = Browser::start(&built, kind)?.press_and_stream(&built.page_url()?, || ())?;
    expect_consistent(&seen)?;
    let row = seen.report.row(RequirementId::Fragments);
    match row {
        Some(row) if row.reason == expected => Ok(()),
        _ => Err(format!("{row:#?}\n{:#?}", seen.report.feeds).into()),
    }
}

fn measure_bandwidth(
    lab: &Lab,
    name: &str,
    kind: BrowserKind,
    expected: Reason,
) -> Result<(), Failed> {
    let built = SiteLab::build(lab, &site(name)?, &far_end_with(true)?)?;
    let url = built.page_url()?;
    let report = Browser::start(&built, kind)?.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.press("#camcheck-start").await?;
        walk.until(BANDWIDTH_IS_OFFERED).await?;
        walk.press("#camcheck-bandwidth").await?;
        walk.until("document.querySelector('#camcheck').dataset.bandwidth === 'done'")
            .await?;
        walk.report().await
    })?;
    match report.row(RequirementId::Bandwidth) {
        Some(row) if row.reason == expected => Ok(()),
        row => Err(format!("{row:#?}").into()),
    }
}

/// Its row is folded until it is opened.
const BANDWIDTH_IS_OFFERED: &str = "(() => {
    const button = document.querySelector('#camcheck-bandwidth');
    if (button) button.closest('details')?.setAttribute('open', '');
    return button !== null;
})()";

fn site(name: &str) -> Result<Site, Failed> {
    let mut sites = load_advice()?.into_iter();
    let named = sites.find(|site| site.name == name);
    Ok(named.ok_or("no such site")?.site)
}

/// They are idle most of the time.
fn judge_together(lab: &Lab, sites: &[NamedSite]) -> Result<(), Failed> {
    let failures: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = sites
            .iter()
            .map(|site| scope.spawn(move || judge(lab, site)))
            .collect();
        let ended = threads.into_iter().map(thread::ScopedJoinHandle::join);
        ended
            .filter_map(|result| match result {
                Ok(Ok(())) => None,
                Ok(Err(failed)) => Some(failed.message().unwrap_or("no message").to_owned()),
                Err(_) => Some("a panic".to_owned()),
            })
            .collect()
    });
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.concat().into())
    }
}

fn judge(lab: &Lab, named: &NamedSite) -> Result<(), Failed> {
    let NamedSite { name, site } = named;
    let programs = programs()?;
    let built = SiteLab::build(lab, site, &FarEnd::responder(programs.responder))?;
    // Only what passed before is attributed to a site.
    let mut before = built.camcheck(&programs.camcheck);
    built.run_outside(before.args(["--quiet", "--only", "fragments,mtu,ntp"]))?;
    let mut camcheck = built.camcheck(&programs.camcheck);
    camcheck.args(["--format", "json"]);
    if is_thorough(named) {
        camcheck.arg("--thorough");
    }
    let output = built.run_in_device(&mut camcheck)?;
    let report = Report::parse(&String::from_utf8_lossy(&output.stdout))?;
    let differences = site.expect.differences(&report);
    let advice = report.requirements.iter();
    let advice: Vec<_> = advice.filter(|row| !row.evidence.is_empty()).collect();
    expect_none(name, &differences, advice)
}

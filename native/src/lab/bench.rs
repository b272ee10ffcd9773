//! How long things take in the lab.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camcheck_core::probe::{PortOutcome, Timing};

use super::browser::{Browser, BrowserKind, Window};
use super::cli::Programs;
use super::enter::Lab;
use super::error::LabError;
use super::far_end::FarEnd;
use super::load::{flood, sweep};
use super::site_files::NamedSite;
use super::site_lab::SiteLab;
use super::traffic;

/// Odd, so that the median is a measured value.
const RUNS: usize = 5;

/// An open site, and one whose blocked range has edges to be found.
const NATIVE_RUNS: [&str; 2] = ["full-cone", "udp-range-blocked"];

/// An ordinary site, and the one that takes a page longest.
const PAGE_RUNS: [&str; 2] = ["port-restricted", "udp-range-blocked"];

/// 20,000 ports a second; see the budgets in the design.
const SWEEP: Timing = Timing {
    deadline: Duration::from_secs(30),
    retransmit: Duration::from_millis(500),
    tries: 8,
    gap: Duration::from_micros(50),
};

/// Less than a run's token allows, and than coturn can do on one core.
const FLOOD_PER_SECOND: u32 = 20_000;
const FLOOD_LASTS: Duration = Duration::from_secs(4);

/// Measures and prints a table.
pub(super) fn run(lab: &Lab, programs: &Programs, web: Option<&Path>) -> Result<(), LabError> {
    let ours = FarEnd::responder(programs.responder.clone());
    let site = NamedSite::find("full-cone")?.site;
    row("what", "median", "slowest");
    measured("build a site", RUNS, || {
        time(|| SiteLab::build(lab, &site, &ours).map(drop))
    })?;
    for name in NATIVE_RUNS {
        let built = SiteLab::build(lab, &NamedSite::find(name)?.site, &ours)?;
        measured(&format!("native run, {name}"), RUNS, || {
            time(|| native_run(&built, programs))
        })?;
    }
    if let Some(web) = web {
        pages(lab, programs, web)?;
    }
    for name in NATIVE_RUNS {
        let built = SiteLab::build(lab, &NamedSite::find(name)?.site, &ours)?;
        let traffic = traffic::count(built.router(), || native_run(&built, programs))?;
        cost(&format!("native, {name}"), traffic);
    }
    all_ports(lab, &ours)?;
    far_end(lab, "far end", &ours, true)?;
    far_end(lab, "coturn", &FarEnd::Coturn, false)
}

/// The page in each browser, from the press to the verdict by the page's own clock.
fn pages(lab: &Lab, programs: &Programs, web: &Path) -> Result<(), LabError> {
    let far_end = FarEnd::Responder {
        program: programs.responder.clone(),
        web: Some(web.to_owned()),
    };
    for name in PAGE_RUNS {
        let built = SiteLab::build(lab, &NamedSite::find(name)?.site, &far_end)?;
        let url = built.page_url()?;
        for kind in BrowserKind::ALL {
            let browser = Browser::start(&built, kind)?;
            measured(&format!("{kind}, {name}"), RUNS, || {
                Ok(browser.press(&url, &Window::default())?.verdict)
            })?;
            let press = || browser.press(&url, &Window::default());
            cost(
                &format!("{kind}, {name}"),
                traffic::count(built.router(), press)?,
            );
        }
    }
    Ok(())
}

fn all_ports(lab: &Lab, far_end: &FarEnd) -> Result<(), LabError> {
    let site = NamedSite::find("port-restricted")?.site;
    let built = SiteLab::build(lab, &site, far_end)?;
    let started = Instant::now();
    let outcome = sweep(&built, SWEEP).map_err(LabError::system("sweep"))?;
    let took = started.elapsed();
    let silent = outcome
        .ports
        .values()
        .filter(|port| !matches!(port, PortOutcome::Answered { .. }))
        .count();
    let what = format!("sweep, {} ports", outcome.ports.len());
    row(&what, &seconds(took), &format!("{silent} wrong"));
    Ok(())
}

/// What one core could answer, if the rest of the work were elsewhere: answers by the program's
/// own processor time. The kernel's share is not in it.
fn far_end(lab: &Lab, name: &str, kind: &FarEnd, ours: bool) -> Result<(), LabError> {
    let site = NamedSite::find("no-nat")?.site;
    let built = SiteLab::build(lab, &site, kind)?;
    let done =
        flood(&built, FLOOD_PER_SECOND, FLOOD_LASTS, ours).map_err(LabError::system("flood"))?;
    let per_core = f64::from(done.answered) / done.far_end_time.as_secs_f64();
    let what = format!("{name}, answers per core");
    let lost = done.sent.saturating_sub(done.answered);
    row(&what, &format!("{per_core:.0}/s"), &format!("{lost} lost"));
    Ok(())
}

fn measured(
    what: &str,
    runs: usize,
    mut once: impl FnMut() -> Result<Duration, LabError>,
) -> Result<(), LabError> {
    let mut durations = (0..runs).map(|_| once()).collect::<Result<Vec<_>, _>>()?;
    durations.sort_unstable();
    let show = |duration: Option<&Duration>| duration.copied().map_or_else(String::new, seconds);
    let median = show(durations.get(durations.len() / 2));
    row(what, &median, &show(durations.last()));
    Ok(())
}

fn seconds(duration: Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}

/// What a run costs the site's router.
fn cost(what: &str, traffic: traffic::Traffic) {
    let traffic::Traffic {
        flows,
        packets,
        peak,
    } = traffic;
    let flows = format!("{flows} flows");
    row(what, &flows, &format!("{peak}/s at most"));
    row(what, &format!("{packets} pkts"), "");
}

fn row(what: &str, median: &str, slowest: &str) {
    anstream::println!("{what:30} {median:>10} {slowest:>10}");
}

fn time(work: impl FnOnce() -> Result<(), LabError>) -> Result<Duration, LabError> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed())
}

/// A run that came to a verdict, whatever it is; only its duration is wanted.
fn native_run(site: &SiteLab, programs: &Programs) -> Result<(), LabError> {
    let mut command: Command = site.camcheck(&programs.camcheck);
    command
        .args(["--format", "json", "--quiet"])
        .stdin(Stdio::null());
    let output = site
        .run_in_device(&mut command)
        .map_err(LabError::system("camcheck"))?;
    match output.status.code() {
        Some(0 | 1 | 3) => Ok(()),
        _ => Err(LabError::system("camcheck")(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))),
    }
}

//! How long things take in the lab.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camcheck_core::model::evidence::{Detail, Test};
use camcheck_core::model::ports::{ARTICLE_UDP, PortRange};
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;

use crate::browser::{Browser, BrowserKind, Window};
use crate::enter::Lab;
use crate::error::LabError;
use crate::far_end::FarEnd;
use crate::load::{flood, sweep};
use crate::programs::Programs;
use crate::site_files::NamedSite;
use crate::site_lab::SiteLab;
use crate::traffic;

/// Odd, so that the median is a measured value.
const RUNS: usize = 5;

/// An open site, and sites whose blocked ranges have edges to be found, each with the time within which a run
/// there must be over. No site of rules takes longer than the last one.
const NATIVE_RUNS: [(&str, Duration); 3] = [
    ("full-cone", Duration::from_secs(3)),
    ("udp-range-blocked", Duration::from_secs(12)),
    ("udp-four-ranges", Duration::from_secs(12)),
];

/// The same for a page, on an ordinary NAT.
const PAGE_RUNS: [(&str, Duration); 3] = [
    ("port-restricted", Duration::from_secs(4)),
    ("udp-range-blocked", Duration::from_secs(15)),
    ("udp-four-ranges", Duration::from_secs(15)),
];

/// How far the page may move by itself during a run (web.dev calls a cumulative layout shift up to 0.1 good).
const MAX_LAYOUT_SHIFT: f64 = 0.1;

/// Sites whose 64,511 ports are all tried, with the packets of a hundred that are lost each way.
const SWEEPS: [(&str, u32); 3] = [
    ("port-restricted", 0),
    ("udp-range-blocked", 0),
    ("port-restricted", 5),
];

/// New ports a second of a sweep, and how long it may take.
const SWEEP_RATE: u32 = 20_000;
const SWEEP_BUDGET: Duration = Duration::from_secs(10);

/// What a default run may cost the site's router: entries in its table, and new ones a second
/// over [`traffic::SUSTAINED`].
const MAX_FLOWS: usize = 512;
const MAX_NEW_FLOWS: usize = 50;

/// Less than a run's token allows, and than coturn can do on one core.
const FLOOD_PER_SECOND: u32 = 20_000;
const FLOOD_LASTS: Duration = Duration::from_secs(4);

/// Measures and prints a table.
pub(crate) fn run(lab: &Lab, programs: &Programs, web: Option<&Path>) -> Result<(), LabError> {
    let ours = FarEnd::responder(programs.responder.clone());
    let site = NamedSite::find("full-cone")?.site;
    row("what", "median", "slowest", "");
    measured("build a site", RUNS, None, || {
        time(|| SiteLab::build(lab, &site, &ours).map(drop))
    })?;
    for (name, budget) in NATIVE_RUNS {
        let built = SiteLab::build(lab, &NamedSite::find(name)?.site, &ours)?;
        let what = format!("native, {name}");
        measured(&what, RUNS, Some(budget), || {
            time(|| native_run(&built, programs))
        })?;
        cost(traffic::count(built.router(), || {
            native_run(&built, programs)
        })?);
    }
    if let Some(web) = web {
        pages(lab, programs, web)?;
    }
    for (name, loss) in SWEEPS {
        all_ports(lab, programs, name, loss)?;
    }
    far_end(lab, "far end", &ours, true)?;
    far_end(lab, "coturn", &FarEnd::Coturn, false)
}

/// The page in each browser, from the press to the verdict by the page's own clock.
fn pages(lab: &Lab, programs: &Programs, web: &Path) -> Result<(), LabError> {
    let far_end = FarEnd::Responder {
        program: programs.responder.clone(),
        web: Some(web.to_owned()),
        feeds: false,
    };
    for (name, budget) in PAGE_RUNS {
        let built = SiteLab::build(lab, &NamedSite::find(name)?.site, &far_end)?;
        let url = built.page_url()?;
        for kind in BrowserKind::WITH_WEBRTC {
            let browser = Browser::start(&built, kind)?;
            let press = || browser.press(&url, &Window::default());
            measured(&format!("{kind}, {name}"), RUNS, Some(budget), || {
                Ok(press()?.verdict)
            })?;
            cost(traffic::count(built.router(), press)?);
            if let Some(shift) = press()?.layout_shift {
                let verdict = if shift <= MAX_LAYOUT_SHIFT {
                    "within"
                } else {
                    "OVER"
                };
                let limit = format!("{verdict} {MAX_LAYOUT_SHIFT}");
                row("  layout shift", &format!("{shift:.3}"), "", &limit);
            }
        }
    }
    Ok(())
}

fn all_ports(lab: &Lab, programs: &Programs, name: &str, loss: u32) -> Result<(), LabError> {
    let mut site = NamedSite::find(name)?.site;
    site.wan.loss_percent = loss;
    let ours = FarEnd::responder(programs.responder.clone());
    let built = SiteLab::build(lab, &site, &ours)?;
    let report =
        sweep(&built, &programs.camcheck, SWEEP_RATE).map_err(LabError::system("sweep"))?;
    let took = Duration::from_millis(report.duration_ms);
    let wrong = wrong_ports(&report, &site.expect.udp_blocked);
    let mut what = format!("sweep, {name}");
    if loss > 0 {
        what += &format!(", {loss} % loss");
    }
    let wrong = format!("{wrong} wrong");
    row(&what, &seconds(took), &wrong, &within(took, SWEEP_BUDGET));
    Ok(())
}

/// Ports that a sweep called blocked and are not, or did not call so and are, or says nothing of.
fn wrong_ports(report: &Report, expected: &[PortRange]) -> usize {
    let blocked = &report.network.udp_blocked;
    let inside = |ranges: &[PortRange], port| ranges.iter().any(|range| range.contains(port));
    let ports = ARTICLE_UDP.first()..=ARTICLE_UDP.last();
    let differ = ports.filter(|port| inside(blocked, *port) != inside(expected, *port));
    let answered = report
        .row(RequirementId::UdpOutbound)
        .and_then(|row| {
            row.evidence
                .iter()
                .find(|entry| entry.test == Test::UdpGrid)
        })
        .and_then(|all| all.number(Detail::Answered))
        .unwrap_or(0_usize);
    let known = answered + blocked.iter().map(|range| range.count()).sum::<usize>();
    differ.count() + ARTICLE_UDP.count().abs_diff(known)
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
    row(
        &what,
        &format!("{per_core:.0}/s"),
        &format!("{lost} lost"),
        "",
    );
    Ok(())
}

fn measured(
    what: &str,
    runs: usize,
    budget: Option<Duration>,
    mut once: impl FnMut() -> Result<Duration, LabError>,
) -> Result<(), LabError> {
    let mut durations = (0..runs).map(|_| once()).collect::<Result<Vec<_>, _>>()?;
    durations.sort_unstable();
    let show = |duration: Option<&Duration>| duration.copied().map_or_else(String::new, seconds);
    let median = show(durations.get(durations.len() / 2));
    let slowest = durations.last();
    let note = budget
        .zip(slowest)
        .map_or_else(String::new, |(budget, slowest)| within(*slowest, budget));
    row(what, &median, &show(slowest), &note);
    Ok(())
}

fn seconds(duration: Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}

fn within(took: Duration, budget: Duration) -> String {
    note(took <= budget, &format!("{} s", budget.as_secs()))
}

fn note(kept: bool, budget: &str) -> String {
    let word = if kept { "within" } else { "OVER BUDGET of" };
    format!("{word} {budget}")
}

/// What a run costs the site's router.
fn cost(traffic: traffic::Traffic) {
    let traffic::Traffic {
        flows,
        packets,
        peak,
        sustained,
    } = traffic;
    row(
        "  new flows",
        &flows.to_string(),
        "",
        &note(flows <= MAX_FLOWS, &MAX_FLOWS.to_string()),
    );
    row(
        "  ... a second, sustained",
        &format!("{sustained}/s"),
        "",
        &note(
            sustained <= MAX_NEW_FLOWS,
            &format!("{MAX_NEW_FLOWS}/s; {peak}/s at the peak"),
        ),
    );
    row("  packets", &packets.to_string(), "", "");
}

fn row(what: &str, median: &str, slowest: &str, note: &str) {
    let line = format!("{what:34} {median:>10} {slowest:>10}  {note}");
    anstream::println!("{}", line.trim_end());
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

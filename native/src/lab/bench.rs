//! How long things take in the lab.

use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camcheck_core::sim::site::Site;

use super::cli::Programs;
use super::enter::Lab;
use super::error::LabError;
use super::far_end::FarEnd;
use super::site_lab::SiteLab;

/// Odd, so that the median is a measured value.
const RUNS: usize = 5;

/// Ports a second of the full sweep; see the budgets in the design.
const SWEEP_RATE: &str = "20000";

/// Measures and prints a table.
pub(super) fn run(lab: &Lab, site: &Site, programs: &Programs) -> Result<(), LabError> {
    let far_end = FarEnd::responder(programs.responder.clone());
    let build = || SiteLab::build(lab, site, &far_end);
    let built = build()?;
    let native = |arguments: &[&str]| {
        let mut command = built.camcheck(&programs.camcheck);
        command
            .args(["--format", "json", "--quiet"])
            .args(arguments);
        time(|| quietly(&built, &mut command))
    };
    row("what", "median", "slowest");
    measured("build a site", RUNS, || time(|| build().map(drop)))?;
    measured("native run", RUNS, || native(&[]))?;
    let sweep = ["--full-sweep", "--rate", SWEEP_RATE];
    measured("native run, full sweep", 1, || native(&sweep))
}

fn measured(
    what: &str,
    runs: usize,
    mut once: impl FnMut() -> Result<Duration, LabError>,
) -> Result<(), LabError> {
    let mut durations = (0..runs).map(|_| once()).collect::<Result<Vec<_>, _>>()?;
    durations.sort_unstable();
    let show = |duration: Option<&Duration>| {
        duration.map_or_else(String::new, |duration| {
            format!("{:.3} s", duration.as_secs_f64())
        })
    };
    let median = show(durations.get(durations.len() / 2));
    row(what, &median, &show(durations.last()));
    Ok(())
}

fn row(what: &str, median: &str, slowest: &str) {
    anstream::println!("{what:24} {median:>10} {slowest:>10}");
}

fn time(work: impl FnOnce() -> Result<(), LabError>) -> Result<Duration, LabError> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed())
}

/// A run that came to a verdict, whatever it is; only its duration is wanted.
fn quietly(site: &SiteLab, command: &mut Command) -> Result<(), LabError> {
    let output = site
        .run_in_device(command.stdin(Stdio::null()))
        .map_err(LabError::system("camcheck"))?;
    match output.status.code() {
        Some(0 | 1 | 3) => Ok(()),
        _ => Err(LabError::system("camcheck")(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))),
    }
}

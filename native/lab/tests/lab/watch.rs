//! `camcheck watch` by the program itself, at a site whose line is cut for a while.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::verdict::Overall;
use camcheck_core::model::watch::{Outage, WatchSummary};
use camcheck_lab::{FarEnd, Lab, LabError, NamedSite, Namespace, SiteLab};
use libtest_mimic::Failed;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::programs::programs;
use super::scope::is_full;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// Nothing that the router forwards or sends to the internet gets there.
const CUT: &str = "table inet cut { \
    chain forward { type filter hook forward priority -200; policy drop; }; \
    chain output { type filter hook output priority -200; oifname \"wan0\" drop; }; }";

/// Everything gets there again.
const MEND: &str = "delete table inet cut";

/// When the line of the hour is cut and when it is mended, in seconds since the watch began: for three rounds, one, and six.
const CUTS: [(u64, u64); 3] = [(630, 830), (1_530, 1_590), (2_395, 2_750)];

/// Percent by which the share of good time may be off: each end of an outage is known to a round.
const SHARE_WITHIN: u64 = 3;

pub(super) fn tests() -> Vec<(String, Test)> {
    let mut tests: Vec<(String, Test)> =
        vec![("watch::a_line_that_is_cut".to_owned(), Box::new(cut_line))];
    if is_full() {
        let name = "watch::an_hour_with_three_outages";
        tests.push((name.to_owned(), Box::new(hour)));
    }
    tests
}

/// Three rounds, the second of them without a line.
fn cut_line(lab: &Lab) -> Result<(), Failed> {
    let site = NamedSite::find("port-restricted")?.site;
    let built = SiteLab::build(lab, &site, &FarEnd::responder(programs()?.responder))?;
    let mut watching = Watching::start(&built, &["--every", "1m"])?;
    watching.until("  +  good (all checks)")?;
    nft(built.router(), CUT)?;
    watching.until("  x  bad: No connection to the internet is answered")?;
    nft(built.router(), MEND)?;
    watching.until("  +  good")?;
    let report = watching.interrupt()?;
    if report.overall != Overall::ReadyWithAdvice {
        return Err(format!("{report:#?}").into());
    }
    expect_one_outage(&report.watch.ok_or("no summary")?)
}

/// A watch to its end.
fn hour(lab: &Lab) -> Result<(), Failed> {
    let site = NamedSite::find("port-restricted")?.site;
    let built = SiteLab::build(lab, &site, &FarEnd::responder(programs()?.responder))?;
    let began = Instant::now();
    let watching = Watching::start(&built, &["--every", "1m", "--for", "1h"])?;
    let report = thread::scope(|scope| {
        let report = scope.spawn(|| watching.finish());
        for (cut, mended) in CUTS {
            sleep_until(began + Duration::from_secs(cut));
            nft(built.router(), CUT)?;
            sleep_until(began + Duration::from_secs(mended));
            nft(built.router(), MEND)?;
        }
        report.join().map_err(|_| "the watch's reader panicked")?
    })?;
    expect_three_outages(&report.watch.ok_or("no summary")?)
}

fn sleep_until(moment: Instant) {
    thread::sleep(moment.saturating_duration_since(Instant::now()));
}

/// Each of them began and ended when the report says so, and the share is what is left of the hour.
fn expect_three_outages(watch: &WatchSummary) -> Result<(), Failed> {
    let is_found = |outage: &Outage, (cut, mended): (u64, u64)| {
        let (cut, mended) = (watch.began.after(cut), watch.began.after(mended));
        outage.begin_after.is_some_and(|begin| begin <= cut)
            && cut <= outage.begin_by
            && outage.end_after <= mended
            && outage.end_by.is_some_and(|end| mended <= end)
    };
    let are_found = watch.outages.len() == CUTS.len()
        && watch
            .outages
            .iter()
            .zip(CUTS)
            .all(|(outage, cut)| is_found(outage, cut));
    let bad: u64 = CUTS.iter().map(|(cut, mended)| mended - cut).sum();
    let share = 100 * (3_600 - bad) / 3_600;
    let good = watch.good_percent().unwrap_or_default();
    let is_right = are_found
        && good.abs_diff(share) <= SHARE_WITHIN
        && watch.gap_seconds == 0
        && watch.ended.since(watch.began) == 3_600;
    if is_right {
        Ok(())
    } else {
        Err(format!("{share} % of the hour were good: {watch:#?}").into())
    }
}

/// Adds rules to a router, or removes them.
pub(super) fn nft(router: &Namespace, rules: &str) -> Result<(), LabError> {
    let output = router.output(Command::new("nft").arg(rules));
    let fault = match output {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    Err(LabError::Command {
        command: format!("nft {rules}"),
        message: fault,
    })
}

/// It began in the first interval and ended in the second one.
fn expect_one_outage(watch: &WatchSummary) -> Result<(), Failed> {
    let [outage] = &watch.outages[..] else {
        return Err(format!("not one outage: {watch:#?}").into());
    };
    let second = watch.began.after(60);
    let third = watch.began.after(120);
    let silent = |reason| reason == Reason::NothingAnswers;
    let is_right = outage.begin_after == Some(watch.began)
        && outage.begin_by > second
        && outage.end_after.since(second) < 5
        && outage.end_by >= Some(third)
        && outage.rounds == 1
        && outage.failed.iter().all(|row| silent(row.reason))
        && watch.bad_seconds.abs_diff(60) < 5
        && watch.gap_seconds == 0;
    if is_right {
        Ok(())
    } else {
        Err(format!("{watch:#?}").into())
    }
}

/// A watch that was started. Dropping it ends it.
struct Watching {
    child: Child,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Watching {
    fn start(site: &SiteLab, arguments: &[&str]) -> Result<Self, Failed> {
        let mut command = Command::new(programs()?.camcheck);
        command
            .args(["watch", "--lang", "en", "--format", "json"])
            .args(arguments)
            .arg("--catalogue")
            .arg(site.catalogue())
            .arg("--ca-file")
            .arg(site.ca_pem())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = site.spawn_in_device(&mut command)?;
        let stderr = child.stderr.take().ok_or("no stderr")?;
        Ok(Self {
            child,
            stderr: BufReader::new(stderr),
        })
    }

    /// Waits for the next round, whose line is to contain this.
    fn until(&mut self, part: &str) -> Result<(), Failed> {
        loop {
            let mut line = String::new();
            if self.stderr.read_line(&mut line)? == 0 {
                return Err(format!("it ended before \"{part}\"").into());
            }
            if line.contains(part) {
                return Ok(());
            }
            if !line.starts_with("camcheck: ") {
                return Err(format!("\"{line}\" instead of \"{part}\"").into());
            }
        }
    }

    fn interrupt(self) -> Result<Report, Failed> {
        kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGINT)?;
        self.finish()
    }

    /// Waits for its report.
    fn finish(mut self) -> Result<Report, Failed> {
        let mut lines = String::new();
        self.stderr.read_to_string(&mut lines)?;
        let mut stdout = String::new();
        let mut pipe = self.child.stdout.take().ok_or("no stdout")?;
        pipe.read_to_string(&mut stdout)?;
        Ok(Report::parse(&stdout)?)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // After the signal there may be nothing left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

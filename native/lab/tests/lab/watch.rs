//! `camcheck watch` by the program itself, at a site whose line is cut for a while.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::verdict::Overall;
use camcheck_core::model::watch::WatchSummary;
use camcheck_lab::{FarEnd, Lab, LabError, NamedSite, Namespace, SiteLab};
use libtest_mimic::Failed;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::programs::programs;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// Nothing that the router forwards or sends to the internet gets there.
const CUT: &str = "table inet cut { \
    chain forward { type filter hook forward priority -200; policy drop; }; \
    chain output { type filter hook output priority -200; oifname \"wan0\" drop; }; }";

pub(super) fn tests() -> Vec<(String, Test)> {
    vec![("watch::a_line_that_is_cut".to_owned(), Box::new(cut_line))]
}

/// Three rounds, the second of them without a line.
fn cut_line(lab: &Lab) -> Result<(), Failed> {
    let site = NamedSite::find("port-restricted")?.site;
    let programs = programs()?;
    let built = SiteLab::build(lab, &site, &FarEnd::responder(programs.responder))?;
    let mut command = Command::new(&programs.camcheck);
    command
        .args(["watch", "--every", "1m", "--lang", "en", "--format", "json"])
        .arg("--catalogue")
        .arg(built.catalogue())
        .arg("--ca-file")
        .arg(built.ca_pem())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut watching = Watching::start(built.spawn_in_device(&mut command)?)?;
    watching.until("  +  good (all rows)")?;
    nft(built.router(), CUT)?;
    watching.until("  x  bad: No connection to the internet is answered")?;
    nft(built.router(), "delete table inet cut")?;
    watching.until("  +  good")?;
    let report = watching.interrupt()?;
    if report.overall != Overall::ReadyWithAdvice {
        return Err(format!("{report:#?}").into());
    }
    expect_one_outage(&report.watch.ok_or("no summary")?)
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
    fn start(mut child: Child) -> Result<Self, Failed> {
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

    fn interrupt(mut self) -> Result<Report, Failed> {
        kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGINT)?;
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

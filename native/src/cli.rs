//! The program that a site downloads: reads its arguments, runs the measurements, prints the
//! report, and returns the verdict as its exit code.

mod args;
mod catalogue;
mod clock;
mod kit;
mod launch;
mod licenses;
mod measure;
mod nagios;
mod newer;
mod output;
mod packages;
mod page_link;
mod progress;
mod retest;
mod share;
mod signals;
mod trust;
mod watch;

use std::fmt;
use std::io;
use std::process::ExitCode;

use camcheck_codec::random;
use camcheck_core::catalogue::Catalogue;
use camcheck_core::model::report::Note;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Overall;
use camcheck_core::plan::RunOptions;

use camcheck_core::probe::prober::Prober;
use camcheck_core::run::Circumstances;

pub use self::args::Args;
use self::args::{Command, CommonArgs};
use self::kit::Kit;
use self::launch::Launch;
use self::measure::measure;
use self::output::Output;
use self::signals::Signals;
use crate::vantage::NativeProber;

/// Usage or internal error. clap uses the same number.
const EXIT_ERROR: u8 = 2;

/// A usage error or a failure of the environment, as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Complaint(String);

impl Complaint {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// That something did not work, and why, in the system's words without their number.
    fn of_system(what: impl fmt::Display, error: &io::Error) -> Self {
        Self(format!("{what}: {}", plain(error)))
    }
}

/// The system's words for an error without its number, which means nothing to a user.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error ").unwrap_or(text.len());
    text.get(..end).unwrap_or_default().to_owned()
}

/// Runs the program with the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    packages::keep();
    // Ends the process with one message if they are invalid.
    let mut args = nagios::parse();
    let launch = Launch::look();
    launch.adjust(&mut args);
    let code = run(&args).unwrap_or_else(|complaint| {
        if args.nagios {
            return nagios::complain(&complaint.to_string());
        }
        output::complain(&complaint);
        ExitCode::from(EXIT_ERROR)
    });
    launch.wait(&args);
    code
}

fn run(args: &Args) -> Result<ExitCode, Complaint> {
    if args.licenses {
        return licenses::print();
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Complaint::of_system("cannot start", &error))?;
    let result = match &args.command {
        None => runtime.block_on(check(args)),
        Some(Command::Watch(args)) => runtime.block_on(watch::watch(args)),
    };
    // The system may still be waiting for a resolver whose answer is no longer needed.
    runtime.shutdown_background();
    result
}

async fn check(args: &Args) -> Result<ExitCode, Complaint> {
    let common = &args.common;
    let mut kit = Kit::of(common)?;
    let output = Output::open(common)?;
    let catalogue = load_catalogue(common, &kit).await?;
    let seed = u64::from_be_bytes(random::bytes());
    let options = RunOptions {
        only: common.only.iter().copied().collect(),
        sweep: args.full_sweep.then_some(args.rate),
        thorough: args.thorough,
        ..RunOptions::new(catalogue.clone(), Vantage::Native, seed)
    };
    if args.full_sweep && !common.quiet {
        output::announce_sweep(args.rate, common.language());
    }
    let mut signals = Signals::listen()?;
    let (mut report, was_interrupted) = measure(options, &kit, args, &mut signals).await;
    let was_stopped = report.notes.contains(Note::Stopped);
    let mut passes = false;
    if args.retest_until_pass && !was_interrupted {
        let catalogue = catalogue.clone();
        let retested = retest::until_pass(report, catalogue, &mut kit, args, &mut signals).await;
        (report, passes) = (retested.report, retested.passes);
    }
    if args.nagios {
        return nagios::print(&report, common.language(), args.strict);
    }
    output.print(&report, &catalogue.page)?;
    if common.share && !was_stopped {
        share::share(&report, &catalogue.page, common, &kit).await?;
    }
    if !was_interrupted {
        newer::report(&catalogue, common, &kit).await;
    }
    // Rows that were left out on request do not count if the others were tested until they passed.
    Ok(if passes && report.notes.contains(Note::Partial) {
        ExitCode::SUCCESS
    } else {
        exit_code(report.overall, args.strict)
    })
}

/// The catalogue, with a message if there is little to test against.
async fn load_catalogue(args: &CommonArgs, kit: &Kit) -> Result<Catalogue, Complaint> {
    let catalogue = catalogue::load(args, kit).await?;
    if catalogue.responders.is_empty() && !args.quiet {
        output::note(args.language().share_words().no_far_end);
    }
    Ok(catalogue)
}

fn circumstances(started: String, prober: &NativeProber, args: &CommonArgs) -> Circumstances {
    Circumstances {
        started,
        duration_ms: u64::try_from(prober.elapsed().as_millis()).unwrap_or(u64::MAX),
        extra_root: args.ca_file.is_some(),
    }
}

/// If `strict`, advice counts.
fn exit_code(overall: Overall, strict: bool) -> ExitCode {
    match overall {
        Overall::ReadyWithAdvice if strict => ExitCode::from(1),
        Overall::Ready | Overall::ReadyWithAdvice => ExitCode::SUCCESS,
        Overall::NotReady => ExitCode::from(1),
        Overall::Incomplete => ExitCode::from(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_have_no_number() {
        let error = io::Error::from_raw_os_error(2);
        let complaint = Complaint::of_system("cannot read it", &error).to_string();
        assert!(complaint.starts_with("cannot read it: "), "{complaint}");
        assert!(!complaint.contains("os error"), "{complaint}");
        assert_eq!(plain(&io::Error::other("a (b) c")), "a (b) c");
    }
}

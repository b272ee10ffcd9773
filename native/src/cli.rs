//! The program that a site downloads: reads its arguments, runs the measurements, prints the
//! report, and returns the verdict as its exit code.

mod args;
mod catalogue;
mod clock;
mod launch;
mod output;
mod progress;
mod share;
mod signals;
mod trust;
mod watch;

use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use camcheck_codec::random;
use camcheck_core::catalogue::Catalogue;
use camcheck_core::model::report::Report;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Overall;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::run::Circumstances;
use camcheck_core::run::Run;
use camcheck_core::run::drive::drive;
use clap::Parser;

pub use self::args::Args;
use self::args::{Command, CommonArgs};
use self::launch::Launch;
use self::output::Output;
use self::progress::Progress;
use self::signals::Signals;
use crate::vantage::{NativeProber, Trust};

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
}

/// Runs the program with the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    // Ends the process with code 2 and one message if they are invalid.
    let mut args = Args::parse();
    let launch = Launch::look();
    launch.adjust(&mut args);
    let code = run(&args).unwrap_or_else(|complaint| {
        output::complain(&complaint);
        ExitCode::from(EXIT_ERROR)
    });
    launch.wait(&args);
    code
}

fn run(args: &Args) -> Result<ExitCode, Complaint> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Complaint::new(format!("cannot start: {error}")))?;
    let result = match &args.command {
        None => runtime.block_on(check(args)).map(exit_code),
        Some(Command::Watch(args)) => runtime.block_on(watch::watch(args)),
    };
    // The system may still be waiting for a resolver whose answer is no longer needed.
    runtime.shutdown_background();
    result
}

async fn check(args: &Args) -> Result<Overall, Complaint> {
    let common = &args.common;
    let trust = trust::load(common.ca_file.as_deref())?;
    let output = Output::open(common)?;
    let catalogue = load_catalogue(common, &trust).await?;
    let page = catalogue.page.clone();
    let seed = u64::from_be_bytes(random::bytes());
    let options = RunOptions {
        only: common.only.iter().copied().collect(),
        sweep: args.full_sweep.then_some(args.rate),
        thorough: args.thorough,
        ..RunOptions::new(catalogue, Vantage::Native, seed)
    };
    if args.full_sweep && !common.quiet {
        output::announce_sweep(args.rate, common.language());
    }
    let report = measure(options, trust.clone(), args).await?;
    output.print(&report, &page)?;
    if common.share {
        share::share(&report, &page, common, &trust).await?;
    }
    Ok(report.overall)
}

/// The catalogue, with a message if there is little to test against.
async fn load_catalogue(args: &CommonArgs, trust: &Trust) -> Result<Catalogue, Complaint> {
    let catalogue = catalogue::load(args, trust).await?;
    if catalogue.responders.is_empty() && !args.quiet {
        output::note(args.language().share_words().no_far_end);
    }
    Ok(catalogue)
}

async fn measure(options: RunOptions, trust: Trust, args: &Args) -> Result<Report, Complaint> {
    let started = clock::now();
    let progress = Progress::on_stderr(args.common.quiet, args.common.language());
    let progress = Arc::new(Mutex::new(progress));
    let shown = Arc::clone(&progress);
    let prober = NativeProber::new(trust).showing_feeds(move |feed| {
        locked(&shown).show_feed(feed);
    });
    let mut run = Run::new(options);
    // As in a watch: the driver is in the program once.
    let mut show = |run: &Run| locked(&progress).show(run);
    drive(&mut run, &prober, &mut show as &mut dyn FnMut(&Run)).await;
    // Until the verdict: a feed only adds to it.
    let circumstances = circumstances(started, &prober, &args.common);
    // A run that kept being suspended would measure everything once more.
    if args.feed > 0 && !run.was_given_up() {
        let (report, before) = (run.report(circumstances.clone()), run.progress());
        run.begin_feed(args.feed);
        let mut show = |run: &Run| {
            if run.progress() != before {
                locked(&progress).begin_feed(&report, args.feed);
            }
        };
        // The verdict is known by now, so an interrupt ends the feed alone.
        let mut signals = Signals::listen()?;
        tokio::select! {
            () = drive(&mut run, &prober, &mut show as &mut dyn FnMut(&Run)) => {}
            () = signals.ended() => {
                locked(&progress).clear();
                return Ok(report);
            }
        }
    }
    locked(&progress).clear();
    Ok(run.report(circumstances))
}

/// What is shown stays right after a panic elsewhere.
fn locked(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

fn circumstances(started: String, prober: &NativeProber, args: &CommonArgs) -> Circumstances {
    Circumstances {
        started,
        duration_ms: u64::try_from(prober.elapsed().as_millis()).unwrap_or(u64::MAX),
        extra_root: args.ca_file.is_some(),
    }
}

fn exit_code(overall: Overall) -> ExitCode {
    match overall {
        Overall::Ready | Overall::ReadyWithAdvice => ExitCode::SUCCESS,
        Overall::NotReady => ExitCode::from(1),
        Overall::Incomplete => ExitCode::from(3),
    }
}

//! `camcheck watch`: tests again and again, shows and logs each result, and ends with a report.

mod log;
mod metrics;
mod screen;
mod station;

use std::path::PathBuf;
use std::process::ExitCode;

use camcheck_codec::random;
use camcheck_core::model::report::Report;
use camcheck_core::model::time::Time;
use camcheck_core::model::verdict::Overall;
use camcheck_core::watch::{Entry, Watch, can_be_watched, drive, is_below_threshold, log::Past};

use self::log::Log;
use self::metrics::{Metrics, Server};
use self::screen::Screen;
use self::station::NativeStation;
use super::args::WatchArgs;
use super::kit::Kit;
use super::output::Output;
use super::signals::Signals;
use super::{Complaint, load_catalogue, share};

const NOTHING_TO_WATCH: &str =
    "--only: none of these checks comes and goes; add one that does, such as udp-outbound";

/// Watches until the time is over or a signal ends it.
///
/// # Errors
/// If the arguments make no sense, a file cannot be opened or written, or no round was finished.
pub(super) async fn watch(args: &WatchArgs) -> Result<ExitCode, Complaint> {
    let common = &args.common;
    let schedule = args.schedule()?;
    let only = common.only.iter().copied().collect();
    if !can_be_watched(only) {
        return Err(Complaint::new(NOTHING_TO_WATCH));
    }
    let kit = Kit::of(common)?;
    let output = Output::open(common)?;
    let now = Time::from_seconds(station::now().wall.as_secs());
    let (log, past) = match &args.log {
        Some(path) => Log::open(path, now).map(|(log, past)| (Some(log), past))?,
        None => (None, Past::default()),
    };
    refuse_one_file(args)?;
    let server = match args.metrics {
        Some(address) => Some(Server::bind(address).await?),
        None => None,
    };
    let mut signals = Signals::listen()?;
    let catalogue = load_catalogue(common, &kit).await?;
    let page = catalogue.page.clone();

    let screen = Screen::on_stderr(common);
    screen.continues(&past);
    let metrics = Metrics::new();
    let seed = u64::from_be_bytes(random::bytes());
    let earlier = past.entries.len();
    let mut watch = Watch::begin(schedule, only, seed, past.entries, station::now());
    screen.begins(&watch);
    let mut station = NativeStation::new(common, kit.clone(), catalogue, screen, &metrics)
        .continuing(log, earlier);
    tokio::select! {
        () = drive(&mut watch, &mut station) => {}
        () = signals.ended() => {}
        () = serve(server, &metrics) => {}
    }
    station.clear();

    let Some(report) = watch.report(station::now()) else {
        let no_round = common.language().live_words().no_round;
        return Err(Complaint::new(no_round));
    };
    output.print(&report, &page)?;
    if common.share {
        share::share(&report, &page, common, &kit).await?;
    }
    Ok(exit_code(&report))
}

/// The report would replace the log. Both files exist by now.
fn refuse_one_file(args: &WatchArgs) -> Result<(), Complaint> {
    let real = |path: &Option<PathBuf>| path.as_ref().and_then(|path| path.canonicalize().ok());
    let (log, output) = (real(&args.log), real(&args.common.output));
    if log.is_some() && log == output {
        return Err(Complaint::new(
            "--log and --output are the same file; the report would replace the log",
        ));
    }
    Ok(())
}

/// Never returns.
async fn serve(server: Option<Server>, metrics: &Metrics) {
    match server {
        Some(server) => server.serve(metrics).await,
        None => std::future::pending().await,
    }
}

/// As of a single test, and 1 if something failed for more than a tenth of the time.
fn exit_code(report: &Report) -> ExitCode {
    let watch = report.watch.as_ref();
    let is_judged = watch.is_some_and(|watch| watch.judged_seconds() > 0);
    match report.overall {
        Overall::NotReady => ExitCode::from(1),
        _ if watch.is_some_and(is_below_threshold) => ExitCode::from(1),
        Overall::Ready | Overall::ReadyWithAdvice if is_judged => ExitCode::SUCCESS,
        Overall::Ready | Overall::ReadyWithAdvice | Overall::Incomplete => ExitCode::from(3),
    }
}

/// The rounds among entries.
fn rounds(entries: &[Entry]) -> impl DoubleEndedIterator<Item = &camcheck_core::watch::Round> {
    entries.iter().filter_map(Entry::round)
}

//! One run, with its progress on the terminal. An interrupt ends it with what is known.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use camcheck_core::model::report::Report;
use camcheck_core::plan::RunOptions;
use camcheck_core::run::Run;
use camcheck_core::run::drive::drive;
use tokio::time::sleep;

use super::kit::Kit;
use super::progress::{Progress, TICK};
use super::signals::Signals;
use super::{Args, circumstances, clock};
use crate::vantage::NativeProber;

/// Measures everything, and then the stream. If a signal ends the stream, the report is that of the rest; if one comes
/// earlier, the report is that of a run that was stopped.
pub(super) async fn measure(
    options: RunOptions,
    kit: &Kit,
    args: &Args,
    signals: &mut Signals,
) -> (Report, bool) {
    let started = clock::now();
    let progress = Arc::new(Mutex::new(Progress::on_stderr(&args.common)));
    let shown = Arc::clone(&progress);
    let prober = kit.prober().showing_feeds(move |feed| {
        locked(&shown).show_feed(feed);
    });
    let mut run = Run::new(options);
    let mut show = |run: &Run| locked(&progress).show(run);
    let mut was_interrupted = drive_on(&mut run, &prober, &progress, &mut show, signals).await;
    // Until the verdict: a feed only adds to it.
    let circumstances = circumstances(started, &prober, &args.common);
    let mut report = None;
    if was_interrupted {
        report = Some(run.report_of_stopped(circumstances.clone()));
    } else if args.feed > 0 && !run.was_given_up() {
        // A run that kept being suspended would measure everything once more.
        let (verdict, before) = (run.report(circumstances.clone()), run.progress());
        run.begin_feed(args.feed);
        let mut show = |run: &Run| {
            if run.progress() != before {
                locked(&progress).begin_feed(&verdict, args.feed);
            }
        };
        was_interrupted = drive_on(&mut run, &prober, &progress, &mut show, signals).await;
        if was_interrupted {
            report = Some(verdict);
        }
    }
    locked(&progress).clear();
    let report = report.unwrap_or_else(|| run.report(circumstances));
    (report, was_interrupted)
}

/// Drives a run to its end, or until a signal comes; returns whether one came.
pub(super) async fn drive_on(
    run: &mut Run,
    prober: &NativeProber,
    progress: &Mutex<Progress>,
    show: &mut dyn FnMut(&Run),
    signals: &mut Signals,
) -> bool {
    tokio::select! {
        // As in a watch: the driver is in the program once.
        () = drive(run, prober, show) => false,
        () = signals.ended() => true,
        () = tick(progress) => false,
    }
}

/// Keeps updating the seconds in the progress line. Never returns.
async fn tick(progress: &Mutex<Progress>) {
    loop {
        sleep(TICK).await;
        locked(progress).tick();
    }
}

/// What is shown stays right after a panic elsewhere.
pub(super) fn locked(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

//! `--retest-until-pass`: for a user who changes the firewall in another window.

use std::sync::Mutex;
use std::time::Instant;

use camcheck_codec::random;
use camcheck_core::catalogue::Catalogue;
use camcheck_core::model::report::Report;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::run::Run;
use camcheck_core::watch::Retest;
use tokio::time::sleep_until;

use super::kit::Kit;
use super::measure::{drive_on, locked};
use super::progress::Progress;
use super::signals::Signals;
use super::{Args, catalogue, circumstances, clock, output};

/// Where it ended.
pub(super) struct Retested {
    /// What is known now.
    pub(super) report: Report,
    /// The rows that failed pass.
    pub(super) passes: bool,
}

/// Tests the rows that do not pass again until they do, or a signal comes.
pub(super) async fn until_pass(
    report: Report,
    mut catalogue: Catalogue,
    kit: &mut Kit,
    args: &Args,
    signals: &mut Signals,
) -> Retested {
    let began = Instant::now();
    let seed = u64::from_be_bytes(random::bytes());
    let mut retest = Retest::begin(report, seed, began.elapsed());
    let was_failing = !retest.failing().is_empty();
    announce(&retest, args);
    let mut due = tokio::time::Instant::now() + args.every;
    while !retest.failing().is_empty() {
        tokio::select! {
            () = sleep_until(due) => {}
            () = signals.ended() => break,
        }
        due += args.every;
        let Some(order) = retest.next(began.elapsed()) else {
            continue;
        };
        kit.look_again();
        catalogue::look_up_again(&mut catalogue, &args.common, kit).await;
        let mut run = Run::new(order.options(catalogue.clone(), Vantage::Native));
        let started = clock::now();
        let prober = kit.prober();
        let progress = Mutex::new(Progress::on_stderr(&args.common));
        let mut show = |run: &Run| locked(&progress).show(run);
        let was_stopped = drive_on(&mut run, &prober, &progress, &mut show, signals).await;
        locked(&progress).clear();
        if was_stopped {
            break;
        }
        if !run.was_given_up() {
            let round = run.report(circumstances(started, &prober, &args.common));
            let now = began.elapsed();
            for changed in retest.record(&order, (round, run.flows()), now) {
                output::line(&format!(
                    "{}  {}",
                    clock::now(),
                    args.common.language().changed(changed)
                ));
            }
            announce_sample(&retest, now, args);
        }
        // Rounds that a long one left no time for are not made up for.
        due = due.max(tokio::time::Instant::now());
    }
    let passes = was_failing && retest.failing().is_empty();
    if passes && !args.common.quiet {
        output::note(args.common.language().share_words().all_pass);
    }
    Retested {
        report: retest.report().clone(),
        passes,
    }
}

/// The verdict, what is to be changed, and what happens next.
fn announce(retest: &Retest, args: &Args) {
    let (report, language) = (retest.report(), args.common.language());
    if retest.failing().is_empty() || args.common.quiet {
        return;
    }
    output::line(&language.headline(report));
    for (number, change) in (1..).zip(language.changes(report)) {
        output::line(&format!("{number:>3}. {change}"));
    }
    let every = humantime::format_duration(args.every).to_string();
    output::note(&language.retest_begins(&every));
}

/// That a few ports pass, and when the whole range follows.
fn announce_sample(retest: &Retest, now: std::time::Duration, args: &Args) {
    let waits = retest.waits(now).filter(|waits| !waits.is_zero());
    if let Some(waits) = waits.filter(|_| !args.common.quiet) {
        output::note(&args.common.language().retest_waits(waits.as_secs()));
    }
}

//! What the rounds of a watch add up to.

use super::entry::Entry;
use super::interval::interval_percent;
use super::outages::outages;
use super::round::{Judged, Round};
use super::stretches::{Stretch, What, stretches};
use super::timeline::timeline;
use crate::limits::WATCH_MIN_GOOD_PERCENT;
use crate::model::time::Time;
use crate::model::watch::{Gap, WatchSummary};

/// Sums up the entries of a log, in their order, up to this moment.
#[must_use]
pub fn summary(entries: &[Entry], ended: Time) -> WatchSummary {
    let stretches = stretches(entries, ended);
    let seconds = |what| {
        let same = stretches.iter().filter(|stretch| stretch.what == what);
        same.map(Stretch::seconds).sum()
    };
    let gaps: Vec<_> = stretches.iter().filter_map(gap).collect();
    let began = entries.first().map_or(ended, Entry::at);
    let (timeline, mark_seconds) = timeline(&stretches, shortest_interval(entries));
    let rounds = || entries.iter().filter_map(Entry::round);
    let mut summary = WatchSummary {
        began,
        ended: stretches.last().map_or(began, |last| last.to),
        rounds: u32::try_from(rounds().count()).unwrap_or(u32::MAX),
        good_seconds: seconds(What::Round(Judged::Good)),
        bad_seconds: seconds(What::Round(Judged::Bad)),
        not_judged_seconds: seconds(What::Round(Judged::NotJudged)),
        gap_seconds: gaps.iter().map(|gap| gap.to.since(gap.from)).sum(),
        interval_percent: None,
        outages: outages(rounds()),
        outages_left_out: 0,
        gaps,
        timeline,
        mark_seconds,
    };
    summary.interval_percent = interval(&summary, rounds());
    summary
}

/// The article's "video feeds are working <90% of the time".
#[must_use]
pub fn is_below_threshold(summary: &WatchSummary) -> bool {
    let percent = summary.good_percent();
    percent.is_some_and(|percent| percent < WATCH_MIN_GOOD_PERCENT)
}

fn gap(stretch: &Stretch) -> Option<Gap> {
    match stretch.what {
        What::Gap(cause) => Some(Gap {
            from: stretch.from,
            to: stretch.to,
            cause,
        }),
        What::Round(_) => None,
    }
}

/// The program may have been started several times with different ones.
fn shortest_interval(entries: &[Entry]) -> u64 {
    let intervals = entries.iter().filter_map(|entry| match entry {
        Entry::Start(start) => Some(start.every_seconds),
        Entry::Round(_) | Entry::Pause(_) => None,
    });
    intervals.min().unwrap_or_default()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a watch has fewer seconds than a double has whole numbers"
)]
fn interval<'a>(
    summary: &WatchSummary,
    rounds: impl Iterator<Item = &'a Round>,
) -> Option<(u8, u8)> {
    if summary.judged_seconds() == 0 {
        return None;
    }
    let share = summary.good_seconds as f64 / summary.judged_seconds() as f64;
    let good: Vec<_> = rounds
        .filter(|round| round.result != Judged::NotJudged)
        .map(|round| round.result == Judged::Good)
        .collect();
    Some(interval_percent(share, &good))
}

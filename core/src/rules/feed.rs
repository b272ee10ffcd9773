//! The row of the feed: does a video-like stream work at least nine of ten seconds?

use super::Finding;
use super::context::Context;
use crate::feed::Share;
use crate::limits::FEEDS;
use crate::model::evidence::{Detail, Evidence, Seen, Test};
use crate::model::feed::Seconds;
use crate::model::reason::Reason;
use crate::observed::application::handshakes::{Conclusion, Handshakes};
use crate::observed::feeds::{Feeds, Tried, shown};
use crate::probe::FeedOutcome;

/// The article's last line.
pub(super) fn reliability(context: &Context<'_>) -> Finding {
    match &context.feeds {
        Feeds::NotAsked => Finding::not_tested(Reason::FeedNotRun),
        Feeds::NoToken => Finding::not_tested(Reason::NoToken),
        Feeds::NotOffered => Finding::not_tested(Reason::NoFeed),
        Feeds::NothingToTry => Finding::not_tested(Reason::NothingGetsOut),
        Feeds::Asking(_) => Finding::not_tested(Reason::Measuring),
        Feeds::Done(outcomes) => judge(context, outcomes).with(evidence(outcomes)),
    }
}

fn judge(context: &Context<'_>, outcomes: &[Tried<'_>]) -> Finding {
    let feeds = shown(outcomes);
    if feeds.is_empty() {
        return not_streamed(context, outcomes);
    }
    let (up, down) = (Share::of_up(&feeds), Share::of_down(&feeds));
    let up_is_unproven = outcomes.iter().any(|(_, outcome)| {
        matches!(outcome, FeedOutcome::Streamed(streamed) if streamed.up_is_unproven)
    });
    let up_fails = up.is_measured() && !up.is_good() && !up_is_unproven;
    let down_fails = down.is_measured() && !down.is_good();
    if up_fails || down_fails {
        // A single feed may have met a bad moment, of the far end as well.
        let was_repeated = feeds.len() >= FEEDS;
        return match () {
            () if !was_repeated => unrepeated(outcomes),
            () if context.browser_is_unproven() => Finding::inconclusive(Reason::BrowserUnproven),
            () => Finding::fail(reason(&up, &down, up_fails)),
        };
    }
    if up.is_measured() && down.is_measured() && up.is_good() && down.is_good() {
        Finding::pass(Reason::FeedGood)
    } else if up_is_unproven && up.is_measured() && !up.is_good() {
        Finding::inconclusive(Reason::BrowserUnproven)
    } else {
        Finding::inconclusive(Reason::DeviceBusy)
    }
}

/// One feed was bad, and no second one ran.
fn unrepeated(outcomes: &[Tried<'_>]) -> Finding {
    let any = |other: FeedOutcome| outcomes.iter().any(|(_, outcome)| **outcome == other);
    Finding::inconclusive(if any(FeedOutcome::Busy) {
        Reason::FarEndBusy
    } else if any(FeedOutcome::NotPossible) {
        Reason::DeviceFault
    } else {
        Reason::Unstable
    })
}

/// The direction in which the camera sends is named first.
fn reason(up: &Share, down: &Share, up_fails: bool) -> Reason {
    let worse = if up_fails { up } else { down };
    let lossy = worse.measured - worse.good - worse.slow;
    if worse.interrupted > 0 && worse.interrupted * 2 >= lossy {
        Reason::FeedInterrupted
    } else if worse.slow > lossy {
        Reason::FeedSlow
    } else if up_fails {
        Reason::FeedLossyUp
    } else {
        Reason::FeedLossyDown
    }
}

/// No stream came about. Only what failed twice the same way is the site's doing.
fn not_streamed(context: &Context<'_>, outcomes: &[Tried<'_>]) -> Finding {
    let all = |is: fn(&FeedOutcome) -> bool| outcomes.iter().all(|(_, outcome)| is(outcome));
    let any = |is: fn(&FeedOutcome) -> bool| outcomes.iter().any(|(_, outcome)| is(outcome));
    let is_filtered = matches!(&context.handshakes, Handshakes::Done(trial) if trial.conclusion() == Conclusion::Filtered);
    if any(|outcome| *outcome == FeedOutcome::Busy) {
        Finding::inconclusive(Reason::FarEndBusy)
    } else if context.browser_is_unproven() {
        Finding::inconclusive(Reason::BrowserUnproven)
    } else if is_filtered && all(|outcome| *outcome == FeedOutcome::NoHandshake) {
        Finding::fail(Reason::DtlsBlocked)
    } else if all(|outcome| *outcome == FeedOutcome::NoStart) {
        Finding::fail(Reason::FeedNoStart)
    } else if any(|outcome| *outcome == FeedOutcome::NotPossible) {
        Finding::inconclusive(Reason::DeviceFault)
    } else {
        Finding::inconclusive(Reason::Unstable)
    }
}

fn evidence(outcomes: &[Tried<'_>]) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (probe, outcome) in outcomes {
        let target = probe.server.to_string();
        let seen = match outcome {
            FeedOutcome::Streamed(_) => {
                for feed in &shown(&[(probe, outcome)]) {
                    let (up, down) = (&feed.up_jitter_ms, &feed.down_jitter_ms);
                    let feeds = std::slice::from_ref(feed);
                    let up = direction(Test::FeedUp, &target, Share::of_up(feeds), up);
                    let down = direction(Test::FeedDown, &target, Share::of_down(feeds), down);
                    for mut direction in [up, down] {
                        let slowest = feed.round_trip_ms.iter().flatten().max();
                        direction.round_trip_ms = slowest.map(|ms| u64::from(*ms));
                        evidence.push(direction);
                    }
                }
                continue;
            }
            FeedOutcome::Unreached => Seen::Unreached,
            FeedOutcome::NoHandshake => Seen::Unfinished,
            FeedOutcome::NoStart => Seen::NoStart,
            FeedOutcome::Busy => Seen::Busy,
            FeedOutcome::NotPossible => Seen::NotPossibleHere,
        };
        evidence.push(Evidence::new(Test::FeedUp, target, seen));
    }
    evidence
}

fn direction(test: Test, target: &str, share: Share, jitter_ms: &Seconds) -> Evidence {
    let evidence = Evidence::new(test, target.to_owned(), Seen::Streamed)
        .with(Detail::GoodSeconds, share.good)
        .with(Detail::MeasuredSeconds, share.measured)
        .with(Detail::LostPercent, share.lost_percent);
    match jitter_ms.iter().flatten().max() {
        Some(jitter) => evidence.with(Detail::JitterMs, jitter),
        None => evidence,
    }
}

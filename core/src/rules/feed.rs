//! The row of the feed: does a video-like stream work at least nine of ten seconds?

use super::Finding;
use super::application::{ByHandshakes, by_handshakes};
use super::context::Context;
use crate::feed::Share;
use crate::limits::FEEDS;
use crate::model::evidence::{Detail, Evidence, Seen, Test, Word};
use crate::model::feed::{Feed, Seconds};
use crate::model::reason::Reason;
use crate::model::verdict::Status;
use crate::observed::feeds::{Feeds, Tried, feed, shown};
use crate::probe::{FeedCarrier, FeedOutcome, FeedProbe};

/// The article's last line.
pub(super) fn reliability(context: &Context<'_>) -> Finding {
    match &context.feeds {
        Feeds::Done(outcomes) => judge(context, outcomes).with(evidence(outcomes)),
        feeds => Finding::not_tested(feeds.why_not()),
    }
}

fn judge(context: &Context<'_>, outcomes: &[Tried<'_>]) -> Finding {
    let by_stream = by_stream(context, outcomes);
    if !outcomes.iter().any(|(probe, _)| is_rtp(probe)) {
        return by_stream;
    }
    // Video begins with a handshake, which datagrams that look like SRTP do without.
    match by_handshakes(context) {
        ByHandshakes::Filtered => Finding::fail(Reason::DtlsBlocked),
        ByHandshakes::Open(reason) if by_stream.status == Status::Pass => {
            Finding::inconclusive(reason)
        }
        ByHandshakes::Open(_) | ByHandshakes::Asking | ByHandshakes::NothingAgainst => by_stream,
    }
}

fn by_stream(context: &Context<'_>, outcomes: &[Tried<'_>]) -> Finding {
    let feeds = shown(outcomes);
    if feeds.is_empty() {
        return not_streamed(context, outcomes);
    }
    let (up, down) = (Share::of_up(&feeds), Share::of_down(&feeds));
    let up_is_unproven = outcomes.iter().any(|(_, outcome)| {
        matches!(outcome, FeedOutcome::Streamed(streamed) if streamed.up_is_unproven)
    });
    let up_fails = up.fails() && !up_is_unproven;
    if !up_fails && !down.fails() {
        return if up.passes() && down.passes() {
            Finding::pass(Reason::FeedGood)
        } else if up.fails() {
            Finding::inconclusive(Reason::BrowserUnproven)
        } else {
            Finding::inconclusive(Reason::DeviceBusy)
        };
    }
    // A single feed may have met a bad moment, of the far end as well.
    if feeds.len() < FEEDS {
        incomplete(outcomes)
    } else if context.browser_is_unproven() {
        Finding::inconclusive(Reason::BrowserUnproven)
    } else {
        Finding::fail(reason(&up, &down, up_fails))
    }
}

/// Too few feeds ran, for a reason that is not the site's.
fn incomplete(outcomes: &[Tried<'_>]) -> Finding {
    Finding::inconclusive(if any(outcomes, &FeedOutcome::Busy) {
        Reason::FarEndBusy
    } else if any(outcomes, &FeedOutcome::NotPossible) {
        Reason::DeviceFault
    } else {
        Reason::Unstable
    })
}

fn any(outcomes: &[Tried<'_>], other: &FeedOutcome) -> bool {
    outcomes.iter().any(|(_, outcome)| *outcome == other)
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

/// No stream began. It is attributed to the site only if both attempts failed in the same way.
fn not_streamed(context: &Context<'_>, outcomes: &[Tried<'_>]) -> Finding {
    let all = |other: FeedOutcome| outcomes.iter().all(|(_, outcome)| **outcome == other);
    if any(outcomes, &FeedOutcome::Busy) {
        incomplete(outcomes)
    } else if context.browser_is_unproven() {
        Finding::inconclusive(Reason::BrowserUnproven)
    } else if all(FeedOutcome::NoHandshake) {
        match by_handshakes(context) {
            ByHandshakes::Filtered => Finding::fail(Reason::DtlsBlocked),
            ByHandshakes::Open(reason) => Finding::inconclusive(reason),
            ByHandshakes::Asking | ByHandshakes::NothingAgainst => incomplete(outcomes),
        }
    } else if all(FeedOutcome::NoStart) {
        if outcomes.iter().any(|(probe, _)| is_rtp(probe)) {
            // A firewall that recognises real video by what comes before it may let that through.
            Finding::inconclusive(Reason::FeedUnproven)
        } else {
            Finding::fail(Reason::FeedNoStart)
        }
    } else {
        incomplete(outcomes)
    }
}

fn is_rtp(probe: &FeedProbe) -> bool {
    probe.carrier == FeedCarrier::Rtp
}

fn evidence(outcomes: &[Tried<'_>]) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (probe, outcome) in outcomes {
        let target = probe.server.to_string();
        let carried = |evidence: Evidence| {
            if is_rtp(probe) {
                evidence.with(Detail::Carrier, Word::Rtp)
            } else {
                evidence
            }
        };
        if let Some(feed) = feed((probe, outcome)) {
            evidence.extend(directions(&feed, &target).map(carried));
        }
        let seen = match outcome {
            FeedOutcome::Streamed(_) => continue,
            FeedOutcome::Unreached => Seen::Unreached,
            FeedOutcome::NoHandshake => Seen::Unfinished,
            FeedOutcome::NoStart => Seen::NoStart,
            FeedOutcome::Busy => Seen::Busy,
            FeedOutcome::NotPossible => Seen::NotPossibleHere,
        };
        evidence.push(carried(Evidence::new(Test::FeedUp, target, seen)));
    }
    evidence
}

fn directions(feed: &Feed, target: &str) -> [Evidence; 2] {
    let feeds = std::slice::from_ref(feed);
    let slowest = feed.round_trip_ms.iter().flatten().max();
    [
        direction(
            Test::FeedUp,
            target,
            Share::of_up(feeds),
            &feed.up_jitter_ms,
        ),
        direction(
            Test::FeedDown,
            target,
            Share::of_down(feeds),
            &feed.down_jitter_ms,
        ),
    ]
    .map(|evidence| Evidence {
        round_trip_ms: slowest.map(|ms| u64::from(*ms)),
        ..evidence
    })
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

//! Do fragments of large UDP datagrams pass?

use super::{Context, Far, Finding, of_passage};
use crate::limits::{FEED_LARGE_ENOUGH, FRAGMENTED_BYTES};
use crate::model::evidence::{Detail, Evidence, Seen, Test, Word};
use crate::model::reason::Reason;
use crate::observed::advice::large::{Passage, fragments, ways};
use crate::observed::feeds::{Feeds, Tried};
use crate::probe::{FeedOutcome, Way};
use crate::wire::feed::LARGE_LENGTH;

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let ways = ways(|way| fragments(context.board, far, way));
    let evidence = ways.iter().filter_map(|(way, passage)| {
        of_passage(far, Test::Fragments, FRAGMENTED_BYTES, (*way, passage))
    });
    let finding = match ways.last() {
        None | Some((_, Passage::Asking(_))) => Finding::not_tested(Reason::Measuring),
        Some((_, Passage::Passes)) => Finding::pass(Reason::FragmentsPass),
        Some((Way::Out, Passage::Vanishes)) if far.passed().fragments_in => {
            Finding::warn(Reason::FragmentsBlockedOut)
        }
        Some((Way::OutAndBack, Passage::Vanishes)) if far.passed().fragments_out => {
            Finding::warn(Reason::FragmentsBlockedIn)
        }
        Some((_, Passage::Vanishes)) => Finding::inconclusive(Reason::NoControl),
        Some((_, Passage::Unclear | Passage::TooLarge { .. })) => {
            Finding::inconclusive(Reason::TestFailed)
        }
        Some((_, Passage::NotPossible)) => Finding::inconclusive(Reason::DeviceFault),
    };
    finding.with(evidence.collect())
}

/// By the large packets of a feed: a page cannot send any itself.
pub(super) fn judge_by_feed(context: &Context<'_>) -> Finding {
    let Feeds::Done(outcomes) = &context.feeds else {
        return Finding::not_tested(context.feeds.why_not());
    };
    let large = outcomes.iter().filter_map(|(_, outcome)| match outcome {
        FeedOutcome::Streamed(streamed) => Some(streamed.large),
        _ => None,
    });
    let Some((sent, received)) = large
        .map(|large| (large.sent, large.received))
        .reduce(|one, other| (one.0.saturating_add(other.0), one.1.max(other.1)))
    else {
        return Finding::not_tested(Reason::TestFailed);
    };
    let finding = if received > 0 {
        Finding::pass(Reason::FragmentsPassIn)
    } else if sent == 0 {
        return Finding::not_tested(Reason::NotOffered);
    } else if sent < FEED_LARGE_ENOUGH {
        Finding::inconclusive(Reason::TestFailed)
    } else if context.browser_is_unproven() {
        Finding::inconclusive(Reason::BrowserUnproven)
    } else if context.passed.fragments_out {
        Finding::warn(Reason::FragmentsBlockedIn)
    } else {
        Finding::inconclusive(Reason::NoControl)
    };
    let seen = if received > 0 {
        Seen::Answered
    } else {
        Seen::Vanished
    };
    finding.with(evidence(outcomes, seen, sent))
}

fn evidence(outcomes: &[Tried<'_>], seen: Seen, sent: u8) -> Vec<Evidence> {
    let target = outcomes.first().map(|(probe, _)| probe.server.to_string());
    let line = |target| {
        Evidence::new(Test::Fragments, target, seen)
            .with(Detail::Bytes, LARGE_LENGTH)
            .with(Detail::Way, Word::In)
            .with(Detail::Tries, sent)
    };
    target.map(line).into_iter().collect()
}

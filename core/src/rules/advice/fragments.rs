//! Do fragments of large UDP datagrams pass?

use super::{Context, Far, Finding, of_passage};
use crate::limits::{FEED_LARGE_ENOUGH, FRAGMENTED_BYTES};
use crate::model::evidence::{Detail, Evidence, Seen, Test, Word};
use crate::model::reason::Reason;
use crate::observed::advice::large::{Passage, fragments, ways};
use crate::observed::feeds::Feeds;
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
    let streams = outcomes
        .iter()
        .filter_map(|(probe, outcome)| match outcome {
            FeedOutcome::Streamed(streamed) => Some((probe.server, streamed.large)),
            _ => None,
        });
    let streams: Vec<_> = streams.collect();
    let Some((server, _)) = streams.first() else {
        return Finding::not_tested(Reason::TestFailed);
    };
    let sent: u16 = streams.iter().map(|(_, large)| u16::from(large.sent)).sum();
    let (finding, seen) = if streams.iter().any(|(_, large)| large.received > 0) {
        (Finding::pass(Reason::FragmentsPassIn), Seen::Answered)
    } else if sent == 0 {
        return Finding::not_tested(Reason::NotOffered);
    } else {
        (vanished(context, sent), Seen::Vanished)
    };
    let evidence = Evidence::new(Test::Fragments, server.to_string(), seen)
        .with(Detail::Bytes, LARGE_LENGTH)
        .with(Detail::Way, Word::In)
        .with(Detail::Tries, sent);
    finding.with(vec![evidence])
}

/// None of the large packets arrived, while the others of the feed did.
fn vanished(context: &Context<'_>, sent: u16) -> Finding {
    if sent < FEED_LARGE_ENOUGH {
        Finding::inconclusive(Reason::TestFailed)
    } else if context.browser_is_unproven() {
        Finding::inconclusive(Reason::BrowserUnproven)
    } else if context.passed().fragments_out {
        Finding::warn(Reason::FragmentsBlockedIn)
    } else {
        Finding::inconclusive(Reason::NoControl)
    }
}

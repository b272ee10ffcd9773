//! Do packets of full size pass, or does the path report that they are too large?

use super::{Context, Far, Finding, of_passage};
use crate::model::evidence::Test;
use crate::model::reason::Reason;
use crate::observed::advice::large::{Passage, full, full_packet, smaller, ways};
use crate::probe::Way;

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let ways = ways(|way| full(context.board, far, way));
    let smaller = match ways.last() {
        Some((way, Passage::Vanishes)) => smaller(context.board, far, *way),
        _ => Vec::new(),
    };
    let full = ways
        .iter()
        .map(|(way, passage)| (full_packet(far), *way, passage));
    let lines = ways.last().into_iter().flat_map(|(way, _)| {
        let smaller = smaller.iter();
        smaller.map(|(bytes, passage)| (*bytes, *way, passage))
    });
    let evidence = full
        .chain(lines)
        .filter_map(|(bytes, way, passage)| {
            of_passage(far, Test::LargePacket, bytes, (way, passage))
        })
        .collect();
    let finding = match ways.last() {
        None | Some((_, Passage::Asking(_))) => Finding::not_tested(Reason::Measuring),
        Some((_, Passage::Passes)) => Finding::pass(Reason::MtuFull),
        Some((_, Passage::TooLarge { .. })) => Finding::pass(Reason::MtuReported),
        Some((way, Passage::Vanishes)) => vanished(*way, smaller.last().map(|(_, last)| last)),
        Some((_, Passage::Unclear)) => Finding::inconclusive(Reason::Unstable),
        Some((_, Passage::NotPossible)) => Finding::not_tested(Reason::NotPossibleHere),
    };
    finding.with(evidence)
}

/// Only smaller ones that pass show that the size matters. On the way in, the report would go to our server,
/// which does not read it.
fn vanished(way: Way, smaller: Option<&Passage>) -> Finding {
    match (way, smaller) {
        (_, Some(Passage::Asking(_))) => Finding::not_tested(Reason::Measuring),
        (Way::Out, Some(Passage::Passes)) => Finding::warn(Reason::MtuBlackHole),
        (Way::OutAndBack, Some(Passage::Passes)) => Finding::inconclusive(Reason::NoControl),
        _ => Finding::inconclusive(Reason::Unstable),
    }
}

//! Do fragments of large UDP datagrams pass?

use super::{Context, Far, Finding, of_passage};
use crate::limits::FRAGMENTED_BYTES;
use crate::model::evidence::Test;
use crate::model::reason::Reason;
use crate::observed::advice::large::{Passage, fragments, ways};
use crate::probe::Way;

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let ways = ways(|way| fragments(context.board, far, way));
    let evidence = ways.iter().filter_map(|(way, passage)| {
        of_passage(far, Test::Fragments, FRAGMENTED_BYTES, (*way, passage))
    });
    let finding = match ways.last() {
        None | Some((_, Passage::Asking(_))) => Finding::not_tested(Reason::Measuring),
        Some((_, Passage::Passes)) => Finding::pass(Reason::FragmentsPass),
        Some((Way::Out, Passage::Vanishes)) => Finding::warn(Reason::FragmentsBlockedOut),
        Some((Way::OutAndBack, Passage::Vanishes)) => Finding::warn(Reason::FragmentsBlockedIn),
        Some((_, Passage::Unclear | Passage::TooLarge { .. })) => {
            Finding::inconclusive(Reason::Unstable)
        }
        Some((_, Passage::NotPossible)) => Finding::inconclusive(Reason::DeviceFault),
    };
    finding.with(evidence.collect())
}

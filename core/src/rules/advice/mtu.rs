//! Do packets of full size pass, or does the path report that they are too large?

use super::{Context, Far, Finding, of_passage};
use crate::model::evidence::{Evidence, Test};
use crate::model::reason::Reason;
use crate::observed::advice::large::{Passage, Sizes, sizes};
use crate::probe::Way;

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let Some(Sizes { way, tried }) = sizes(context.board, far) else {
        return Finding::not_tested(Reason::NotOffered);
    };
    let evidence = tried.iter().filter_map(|(bytes, way, passage)| {
        of_passage(far, Test::LargePacket, *bytes, (*way, passage))
    });
    let evidence: Vec<Evidence> = evidence.collect();
    let vanished = tried
        .iter()
        .any(|(_, _, passage)| *passage == Passage::Vanishes);
    let reported = tried
        .iter()
        .any(|(_, _, passage)| matches!(passage, Passage::TooLarge { .. }));
    let finding = match tried.last().map(|(_, _, passage)| passage) {
        None | Some(Passage::Asking(_)) => Finding::not_tested(Reason::Measuring),
        Some(Passage::NotPossible) => Finding::not_tested(Reason::NotPossibleHere),
        Some(Passage::Passes) if vanished => black_hole(far, way),
        Some(Passage::Passes) if reported => Finding::pass(Reason::MtuReported),
        Some(Passage::Passes) => Finding::pass(Reason::MtuFull),
        Some(Passage::TooLarge { .. } | Passage::Vanishes | Passage::Unclear) => {
            Finding::inconclusive(Reason::TestFailed)
        }
    };
    finding.with(evidence)
}

/// Larger packets vanished, smaller ones pass. On the way in, the report would go to our server, which does not
/// read it.
fn black_hole(far: &Far, way: Way) -> Finding {
    if way == Way::Out && far.passed().full_in {
        Finding::warn(Reason::MtuBlackHole)
    } else {
        Finding::inconclusive(Reason::NoControl)
    }
}

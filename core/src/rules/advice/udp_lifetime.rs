//! Does the NAT keep the mapping of an idle socket?

use super::{Context, Far, Finding};
use crate::limits::IDLE_TOO_SHORT;
use crate::model::evidence::{Detail, Evidence, Seen, Test};
use crate::model::reason::Reason;
use crate::observed::advice::idle::{Lifetime, lifetime};

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let line = |seconds: Option<u16>, seen| {
        let evidence = Evidence::new(Test::IdleUdp, far.address().to_string(), seen);
        seconds.map(|seconds| evidence.with(Detail::IdleSeconds, seconds))
    };
    let (finding, lines) = match lifetime(context.board, far) {
        Lifetime::Asking(_) => return Finding::not_tested(Reason::Measuring),
        Lifetime::Unclear => return Finding::inconclusive(Reason::TestFailed),
        Lifetime::NotPossible => return Finding::inconclusive(Reason::DeviceFault),
        Lifetime::AtLeast(kept) => (
            Finding::pass(Reason::MappingKept),
            [line(Some(kept), Seen::Arrived), None],
        ),
        Lifetime::Between(kept, forgotten) => {
            let reason = if forgotten <= IDLE_TOO_SHORT {
                Reason::MappingTooShort
            } else {
                Reason::MappingShort
            };
            (
                Finding::warn(reason),
                [
                    line(kept, Seen::Arrived),
                    line(Some(forgotten), Seen::Forgotten),
                ],
            )
        }
    };
    finding.with(lines.into_iter().flatten().collect())
}

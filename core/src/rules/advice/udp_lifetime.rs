//! Does the NAT keep the mapping of an idle socket?

use super::{Context, Far, Finding};
use crate::limits::IDLE_TOO_SHORT;
use crate::model::evidence::{Detail, Evidence, Seen, Test};
use crate::model::reason::Reason;
use crate::observed::advice::idle::{Lifetime, lifetime};

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let (kept, forgotten) = match lifetime(context.board, far) {
        Lifetime::Asking(_) => return Finding::not_tested(Reason::Measuring),
        Lifetime::Unclear => return Finding::inconclusive(Reason::Unstable),
        Lifetime::NotPossible => return Finding::inconclusive(Reason::DeviceFault),
        Lifetime::Between(kept, forgotten) => (kept, forgotten),
    };
    let line = |seconds: Option<u16>, seen| {
        let evidence = Evidence::new(Test::IdleUdp, far.address().to_string(), seen);
        seconds.map(|seconds| evidence.with(Detail::IdleSeconds, seconds))
    };
    let lines = [line(kept, Seen::Arrived), line(forgotten, Seen::Forgotten)];
    let finding = match forgotten {
        None => Finding::pass(Reason::MappingKept),
        Some(seconds) if seconds <= IDLE_TOO_SHORT => Finding::warn(Reason::MappingTooShort),
        Some(_) => Finding::warn(Reason::MappingShort),
    };
    finding.with(lines.into_iter().flatten().collect())
}

//! Is NTP answered?

use super::{Context, Far, Finding};
use crate::model::evidence::{Evidence, Seen, Test};
use crate::model::reason::Reason;
use crate::observed::advice::ntp::ntp;
use crate::probe::NtpOutcome;
use crate::wire::NTP_PORT;

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let Ok(outcome) = ntp(context.board, far) else {
        return Finding::not_tested(Reason::Measuring);
    };
    let (finding, seen) = match outcome {
        NtpOutcome::Answered => (Finding::pass(Reason::Answered), Seen::Answered),
        NtpOutcome::AnotherAnswered => (
            Finding::pass(Reason::AnsweredByAnother),
            Seen::AnotherAnswered,
        ),
        NtpOutcome::Silent => (Finding::warn(Reason::NoAnswer), Seen::NoAnswer),
        NtpOutcome::NotPossible => (
            Finding::inconclusive(Reason::DeviceFault),
            Seen::NotPossibleHere,
        ),
    };
    finding.with(vec![Evidence::new(
        Test::Ntp,
        far.at(NTP_PORT).to_string(),
        seen,
    )])
}

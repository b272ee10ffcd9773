//! Does something on the path rewrite SIP messages?

use super::{Context, Far, Finding};
use crate::model::evidence::{Evidence, Seen, Test};
use crate::model::network::NatPresence;
use crate::model::reason::Reason;
use crate::observed::advice::sip::{Arrival, Sip, sip};
use crate::rules::nat::presence;
use crate::wire::SIP_PORT;

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let (at_sip, at_control, control_port) = match sip(context.plan, context.board, far) {
        Sip::NotOffered => return Finding::not_tested(Reason::NotOffered),
        Sip::Asking(_) => return Finding::not_tested(Reason::Measuring),
        Sip::NoReceipts => return Finding::inconclusive(Reason::NoControl),
        Sip::NotPossible => return Finding::inconclusive(Reason::DeviceFault),
        Sip::Sent {
            sip,
            control,
            control_port,
        } => (sip, control, control_port),
    };
    let finding = match (at_sip, at_control) {
        (Arrival::Rewritten, _) | (_, Arrival::Rewritten) => Finding::warn(Reason::SipRewritten),
        // Without a NAT there is no address to rewrite, so an active ALG would show nothing either.
        (Arrival::Unchanged, _) if presence(context) == NatPresence::Absent => {
            Finding::not_tested(Reason::NoNat)
        }
        (Arrival::Unchanged, _) => Finding::pass(Reason::SipUnchanged),
        (Arrival::Missing, Arrival::Unchanged) => Finding::inconclusive(Reason::SipFiltered),
        (Arrival::Missing, Arrival::Missing) => Finding::inconclusive(Reason::Unstable),
    };
    finding.with(vec![
        line(far, SIP_PORT, at_sip),
        line(far, control_port, at_control),
    ])
}

fn line(far: &Far, port: u16, arrival: Arrival) -> Evidence {
    let seen = match arrival {
        Arrival::Unchanged => Seen::Unchanged,
        Arrival::Rewritten => Seen::Rewritten,
        Arrival::Missing => Seen::Silent,
    };
    Evidence::new(Test::Sip, far.at(port).to_string(), seen)
}

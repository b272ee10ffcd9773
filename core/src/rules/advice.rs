//! The rows of level advice. What is not as it should be is a warning.

mod bandwidth;
mod fragments;
mod mtu;
mod ntp;
mod sip_alg;
mod udp_lifetime;

use super::Finding;
use super::context::Context;
use crate::model::evidence::{Detail, Evidence, Seen, Test, Word};
use crate::model::reason::Reason;
use crate::model::requirement::RequirementId;
use crate::observed::advice::large::Passage;
use crate::observed::advice::{Access, Far};
use crate::probe::Way;

/// One of these rows.
pub(super) fn judge(context: &Context<'_>, id: RequirementId) -> Finding {
    if context.is_page() {
        return match id {
            RequirementId::Fragments => fragments::judge_by_feed(context),
            _ => Finding::not_tested(Reason::NotPossibleHere),
        };
    }
    let takes_long = matches!(id, RequirementId::UdpLifetime | RequirementId::Bandwidth);
    if takes_long && !context.plan.options().thorough {
        return Finding::not_tested(Reason::ThoroughOnly);
    }
    let far = match &context.advice {
        Access::NotHere => return Finding::not_tested(Reason::NoResponder),
        Access::Waiting(_) => return Finding::not_tested(Reason::Measuring),
        Access::NoToken => return Finding::not_tested(Reason::NoToken),
        Access::Open(far) => far,
    };
    let is_offered = match id {
        RequirementId::Ntp => far.answers_ntp(),
        _ => far.tests_paths(),
    };
    let is_udp_test = !matches!(id, RequirementId::Ntp | RequirementId::Bandwidth);
    if !is_offered {
        Finding::not_tested(Reason::NotOffered)
    } else if is_udp_test && !far.has_ports() {
        Finding::not_tested(Reason::NoControl)
    } else {
        measured(context, far, id)
    }
}

fn measured(context: &Context<'_>, far: &Far, id: RequirementId) -> Finding {
    match id {
        RequirementId::Fragments => fragments::judge(context, far),
        RequirementId::SipAlg => sip_alg::judge(context, far),
        RequirementId::UdpLifetime => udp_lifetime::judge(context, far),
        RequirementId::Bandwidth => bandwidth::judge(context, far),
        RequirementId::Mtu => mtu::judge(context, far),
        RequirementId::Ntp => ntp::judge(context, far),
        _ => Finding::not_tested(Reason::NotInThisVersion),
    }
}

/// A line for what became of large datagrams.
fn of_passage(
    far: &Far,
    test: Test,
    bytes: u16,
    (way, passage): (Way, &Passage),
) -> Option<Evidence> {
    let seen = match passage {
        Passage::Asking(_) => return None,
        Passage::Passes => Seen::Answered,
        Passage::TooLarge { .. } => Seen::TooLarge,
        Passage::Vanishes => Seen::Vanished,
        Passage::Unclear => Seen::Unreached,
        Passage::NotPossible => Seen::NotPossibleHere,
    };
    let way = match way {
        Way::Out => Word::Out,
        Way::OutAndBack => Word::OutAndBack,
    };
    let evidence = Evidence::new(test, far.address().to_string(), seen);
    let evidence = evidence.with(Detail::Bytes, bytes).with(Detail::Way, way);
    Some(match passage {
        Passage::TooLarge { path_mtu } => evidence.with(Detail::PathMtu, path_mtu),
        _ => evidence,
    })
}

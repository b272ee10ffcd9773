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
            RequirementId::Bandwidth => bandwidth_on_request(context),
            _ => Finding::not_tested(Reason::NotPossibleHere),
        };
    }
    let takes_long = matches!(id, RequirementId::UdpLifetime | RequirementId::Bandwidth);
    if takes_long && !context.plan.options().thorough {
        return Finding::not_tested(Reason::ThoroughOnly);
    }
    let far = match far(context) {
        Ok(far) => far,
        Err(reason) => return Finding::not_tested(reason),
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

fn bandwidth_on_request(context: &Context<'_>) -> Finding {
    if !context.plan.options().thorough {
        return Finding::not_tested(Reason::OnRequest);
    }
    match far(context) {
        Err(reason) => Finding::not_tested(reason),
        Ok(far) if far.tests_paths() => bandwidth::judge(context, far),
        Ok(_) => Finding::not_tested(Reason::NotOffered),
    }
}

/// The far end that takes part, or why there is none.
fn far<'a>(context: &'a Context<'_>) -> Result<&'a Far, Reason> {
    match &context.advice {
        Access::NotHere => Err(Reason::NoResponder),
        Access::Waiting(_) => Err(Reason::Measuring),
        Access::NoToken => Err(Reason::NoToken),
        Access::Open(far) => Ok(far),
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

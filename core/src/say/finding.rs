//! The sentence for what was found, where it depends on more than the reason.

use super::facts::{Facts, Tried};
use crate::model::reason::Reason;
use crate::model::requirement::RequirementId;
use crate::model::verdict::Status;

/// What was found, and what a sentence quotes of it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Finding<'a> {
    /// UDP ports let traffic out.
    PortsOpen(Tried),
    /// Ranges of UDP ports do not.
    RangeBlocked {
        /// The ranges.
        blocked: &'a str,
        /// How many ports that is.
        ports: usize,
        /// How many of those that were tried are open.
        tried: Tried,
    },
    /// UDP gets out, but STUN over UDP does not.
    StunFiltered,
    /// This device's own firewall drops unsolicited packets.
    OwnFirewall,
    /// No NAT, and packets from any address come in.
    AllComeIn,
    /// No NAT, and only contacted addresses get in.
    FilteredWithoutNat,
    /// A stable mapping, and only contacted addresses get in.
    FilteredBehindNat,
    /// The network lets nothing through before a log-in.
    BehindPortal,
    /// These hosts answered for a domain.
    HostsAnswered(&'a str),
    /// A browser, perhaps behind a web proxy, gets no answer.
    RefusedByProxy,
    /// A browser gets an answer, perhaps by a web proxy.
    AnsweredByProxy,
    /// Some of the test destinations answered.
    SomeAnswered {
        /// So many answered,
        answered: usize,
        /// of so many.
        asked: usize,
    },
    /// All of the test destinations answered, at least one.
    AllAnswered(usize),
}

impl<'a> Finding<'a> {
    /// `None` if the text of the reason is enough.
    pub(super) fn of(
        id: RequirementId,
        status: Status,
        reason: Reason,
        facts: &'a Facts,
    ) -> Option<Self> {
        let is_filtered = status == Status::Warn;
        match (id, reason) {
            (RequirementId::UdpOutbound, Reason::Answered) => Some(Self::PortsOpen(facts.tried)),
            (RequirementId::UdpOutbound, Reason::UdpRangeBlocked) => Some(Self::RangeBlocked {
                blocked: &facts.udp_blocked,
                ports: facts.udp_blocked_ports,
                tried: facts.tried,
            }),
            (RequirementId::UdpOutbound, Reason::Unstable) => None,
            (_, Reason::ApplicationFiltered) => {
                facts.stun_is_filtered.then_some(Self::StunFiltered)
            }
            (RequirementId::NatFullCone | RequirementId::UdpInbound, _)
                if is_filtered && facts.own_firewall =>
            {
                Some(Self::OwnFirewall)
            }
            (RequirementId::NatFullCone, _) if is_filtered && facts.has_nat => {
                Some(Self::FilteredBehindNat)
            }
            (RequirementId::NatFullCone, _) if is_filtered => Some(Self::FilteredWithoutNat),
            (RequirementId::NatFullCone, _) if status == Status::Pass && !facts.has_nat => {
                Some(Self::AllComeIn)
            }
            (_, Reason::NothingAnswers) => facts.behind_portal.then_some(Self::BehindPortal),
            (_, Reason::ProxySuspected) => of_proxy(facts),
            (_, Reason::Answered) if status == Status::Pass => of_answers(id, facts),
            _ => None,
        }
    }
}

fn of_proxy(facts: &Facts) -> Option<Finding<'_>> {
    match facts.answered {
        0 => Some(Finding::RefusedByProxy),
        _ if facts.tried.open > 0 => Some(Finding::AnsweredByProxy),
        _ => None,
    }
}

fn of_answers(id: RequirementId, facts: &Facts) -> Option<Finding<'_>> {
    let &Facts {
        answered, asked, ..
    } = facts;
    if id.domain().is_some() && !facts.hosts.is_empty() {
        return Some(Finding::HostsAnswered(&facts.hosts));
    }
    match answered {
        _ if answered < asked => Some(Finding::SomeAnswered { answered, asked }),
        0 => None,
        _ => Some(Finding::AllAnswered(answered)),
    }
}

//! From observations to verdicts. Every function here is pure: the same plan and board give the same
//! verdicts, and a row that was not measured never passes.

mod advice;
mod application;
mod attribution;
mod context;
mod device;
mod diagnose;
mod domain;
mod feed;
mod misled;
mod nat;
mod network;
mod tcp;
mod tcp_evidence;
mod udp;

use enumset::EnumSet;

use crate::model::diagnosis::Diagnosis;
use crate::model::evidence::Evidence;
use crate::model::feed::Feed;
use crate::model::network::Network;
use crate::model::reason::Reason;
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::{Overall, Status, Verdict};
use crate::observed::board::Board;
use crate::observed::far_end;
use crate::plan::Plan;

use context::Context;

/// The verdicts on every row, and what is known about the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// One verdict for each row, in the order of [`RequirementId::ALL`].
    pub verdicts: Vec<Verdict>,
    /// The verdict on the site.
    pub overall: Overall,
    /// What was learnt about the network.
    pub network: Network,
    /// The likely causes.
    pub diagnoses: EnumSet<Diagnosis>,
    /// What each feed showed.
    pub feeds: Vec<Feed>,
}

/// Judges every row.
#[must_use]
pub fn judge(plan: &Plan, board: &Board) -> Judgement {
    let plan = &plan.prefer(far_end::usable_responder(plan, board));
    let context = Context::new(plan, board);
    let verdicts: Vec<_> = RequirementId::ALL
        .into_iter()
        .map(|id| judge_row(&context, id))
        .collect();
    let overall = Overall::of(
        verdicts.iter().map(|verdict| (verdict.id, verdict.status)),
        plan.catalogue().is_demo(),
    );
    Judgement {
        network: network::network(&context),
        diagnoses: diagnose::diagnose(&context, &verdicts),
        feeds: context.feeds.shown(),
        verdicts,
        overall,
    }
}

fn judge_row(context: &Context<'_>, id: RequirementId) -> Verdict {
    let finding = if !context.plan.selects(id) {
        Finding::not_tested(Reason::NotSelected)
    } else if context.board.is_offline() && is_measured_here(context, id) {
        Finding::inconclusive(Reason::NoNetwork)
    } else {
        match id {
            RequirementId::Tcp443
            | RequirementId::Tcp3478
            | RequirementId::Tcp5349
            | RequirementId::Tcp8883 => tcp::judge(context, id),
            RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws => domain::judge(context, id),
            RequirementId::UdpOutbound => udp::outbound(context),
            RequirementId::UdpInbound => udp::inbound(context),
            RequirementId::NatPresent => nat::present(context),
            RequirementId::NatFullCone => nat::full_cone(context),
            RequirementId::FeedReliability => feed::reliability(context),
            RequirementId::Fragments
            | RequirementId::SipAlg
            | RequirementId::UdpLifetime
            | RequirementId::Bandwidth
            | RequirementId::Mtu
            | RequirementId::Ntp => advice::judge(context, id),
        }
    };
    Verdict {
        id,
        status: finding.status,
        reason: finding.reason,
        evidence: finding.evidence,
    }
}

/// Whether this run measures the row at all.
fn is_measured_here(context: &Context<'_>, id: RequirementId) -> bool {
    match id {
        RequirementId::FeedReliability => context.plan.options().feed.is_some(),
        _ if id.level() == Level::Advice => !context.is_page(),
        _ => true,
    }
}

/// A verdict that is not yet assigned to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    status: Status,
    reason: Reason,
    evidence: Vec<Evidence>,
}

impl Finding {
    fn new(status: Status, reason: Reason) -> Self {
        Self {
            status,
            reason,
            evidence: Vec::new(),
        }
    }

    fn pass(reason: Reason) -> Self {
        Self::new(Status::Pass, reason)
    }

    fn warn(reason: Reason) -> Self {
        Self::new(Status::Warn, reason)
    }

    fn fail(reason: Reason) -> Self {
        Self::new(Status::Fail, reason)
    }

    fn inconclusive(reason: Reason) -> Self {
        Self::new(Status::Inconclusive, reason)
    }

    fn not_tested(reason: Reason) -> Self {
        Self::new(Status::NotTested, reason)
    }

    fn with(mut self, evidence: Vec<Evidence>) -> Self {
        self.evidence.extend(evidence);
        // A repeated check with the same result adds nothing.
        self.evidence.dedup();
        self
    }
}

//! From observations to verdicts. Every function here is pure: the same plan and board give the
//! same verdicts, and what was not measured never passes.

mod application;
mod blame;
mod device;
mod diagnose;
mod domain;
mod nat;
mod scene;
mod tcp;
mod udp;

use enumset::EnumSet;

use crate::board::Board;
use crate::diagnosis::Diagnosis;
use crate::evidence::Evidence;
use crate::plan::Plan;
use crate::reason::Reason;
use crate::report::Network;
use crate::requirement::{Level, RequirementId};
use crate::run::far_end;
use crate::verdict::{Overall, Status, Verdict};

use scene::Scene;

/// What a board says of every row, and of the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// One verdict for each row, in the order of [`RequirementId::ALL`].
    pub verdicts: Vec<Verdict>,
    /// The verdict on the site.
    pub overall: Overall,
    /// What was learnt of the network.
    pub network: Network,
    /// What is likely going on.
    pub diagnoses: EnumSet<Diagnosis>,
}

/// Judges every row.
#[must_use]
pub fn judge(plan: &Plan, board: &Board) -> Judgement {
    let plan = &plan.prefer(far_end::usable_responder(plan, board));
    let scene = Scene::new(plan, board);
    let verdicts: Vec<_> = RequirementId::ALL
        .into_iter()
        .map(|id| judge_row(&scene, id))
        .collect();
    let overall = overall(
        verdicts.iter().map(|verdict| (verdict.id, verdict.status)),
        plan.catalogue().is_demo(),
    );
    Judgement {
        network: nat::network(&scene),
        diagnoses: diagnose::diagnose(&scene, &verdicts),
        verdicts,
        overall,
    }
}

/// The verdict on the site. With a far end on the tester's own machine there was no site in
/// between, so it is never better than incomplete.
#[must_use]
pub fn overall(rows: impl Iterator<Item = (RequirementId, Status)>, demo: bool) -> Overall {
    let mut overall = Overall::Ready;
    for (id, status) in rows {
        let says = match (id.level(), status) {
            (Level::Required, Status::Fail) => Overall::NotReady,
            (Level::Required, Status::Inconclusive | Status::NotTested) => Overall::Incomplete,
            (_, Status::Warn) | (Level::Recommended, Status::Fail) => Overall::ReadyWithAdvice,
            (_, Status::Pass)
            | (Level::Recommended | Level::Advice, Status::Inconclusive | Status::NotTested)
            | (Level::Advice, Status::Fail) => Overall::Ready,
        };
        overall = overall.max(says);
    }
    if demo {
        overall.max(Overall::Incomplete)
    } else {
        overall
    }
}

fn judge_row(scene: &Scene<'_>, id: RequirementId) -> Verdict {
    let finding = if !scene.plan.selects(id) {
        Finding::not_tested(Reason::NotSelected)
    } else if scene.board.is_offline() && id != RequirementId::FeedReliability {
        Finding::inconclusive(Reason::NoNetwork)
    } else {
        match id {
            RequirementId::Tcp443
            | RequirementId::Tcp3478
            | RequirementId::Tcp5349
            | RequirementId::Tcp8883 => tcp::judge(scene, id),
            RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws => domain::judge(scene, id),
            RequirementId::UdpOutbound => udp::outbound(scene),
            RequirementId::UdpInbound => udp::inbound(scene),
            RequirementId::NatPresent => nat::present(scene),
            RequirementId::NatFullCone => nat::full_cone(scene),
            RequirementId::FeedReliability => Finding::not_tested(Reason::NotInThisVersion),
        }
    };
    Verdict {
        id,
        status: finding.status,
        reason: finding.reason,
        evidence: finding.evidence,
    }
}

/// A verdict that does not know its row yet.
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
        // A second look that saw the same adds nothing.
        self.evidence.dedup();
        self
    }
}

//! What a round tests.

use enumset::EnumSet;

use crate::catalogue::Catalogue;
use crate::limits::{STRETCHES_OF_RULES, WATCH_UDP_PORTS};
use crate::model::ports::PortRange;
use crate::model::requirement::{Level, RequirementId};
use crate::model::vantage::Vantage;
use crate::observed::application::spread;
use crate::plan::{Plan, RunOptions};
use crate::support::names::report_names;
use crate::wire::STUN_PORT;

report_names! {
    /// How much a round tests.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    Kind {
        /// Everything that a run without a watch tests.
        Whole = "whole",
        /// The rows on which the traffic of a camera depends at any time. The kind of NAT does not change by itself,
        /// and a change of the network leads to a whole round. Of the UDP range a few ports are asked; they are the
        /// same ones in every round, so that a change is the site's.
        Small = "small",
    }
}

/// A round to be made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// How much it tests.
    pub kind: Kind,
    pub(super) only: EnumSet<RequirementId>,
    pub(super) seed: u64,
    /// Blocked at the last whole round that decided about outbound UDP.
    pub(super) blocked: Vec<PortRange>,
}

impl Order {
    /// What the round's run is asked to do.
    #[must_use]
    pub fn options(&self, catalogue: Catalogue, vantage: Vantage) -> RunOptions {
        let whole = RunOptions {
            only: self.only,
            ..RunOptions::new(catalogue, vantage, self.seed)
        };
        match self.kind {
            Kind::Whole => whole,
            Kind::Small => RunOptions {
                only: small_set(self.only),
                ports: few_ports(&Plan::new(whole.clone()), &self.blocked),
                ..whole
            },
        }
    }
}

/// The UDP ports of a small round. One in each blocked range keeps a row that failed from passing by a smaller sample
/// alone.
pub(super) fn few_ports(plan: &Plan, blocked: &[PortRange]) -> Vec<u16> {
    let mut ports = spread(&plan.udp_sample(), WATCH_UDP_PORTS);
    ports.push(STUN_PORT);
    let blocked = blocked.iter().take(STRETCHES_OF_RULES);
    ports.extend(blocked.map(|range| range.first() + (range.last() - range.first()) / 2));
    ports
}

/// Whether any of the selected rows, or of all if none is selected, comes and goes. A watch of others would
/// never judge a round.
#[must_use]
pub fn can_be_watched(only: EnumSet<RequirementId>) -> bool {
    !small_set(only).is_empty()
}

/// The selected rows of a small round; all if none is selected.
pub(super) fn small_set(only: EnumSet<RequirementId>) -> EnumSet<RequirementId> {
    let selected = if only.is_empty() {
        EnumSet::all()
    } else {
        only
    };
    selected.into_iter().filter(|row| decides(*row)).collect()
}

const NAT_ROWS: EnumSet<RequirementId> =
    enumset::enum_set!(RequirementId::NatPresent | RequirementId::NatFullCone);

/// Whether a row decides about a round. A missing NAT exposes the camera, and a symmetric one makes connections
/// harder; neither comes and goes. Rows of level advice are background.
pub(super) fn decides(row: RequirementId) -> bool {
    !NAT_ROWS.contains(row) && row.level() != Level::Advice
}

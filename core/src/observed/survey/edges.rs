//! The search for the edges of silent stretches: there is an edge between a port that answered and its
//! silent neighbour, and asking some ports in between at once narrows that gap.

use super::known::Known;
use super::stretch::{OpenSides, Stretch};
use super::{Asker, spread};
use crate::limits::edge_ports_a_round;

/// Bisection finds one of 1,023 ports in this many rounds; the grid leaves no wider gap.
const MAX_ROUNDS: u32 = 10;

/// What is left to ask next to each stretch.
pub(super) struct Edges {
    /// Below and above.
    gaps: Vec<[Vec<u16>; 2]>,
    /// Ports that a round may ask: fewer after each round that was lost, since a busy device manages fewer at once.
    most: usize,
}

impl Edges {
    pub(super) fn of(asker: &Asker<'_>, known: &Known, stretches: &[Stretch]) -> Self {
        let askable = |gap| askable(asker, known, gap);
        let gaps = stretches
            .iter()
            .map(|stretch| [stretch.gap_below(), stretch.gap_above()].map(askable))
            .collect();
        Self {
            gaps,
            most: edge_ports_a_round(asker.plan.vantage()) >> known.failed_rounds,
        }
    }

    /// On which sides of the stretch with this index there is something left to ask.
    pub(super) fn open_sides(&self, stretch: usize) -> OpenSides {
        let Some([below, above]) = self.gaps.get(stretch) else {
            return OpenSides::default();
        };
        OpenSides {
            below: !below.is_empty(),
            above: !above.is_empty(),
        }
    }

    /// The ports to ask next, from all gaps together: enough that the search ends in as few rounds as the
    /// size of a batch allows, and no more than there is room for.
    pub(super) fn next_ports(&self, room: usize) -> Vec<u16> {
        let most = self.most.min(room);
        let gaps = || self.gaps.iter().flatten();
        let total = |rounds| -> usize { gaps().map(|gap| parts(gap.len(), rounds)).sum() };
        let rounds = (1..MAX_ROUNDS).find(|rounds| total(*rounds) <= most);
        let rounds = rounds.unwrap_or(MAX_ROUNDS);
        gaps()
            .flat_map(|gap| spread(gap, parts(gap.len(), rounds)))
            .take(most)
            .collect()
    }
}

/// How many ports have to be asked at once to find an edge in a gap of this width in this many rounds.
fn parts(width: usize, rounds: u32) -> usize {
    let enough = |parts: &usize| (parts + 1).saturating_pow(rounds) > width;
    (0..=width).find(enough).unwrap_or(width)
}

/// The ports strictly between these two that can be asked and were not abandoned.
fn askable(asker: &Asker<'_>, known: &Known, gap: Option<(u16, u16)>) -> Vec<u16> {
    let Some((low, high)) = gap else {
        return Vec::new();
    };
    (low.saturating_add(1)..high)
        .filter(|port| asker.plan.can_ask(*port) && !known.was_given_up(*port))
        .collect()
}

//! A silent stretch: which part of it is proven, and which ports to retest.

use std::ops::RangeInclusive;

use super::spread;
use crate::limits::{INNER_RETESTS, SILENCES_TO_PROVE};
use crate::model::ports::{ARTICLE_UDP, PortRange};
use crate::plan::Plan;

/// A silent port, with the number of batches that proved its silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tried {
    pub(super) port: u16,
    pub(super) silences: u8,
}

/// A maximal run of silent ports among those that were asked; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Ascending.
    pub(super) ports: Vec<Tried>,
    /// The nearest port below that answered.
    pub(super) below: Option<u16>,
    /// The nearest port above that answered.
    pub(super) above: Option<u16>,
    /// One of those two was silent at first, so any port here may be as well.
    pub(super) is_doubtful: bool,
}

/// On which sides of a stretch its edge is still to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct OpenSides {
    pub(super) below: bool,
    pub(super) above: bool,
}

impl Stretch {
    /// The ports to retest: both edges once they are found, and enough inside. While an edge is being
    /// searched, the outermost port will end up inside.
    pub(super) fn due(&self, open: OpenSides) -> Vec<u16> {
        if self.is_doubtful || self.ports.len() == 1 {
            return self.unproven(&self.ports);
        }
        let (below, inner, above) = self.parts(open);
        let proven = inner.len() - self.unproven(inner).len();
        let wanted = INNER_RETESTS.min(inner.len()).saturating_sub(proven);
        let mut due = self.unproven(below);
        due.extend(spread(&self.unproven(inner), wanted));
        due.extend(self.unproven(above));
        due
    }

    /// The lower edge, what lies between, and the upper edge; no edge on a side that is open.
    fn parts(&self, open: OpenSides) -> (&[Tried], &[Tried], &[Tried]) {
        let (below, rest) = self
            .ports
            .split_at(usize::from(!open.below).min(self.ports.len()));
        let kept = rest.len().saturating_sub(usize::from(!open.above));
        let (inner, above) = rest.split_at(kept);
        (below, inner, above)
    }

    fn unproven(&self, ports: &[Tried]) -> Vec<u16> {
        let unproven = ports.iter().filter(|tried| !self.is_proven(**tried));
        unproven.map(|tried| tried.port).collect()
    }

    /// A single silent port is tried once more than the ports of a longer stretch, since loss
    /// silences single ports.
    fn is_proven(&self, tried: Tried) -> bool {
        let needed = SILENCES_TO_PROVE + u8::from(self.ports.len() == 1);
        tried.silences >= needed
    }

    /// From the first to the last proven port, if enough in between is proven too.
    pub(super) fn proven(&self) -> Option<PortRange> {
        let is_proven = |tried: &Tried| self.is_proven(*tried);
        let first = self.ports.iter().position(is_proven)?;
        let last = self.ports.iter().rposition(is_proven)?;
        let edges = [self.ports.get(first)?, self.ports.get(last)?];
        let inside = self.ports.get(first + 1..last).unwrap_or_default();
        let proven = inside.iter().filter(|tried| is_proven(tried)).count();
        let is_enough = if first == last {
            edges.iter().all(|edge| edge.silences > SILENCES_TO_PROVE)
        } else {
            proven >= INNER_RETESTS.min(inside.len())
        };
        let [first, last] = edges.map(|edge| edge.port);
        PortRange::new(first, last).ok().filter(|_| is_enough)
    }

    /// The silent ports outside the proven part.
    pub(super) fn unproven_rest(&self) -> Vec<PortRange> {
        let range = |fits: &dyn Fn(u16) -> bool| {
            let ports = || self.ports.iter().map(|tried| tried.port);
            let first = ports().find(|port| fits(*port))?;
            PortRange::new(first, ports().rev().find(|port| fits(*port))?).ok()
        };
        let rests = match self.proven() {
            None => [range(&|_| true), None],
            Some(proven) => [
                range(&|port| port < proven.first()),
                range(&|port| port > proven.last()),
            ],
        };
        rests.into_iter().flatten().collect()
    }

    /// From its first to its last port.
    pub(super) fn range(&self) -> Option<PortRange> {
        PortRange::new(self.ports.first()?.port, self.ports.last()?.port).ok()
    }

    /// Between the nearest port below that answered and the first of the stretch, exclusive.
    pub(super) fn gap_below(&self) -> Option<(u16, u16)> {
        Some((self.below?, self.ports.first()?.port))
    }

    /// The same above.
    pub(super) fn gap_above(&self) -> Option<(u16, u16)> {
        Some((self.ports.last()?.port, self.above?))
    }

    /// How many ports beyond an edge of its proven part may also belong to it, at most.
    pub(super) fn unknown_beside(&self, plan: &Plan, proven: PortRange) -> u16 {
        let below = self.below.unwrap_or(ARTICLE_UDP.first() - 1);
        let above = self.above.unwrap_or(ARTICLE_UDP.last());
        let outside = |port: &u16| !proven.contains(*port) && plan.can_ask(*port);
        let count = |ports: RangeInclusive<u16>| ports.filter(outside).count();
        let [below, above] = [
            count(below.saturating_add(1)..=proven.first()),
            count(proven.last()..=above.saturating_sub(u16::from(self.above.is_some()))),
        ];
        u16::try_from(below.max(above)).unwrap_or(u16::MAX)
    }
}

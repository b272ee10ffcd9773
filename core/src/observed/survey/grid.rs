//! The first pass of a run without a sweep: the grid, once.

use super::known::Known;
use super::{Asker, FirstPass};
use crate::limits::UDP_BATCH;
use crate::observed::board::Board;
use crate::probe::{Pace, UdpProbe};

/// In how many simultaneous batches a vantage asks the grid.
#[must_use]
pub fn batch_count(ports: usize) -> usize {
    ports.div_ceil(UDP_BATCH).max(1)
}

pub(super) fn pass(asker: &Asker<'_>, board: &Board) -> FirstPass {
    let batches = batches(asker, &asker.plan.udp_ports());
    let mut known = Known::default();
    for probe in &batches {
        match board.udp.get(probe) {
            Some(outcome) => known.absorb_first_pass(probe, outcome),
            None => return FirstPass::Asking(batches),
        }
    }
    FirstPass::Over(known)
}

/// Interleaved, so that a blocked range does not fill a whole batch.
fn batches(asker: &Asker<'_>, ports: &[u16]) -> Vec<UdpProbe> {
    let count = batch_count(ports.len());
    (0..count)
        .map(|first| {
            let batch = ports.iter().copied().skip(first).step_by(count);
            asker.probe(batch, Pace::Brisk, 0)
        })
        .filter(|probe| !probe.ports.is_empty())
        .collect()
}

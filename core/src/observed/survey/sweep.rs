//! The first pass of a sweep: every port, once.

use std::num::NonZeroU32;

use super::known::Known;
use super::{Asker, FirstPass};
use crate::limits::{MAX_SWEEP_BATCH, SWEEP_BATCH_SECONDS};
use crate::observed::board::Board;
use crate::probe::{Pace, UdpProbe};
use crate::wire::STUN_PORT;

/// Attempts of [`retry_filtered`], which no other probe of a sweep uses.
const FILTERED_RETRIES: [u8; 2] = [2, 3];

/// One batch after the other, each with a control: a port that answered when a sample of all ports
/// was asked first. If it stays silent, and again when it is asked alone, the sweep ends.
pub(super) fn pass(asker: &Asker<'_>, rate: NonZeroU32, board: &Board) -> FirstPass {
    let pace = Pace::Sweep(rate);
    let mut known = Known::default();
    let sample = asker.probe(asker.plan.udp_sample(), pace, 0);
    let Some(outcome) = board.udp.get(&sample) else {
        return FirstPass::Asking(vec![sample]);
    };
    known.absorb_sample_of_sweep(&sample, outcome);
    let ports = asker.plan.udp_ports();
    let Some(control) = control(&known) else {
        known.stopped_at = ports.first().copied();
        return FirstPass::Over(known);
    };
    for batch in ports.chunks(batch_size(rate)) {
        let probe = asker.probe(batch.iter().copied().chain([control]), pace, 0);
        let Some(outcome) = board.udp.get(&probe) else {
            return FirstPass::Asking(vec![probe]);
        };
        if !outcome.has_answered(control) {
            // The first port distinguishes this probe from those of other batches.
            let again = asker.probe(batch.iter().copied().take(1).chain([control]), pace, 1);
            match board.udp.get(&again) {
                None => return FirstPass::Asking(vec![again]),
                Some(outcome) if outcome.has_answered(control) => {}
                Some(_) => {
                    known.stopped_at = batch.first().copied();
                    return FirstPass::Over(known);
                }
            }
        }
        known.absorb_first_pass(&probe, outcome);
    }
    match retry_filtered(asker, pace, control, board, &mut known) {
        Some(again) => FirstPass::Asking(vec![again]),
        None => FirstPass::Over(known),
    }
}

/// The ports that carriers filter are in no retest, since their silence proves nothing about the site. Loss
/// must not look like such filtering either, so those whose neighbours answered are asked twice more.
fn retry_filtered(
    asker: &Asker<'_>,
    pace: Pace,
    control: u16,
    board: &Board,
    known: &mut Known,
) -> Option<UdpProbe> {
    for attempt in FILTERED_RETRIES {
        let silent = known.filtered_upstream.iter().copied();
        let alone: Vec<_> = silent
            .filter(|port| is_beside_answers(*port, known))
            .collect();
        if alone.is_empty() {
            break;
        }
        let again = asker.probe(alone.into_iter().chain([control]), pace, attempt);
        match board.udp.get(&again) {
            None => return Some(again),
            Some(outcome) => known.absorb_first_pass(&again, outcome),
        }
    }
    None
}

/// If neither neighbour answers, the port is inside a blocked range.
fn is_beside_answers(port: u16, known: &Known) -> bool {
    [port.saturating_sub(1), port.saturating_add(1)]
        .iter()
        .any(|beside| known.answered.contains(beside))
}

fn control(known: &Known) -> Option<u16> {
    if known.answered.contains(&STUN_PORT) {
        return Some(STUN_PORT);
    }
    known.answered.first().copied()
}

fn batch_size(rate: NonZeroU32) -> usize {
    let size = rate
        .get()
        .saturating_mul(SWEEP_BATCH_SECONDS)
        .min(MAX_SWEEP_BATCH);
    usize::try_from(size).unwrap_or(usize::MAX)
}

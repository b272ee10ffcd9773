//! How much room there is on the line.

use super::Far;
use crate::limits::{BANDWIDTH_MBPS, LOAD_TRIES};
use crate::observed::board::Board;
use crate::probe::{LoadOutcome, LoadProbe, Probe};

/// What is known of one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Room {
    /// This comes next, or is under way.
    Asking(LoadProbe),
    /// The best of all tries, in megabits a second.
    Mbps(u64),
    /// The far end was busy.
    Busy,
    /// No transfer began.
    Unclear,
}

/// What is known of one direction. One good transfer is enough; less is only believed of several.
pub(crate) fn room(board: &Board, far: &Far, is_upload: bool) -> Room {
    let (mut best, mut was_busy) = (None, false);
    for attempt in 0..LOAD_TRIES {
        let probe = LoadProbe {
            endpoint: far.bulk.clone(),
            token: far.token.clone(),
            is_upload,
            attempt,
        };
        let Some(outcome) = board.load.get(&probe) else {
            return Room::Asking(probe);
        };
        was_busy |= *outcome == LoadOutcome::Busy;
        best = best.max(outcome.mbps());
        if best >= Some(BANDWIDTH_MBPS) {
            break;
        }
    }
    match best {
        Some(mbps) => Room::Mbps(mbps),
        None if was_busy => Room::Busy,
        None => Room::Unclear,
    }
}

/// The probe that is wanted: one direction after the other, since they share the line.
pub(crate) fn wanted(board: &Board, far: &Far) -> Option<Probe> {
    [false, true]
        .into_iter()
        .find_map(|is_upload| match room(board, far, is_upload) {
            Room::Asking(probe) => Some(Probe::Load(probe)),
            Room::Mbps(_) | Room::Busy | Room::Unclear => None,
        })
}

//! For how long the NAT keeps the mapping of an idle socket.

use super::Far;
use crate::limits::{IDLE_SECONDS, IDLE_TRIES};
use crate::observed::board::Board;
use crate::probe::{IdleOutcome, IdleProbe, Probe};

/// What is known of the lifetime of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// These come next, or are under way.
    Asking(Vec<Probe>),
    /// It is as long as the longest time that was tried, in seconds.
    AtLeast(u16),
    /// It is at least the first time, if there is one, and shorter than the second, in seconds.
    Between(Option<u16>, u16),
    /// Nothing was answered.
    Unclear,
    /// This device cannot try.
    NotPossible,
}

/// The lifetime, by what is known so far. All sockets are idle at the same time. Afterwards, the shortest time that the
/// mapping did not survive, or after which nothing was answered, is tried again.
pub(crate) fn lifetime(board: &Board, far: &Far) -> Lifetime {
    let first: Vec<_> = IDLE_SECONDS
        .into_iter()
        .filter_map(|seconds| probe(far, seconds, 0))
        .collect();
    if !first.iter().all(|probe| board.idle.contains_key(probe)) {
        return Lifetime::Asking(first.into_iter().map(Probe::Idle).collect());
    }
    let survived = |seconds: &u16| outcomes(board, far, *seconds).contains(&IdleOutcome::Kept);
    let kept = IDLE_SECONDS.into_iter().filter(survived).max();
    // What a mapping survives, it survives for a shorter time as well.
    let next = IDLE_SECONDS
        .into_iter()
        .find(|seconds| Some(*seconds) > kept);
    let Some(next) = next else {
        return kept.map_or(Lifetime::Unclear, Lifetime::AtLeast);
    };
    let outcomes = outcomes(board, far, next);
    let all = |outcome| outcomes.iter().all(|seen| *seen == outcome);
    let tries = u8::try_from(outcomes.len()).unwrap_or(u8::MAX);
    match probe(far, next, tries) {
        _ if all(IdleOutcome::NotPossible) => Lifetime::NotPossible,
        Some(again) if tries < IDLE_TRIES => Lifetime::Asking(vec![Probe::Idle(again)]),
        _ if all(IdleOutcome::Forgotten) => Lifetime::Between(kept, next),
        _ => Lifetime::Unclear,
    }
}

/// The probes that are wanted.
pub(crate) fn wanted(board: &Board, far: &Far) -> Vec<Probe> {
    match lifetime(board, far) {
        Lifetime::Asking(probes) => probes,
        Lifetime::AtLeast(_)
        | Lifetime::Between(..)
        | Lifetime::Unclear
        | Lifetime::NotPossible => Vec::new(),
    }
}

fn outcomes(board: &Board, far: &Far, seconds: u16) -> Vec<IdleOutcome> {
    (0..IDLE_TRIES)
        .filter_map(|attempt| board.idle.get(&probe(far, seconds, attempt)?).copied())
        .collect()
}

fn probe(far: &Far, seconds: u16, attempt: u8) -> Option<IdleProbe> {
    Some(IdleProbe {
        server: far.port(attempt)?,
        token: far.token.clone(),
        seconds,
        attempt,
    })
}

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
    /// It is longer than the one and, unless that is absent, not as long as the other, in seconds.
    Between(Option<u16>, Option<u16>),
    /// Nothing was answered.
    Unclear,
    /// This device cannot try.
    NotPossible,
}

/// The lifetime, by what is known so far. All sockets are idle at the same time; the shortest time that was not
/// survived is then tried again.
pub(crate) fn lifetime(board: &Board, far: &Far) -> Lifetime {
    let first: Vec<_> = IDLE_SECONDS
        .into_iter()
        .filter_map(|seconds| probe(far, seconds, 0))
        .collect();
    let known = first.iter().all(|probe| board.idle.contains_key(probe));
    if !known {
        return Lifetime::Asking(first.into_iter().map(Probe::Idle).collect());
    }
    let (mut kept, mut possible) = (None, false);
    for seconds in IDLE_SECONDS {
        let outcomes = outcomes(board, far, seconds);
        possible |= !outcomes.contains(&IdleOutcome::NotPossible);
        if outcomes.contains(&IdleOutcome::Kept) {
            kept = Some(seconds);
        } else if outcomes.contains(&IdleOutcome::Forgotten) {
            let tries = u8::try_from(outcomes.len()).unwrap_or(u8::MAX);
            return match probe(far, seconds, tries) {
                Some(again) if tries < IDLE_TRIES => Lifetime::Asking(vec![Probe::Idle(again)]),
                _ => Lifetime::Between(kept, Some(seconds)),
            };
        }
    }
    match kept {
        Some(_) => Lifetime::Between(kept, None),
        None if possible => Lifetime::Unclear,
        None => Lifetime::NotPossible,
    }
}

/// The probes that are wanted.
pub(crate) fn wanted(board: &Board, far: &Far) -> Vec<Probe> {
    match lifetime(board, far) {
        Lifetime::Asking(probes) => probes,
        Lifetime::Between(..) | Lifetime::Unclear | Lifetime::NotPossible => Vec::new(),
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

//! Large datagrams: what passes, and what vanishes.

use super::Far;
use crate::limits::{
    FRAGMENTED_BYTES, FULL_PACKET, LARGE_TRIES, PATH_TEST_PORTS, SMALLER_PACKETS, UDP_HEADERS,
};
use crate::observed::board::Board;
use crate::probe::{LargeOutcome, LargeProbe, Probe, Way};

/// What became of datagrams of one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Passage {
    /// This one comes next, or is under way.
    Asking(LargeProbe),
    /// They pass.
    Passes,
    /// The path reports that it takes smaller packets only.
    TooLarge {
        /// The largest one in bytes.
        path_mtu: u16,
    },
    /// They vanish, while small ones pass.
    Vanishes,
    /// Small ones did not pass either.
    Unclear,
    /// This device cannot try.
    NotPossible,
}

impl Passage {
    /// The probe that is wanted.
    pub(crate) fn wanted(&self) -> Option<Probe> {
        match self {
            Self::Asking(probe) => Some(Probe::Large(probe.clone())),
            Self::Passes
            | Self::TooLarge { .. }
            | Self::Vanishes
            | Self::Unclear
            | Self::NotPossible => None,
        }
    }
}

/// Both ways, the second one only if the first one passes: what does not get out has no answer.
pub(crate) fn ways(passage: impl Fn(Way) -> Passage) -> Vec<(Way, Passage)> {
    let out = passage(Way::Out);
    let passes = out == Passage::Passes;
    let mut ways = vec![(Way::Out, out)];
    if passes {
        ways.push((Way::OutAndBack, passage(Way::OutAndBack)));
    }
    ways
}

/// The passage of fragments.
pub(crate) fn fragments(board: &Board, far: &Far, way: Way) -> Passage {
    passage(board, far, FRAGMENTED_BYTES, way, true)
}

/// Packets of several sizes that may not be fragmented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// What the last one was.
    pub(crate) way: Way,
    /// Size of the packet in bytes, what was large, and what became of it; the last one may be under way.
    pub(crate) tried: Vec<(u16, Way, Passage)>,
}

/// Full packets out, and then back. Where they are too large, packets of the size that was reported; where they
/// vanish, smaller ones, until one size passes. `None` if the far end does not know what leaves it in one piece.
pub(crate) fn sizes(board: &Board, far: &Far) -> Option<Sizes> {
    let full = Some(far.offer.mtu).filter(|mtu| *mtu > 0)?.min(FULL_PACKET);
    let mut tried = Vec::new();
    for way in [Way::Out, Way::OutAndBack] {
        let mut next = Some(full);
        while let Some(packet) = next {
            let passage = unfragmented(board, far, packet, way);
            next = match passage {
                // One that is not smaller would be a report that makes no sense.
                Passage::TooLarge { path_mtu } => Some(path_mtu).filter(|mtu| *mtu < packet),
                Passage::Vanishes => SMALLER_PACKETS.into_iter().find(|size| *size < packet),
                Passage::Asking(_) | Passage::Passes | Passage::Unclear | Passage::NotPossible => {
                    None
                }
            };
            tried.push((packet, way, passage));
        }
        let is_full = matches!(tried[..], [(_, _, Passage::Passes)]);
        if way == Way::OutAndBack || !is_full {
            return Some(Sizes { way, tried });
        }
    }
    None
}

/// The probe that is wanted for the size of packets.
pub(crate) fn wanted_of_mtu(board: &Board, far: &Far) -> Option<Probe> {
    let sizes = sizes(board, far)?;
    let (_, _, last) = sizes.tried.last()?;
    last.wanted()
}

fn unfragmented(board: &Board, far: &Far, packet: u16, way: Way) -> Passage {
    passage(board, far, packet.saturating_sub(UDP_HEADERS), way, false)
}

fn passage(board: &Board, far: &Far, bytes: u16, way: Way, may_fragment: bool) -> Passage {
    let mut vanished = 0;
    for attempt in (0..).take(PATH_TEST_PORTS + LARGE_TRIES - 1) {
        let Some(server) = far.port(attempt) else {
            break;
        };
        let probe = LargeProbe {
            server,
            token: far.token.clone(),
            bytes,
            way,
            may_fragment,
            attempt,
        };
        match board.large.get(&probe) {
            None => return Passage::Asking(probe),
            Some(LargeOutcome::Answered) => return Passage::Passes,
            Some(LargeOutcome::TooLarge { path_mtu }) => {
                return Passage::TooLarge {
                    path_mtu: *path_mtu,
                };
            }
            Some(LargeOutcome::Vanished) => vanished += 1,
            Some(LargeOutcome::Unreached) => {}
            Some(LargeOutcome::NotPossible) => return Passage::NotPossible,
        }
        if vanished == LARGE_TRIES {
            return Passage::Vanishes;
        }
    }
    Passage::Unclear
}

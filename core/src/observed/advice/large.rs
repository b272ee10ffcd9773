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

/// The probes that are wanted for the size of packets.
pub(crate) fn wanted_of_mtu(board: &Board, far: &Far) -> Vec<Probe> {
    let mut probes = Vec::new();
    for (way, passage) in ways(|way| full(board, far, way)) {
        probes.extend(passage.wanted());
        if passage == Passage::Vanishes {
            let smaller = smaller(board, far, way).into_iter();
            probes.extend(smaller.filter_map(|(_, passage)| passage.wanted()));
        }
    }
    probes
}

/// The passage of fragments.
pub(crate) fn fragments(board: &Board, far: &Far, way: Way) -> Passage {
    passage(board, far, FRAGMENTED_BYTES, way, true)
}

/// The largest packet that both the far end and Ethernet take, in bytes.
pub(crate) fn full_packet(far: &Far) -> u16 {
    match far.offer.mtu {
        0 => FULL_PACKET,
        mtu => mtu.min(FULL_PACKET),
    }
}

/// The passage of packets of full size that may not be fragmented.
pub(crate) fn full(board: &Board, far: &Far, way: Way) -> Passage {
    unfragmented(board, far, full_packet(far), way)
}

/// Where full packets vanish: which smaller ones pass, the largest first, until one does.
pub(crate) fn smaller(board: &Board, far: &Far, way: Way) -> Vec<(u16, Passage)> {
    let mut tried = Vec::new();
    for packet in SMALLER_PACKETS {
        if packet >= full_packet(far) {
            continue;
        }
        let passage = unfragmented(board, far, packet, way);
        let vanishes = passage == Passage::Vanishes;
        tried.push((packet, passage));
        if !vanishes {
            break;
        }
    }
    tried
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

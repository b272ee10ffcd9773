//! DTLS handshakes on ports that answered STUN: which come next, and what they show. Three spread ports are
//! tried at once. Handshakes that do not finish are retried on the same ports, together with canaries:
//! ports that answered STUN before. If only some ports fail, their neighbours are tried, which
//! distinguishes a block of some ports from chance.

use std::net::{IpAddr, SocketAddr};

use vecmap::VecMap;

use crate::limits::{CANARIES, DTLS_PORTS};
use crate::observed::board::Board;
use crate::observed::survey::answered_at_first;
use crate::plan::Plan;
use crate::probe::{DtlsOutcome, DtlsProbe, Pace, PortOutcome, Probe, UdpProbe};
use crate::support::collected::collected;
use crate::support::sorted::SortedSet;
use crate::wire::fingerprint::Fingerprint;
use crate::wire::token::RunToken;
use crate::wire::{ALTERNATE_PORT, STUN_PORT};

use super::spread;

/// The attempts of a port: a first try, a second one with a longer deadline, and the only one of a
/// neighbour.
const FIRST: u8 = 0;
const AGAIN: u8 = 1;
const NEIGHBOUR: u8 = 2;

/// Distinguishes the canaries of a retest from all batches of the survey.
const CANARY_ATTEMPT: u8 = u8::MAX;

/// The state of the handshakes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Handshakes {
    /// The far end does not offer DTLS, or there is no token.
    NotOffered,
    /// These probes come next, or are running; none during the first pass over the ports.
    Asking(Vec<Probe>),
    /// Nothing more to try.
    Done(Trial),
}

/// The outcome of the handshakes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Trial {
    /// The chosen ports.
    ports: VecMap<u16, Tried>,
    /// Ports that had answered STUN did so again during the second try.
    canaries_answered: bool,
}

/// The outcome for one chosen port.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Tried {
    /// In the order of its attempts.
    outcomes: Vec<DtlsOutcome>,
    /// Its neighbours, if they were tried for it.
    beside: VecMap<u16, DtlsOutcome>,
}

impl Tried {
    fn finishes(&self) -> bool {
        self.outcomes.contains(&DtlsOutcome::Finished)
    }

    /// Twice, while STUN was answered on the same path.
    fn fails(&self) -> bool {
        let failures = [DtlsOutcome::Unfinished, DtlsOutcome::Refused];
        let mut outcomes = self.outcomes.iter();
        self.outcomes.len() > 1 && outcomes.all(|outcome| failures.contains(outcome))
    }

    /// Its neighbours on both sides work.
    fn was_bad_luck(&self) -> bool {
        let mut beside = self.beside.values();
        !self.beside.is_empty() && beside.all(|outcome| *outcome == DtlsOutcome::Finished)
    }

    fn was_impossible(&self) -> bool {
        let mut outcomes = self.outcomes.iter();
        outcomes.all(|outcome| *outcome == DtlsOutcome::NotPossible)
    }
}

/// What a trial shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conclusion {
    /// No port answered STUN, so there was nothing to try.
    NothingToTry,
    /// DTLS gets through.
    Passes,
    /// On no port, twice, though STUN was answered at the same time.
    Filtered,
    /// On some ports and not on others, or the controls failed.
    Unstable,
    /// The device could not try.
    NotMeasured,
}

impl Trial {
    /// Every port that was tried, neighbours as well, with its outcomes.
    pub(crate) fn all_ports(&self) -> VecMap<u16, Vec<DtlsOutcome>> {
        let mut all = VecMap::new();
        for (port, tried) in &self.ports {
            all.insert(*port, tried.outcomes.clone());
            let beside = tried.beside.iter();
            all.extend(beside.map(|(other, outcome)| (*other, vec![*outcome])));
        }
        all
    }

    /// Failures on one or two ports may be exceptions or temporary.
    fn is_enough(&self) -> bool {
        self.ports.len() >= DTLS_PORTS && self.canaries_answered
    }

    /// What it shows.
    pub(crate) fn conclusion(&self) -> Conclusion {
        let all = |is: fn(&Tried) -> bool| self.ports.values().all(is);
        if self.ports.is_empty() {
            Conclusion::NothingToTry
        } else if all(|port| port.finishes() || port.was_bad_luck()) {
            Conclusion::Passes
        } else if all(Tried::fails) && self.is_enough() {
            Conclusion::Filtered
        } else if all(Tried::was_impossible) {
            Conclusion::NotMeasured
        } else {
            Conclusion::Unstable
        }
    }
}

/// The state of the handshakes for what has been observed so far.
pub(crate) fn handshakes(
    plan: &Plan,
    board: &Board,
    offered: Option<(&RunToken, Fingerprint)>,
) -> Handshakes {
    let (Some((token, fingerprint)), Some(server)) = (offered, plan.udp_server()) else {
        return Handshakes::NotOffered;
    };
    let Some(answered) = answered_at_first(plan, board, server, token) else {
        return Handshakes::Asking(Vec::new());
    };
    let trier = Trier {
        board,
        server,
        token,
        fingerprint,
        answered,
    };
    trier.state()
}

struct Trier<'a> {
    board: &'a Board,
    server: IpAddr,
    token: &'a RunToken,
    fingerprint: Fingerprint,
    /// Ports that answered STUN, ascending.
    answered: Vec<u16>,
}

impl Trier<'_> {
    fn state(&self) -> Handshakes {
        let chosen = self.chosen();
        let first = self.probes(&chosen, FIRST);
        if !self.are_known(&first) {
            return Handshakes::Asking(first);
        }
        let failed = self.unfinished(&chosen, FIRST);
        let canaries = self.canaries(&chosen);
        let mut again = self.probes(&failed, AGAIN);
        if !failed.is_empty() {
            again.extend(canaries.clone().map(Probe::Udp));
        }
        if !self.are_known(&again) {
            return Handshakes::Asking([first, again].concat());
        }
        let failed = self.unfinished(&failed, AGAIN);
        // If all of them fail, neighbours would show nothing more.
        let alone = if failed.len() < chosen.len() {
            failed
        } else {
            Vec::new()
        };
        let beside = alone.iter().flat_map(|port| self.beside(*port, &chosen));
        let neighbours: SortedSet<_> = collected(beside);
        let beside = self.probes(&Vec::from_iter(neighbours), NEIGHBOUR);
        if !self.are_known(&beside) {
            return Handshakes::Asking([first, again, beside].concat());
        }
        let tried = chosen
            .iter()
            .map(|port| (*port, self.tried(*port, &chosen)));
        let canary = canaries.and_then(|probe| self.board.udp.get(&probe));
        Handshakes::Done(Trial {
            ports: tried.collect(),
            canaries_answered: canary.is_some_and(|outcome| {
                let mut ports = outcome.ports.values();
                !outcome.ports.is_empty() && ports.all(PortOutcome::is_answered)
            }),
        })
    }

    /// Low, middle and high. Firewalls often treat the two STUN ports differently, so they are used only if
    /// there are few others.
    fn chosen(&self) -> Vec<u16> {
        let is_ordinary = |port: &u16| ![STUN_PORT, ALTERNATE_PORT].contains(port);
        let ordinary: Vec<_> = self.answered.iter().copied().filter(is_ordinary).collect();
        if ordinary.len() < DTLS_PORTS {
            spread(&self.answered, DTLS_PORTS)
        } else {
            spread(&ordinary, DTLS_PORTS)
        }
    }

    /// Ports that answered and are not tried themselves, or any that answered if there are no others.
    fn canaries(&self, chosen: &[u16]) -> Option<UdpProbe> {
        let others = self.answered.iter().copied();
        let others: Vec<_> = others.filter(|port| !chosen.contains(port)).collect();
        let ports = if others.is_empty() {
            spread(chosen, CANARIES)
        } else {
            spread(&others, CANARIES)
        };
        (!ports.is_empty()).then(|| UdpProbe {
            server: self.server,
            ports,
            token: Some(self.token.clone()),
            pace: Pace::Brisk,
            attempt: CANARY_ATTEMPT,
        })
    }

    /// The ports that answered STUN on either side of one.
    fn beside(&self, port: u16, chosen: &[u16]) -> Vec<u16> {
        let below = self.answered.iter().rfind(|other| **other < port);
        let above = self.answered.iter().find(|other| **other > port);
        let beside = below.into_iter().chain(above).copied();
        beside.filter(|other| !chosen.contains(other)).collect()
    }

    fn probes(&self, ports: &[u16], attempt: u8) -> Vec<Probe> {
        let ports = ports.iter();
        ports
            .map(|port| Probe::Dtls(self.probe(*port, attempt)))
            .collect()
    }

    fn probe(&self, port: u16, attempt: u8) -> DtlsProbe {
        DtlsProbe {
            server: SocketAddr::new(self.server, port),
            token: self.token.clone(),
            fingerprint: self.fingerprint,
            attempt,
        }
    }

    fn are_known(&self, probes: &[Probe]) -> bool {
        probes.iter().all(|probe| self.board.has(probe))
    }

    fn outcome(&self, port: u16, attempt: u8) -> Option<DtlsOutcome> {
        self.board.dtls.get(&self.probe(port, attempt)).copied()
    }

    fn unfinished(&self, ports: &[u16], attempt: u8) -> Vec<u16> {
        let is_unfinished =
            |port: &u16| self.outcome(*port, attempt) != Some(DtlsOutcome::Finished);
        ports.iter().copied().filter(is_unfinished).collect()
    }

    fn tried(&self, port: u16, chosen: &[u16]) -> Tried {
        let outcomes = [FIRST, AGAIN].into_iter();
        let beside = self.beside(port, chosen).into_iter();
        Tried {
            outcomes: outcomes
                .filter_map(|attempt| self.outcome(port, attempt))
                .collect(),
            beside: beside
                .filter_map(|other| Some((other, self.outcome(other, NEIGHBOUR)?)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests;

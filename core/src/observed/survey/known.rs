//! What the batches so far showed about each port.

use super::stretch::{Stretch, Tried};
use crate::limits::{CANARIES, FILTERED_UPSTREAM, LIMITED_SHARE};
use crate::probe::{Pace, PortOutcome, UdpFault, UdpOutcome, UdpProbe};
use crate::support::sorted::{SortedMap, SortedSet};

/// A busy browser does not check every port of a batch. A port that this many batches did not reach is given up.
const BATCHES_TO_GIVE_UP: u8 = 2;

/// What the silence of a port in a batch means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silence {
    /// The batch was lost as a whole, so nothing.
    Ignored,
    /// The port is silent; a later batch has to prove it.
    Noted,
    /// It counts as proof.
    Proves,
}

#[derive(Default)]
pub(super) struct Known {
    pub(super) answered: SortedSet<u16>,
    /// Silent ports, with the number of batches that proved their silence.
    pub(super) silent: SortedMap<u16, u8>,
    pub(super) refused: SortedSet<u16>,
    /// Ports about which nothing is known, with the number of batches that did not reach them.
    pub(super) unmeasured: SortedMap<u16, u8>,
    pub(super) rate_limited: bool,
    pub(super) fault: Option<UdpFault>,
    /// Ports that are filtered upstream and stayed silent.
    pub(super) filtered_upstream: SortedSet<u16>,
    /// The first port of the batch in which a sweep lost its control port.
    pub(super) stopped_at: Option<u16>,
    /// Retests with a fault or drops on the device, or with a canary that did not answer.
    pub(super) failed_rounds: u8,
    /// Ports that answered after they had been silent.
    pub(super) silent_at_first: SortedSet<u16>,
    /// Those of them that did so in a slow batch.
    pub(super) answered_slowly: SortedSet<u16>,
    /// How many times a port answered whose silence a batch had proven before.
    came_back: usize,
    /// How many ports the first pass measured.
    first_pass: usize,
}

impl Known {
    // ---- what a batch showed ----

    pub(super) fn absorb_first_pass(&mut self, probe: &UdpProbe, outcome: &UdpOutcome) {
        // Datagrams dropped by the device itself look like silence.
        let silence = match outcome.own_drops {
            0 => Silence::Proves,
            _ => Silence::Noted,
        };
        self.absorb(probe, outcome, silence);
    }

    /// Every port is asked again, so the silence of one proves nothing yet.
    pub(super) fn absorb_sample_of_sweep(&mut self, probe: &UdpProbe, outcome: &UdpOutcome) {
        self.absorb(probe, outcome, Silence::Noted);
    }

    /// A retest proves no silence if more than `strays` of the ports that were silent before answer in it. If a retest
    /// was lost, only its answers count: a silent port in it may be as open as the canary that was silent.
    pub(super) fn absorb_retest(&mut self, probe: &UdpProbe, outcome: &UdpOutcome, strays: usize) {
        if self.first_pass == 0 {
            self.first_pass = self.answered.len() + self.silent.len();
        }
        let came_back = self.came_back(outcome);
        let sound =
            self.canaries_live(probe, outcome) && outcome.own_drops == 0 && outcome.fault.is_none();
        if !sound {
            self.failed_rounds += 1;
        }
        let in_doubt = came_back.len() > strays;
        let was_proven = |port: &&u16| self.silent.get(port).is_some_and(|batches| *batches > 0);
        self.came_back += came_back.iter().filter(was_proven).count();
        if probe.pace == Pace::Slow {
            self.answered_slowly.extend(came_back.iter().copied());
        }
        self.silent_at_first.extend(came_back);
        let silence = match (sound, in_doubt) {
            (false, _) => Silence::Ignored,
            (true, true) => Silence::Noted,
            (true, false) => Silence::Proves,
        };
        self.absorb(probe, outcome, silence);
    }

    /// Ports that were silent before and answered now.
    fn came_back(&self, outcome: &UdpOutcome) -> Vec<u16> {
        let answered = outcome
            .ports
            .iter()
            .filter(|(_, result)| result.is_answered());
        let ports = answered.map(|(port, _)| *port);
        ports
            .filter(|port| self.silent.contains_key(port))
            .collect()
    }

    fn canaries_live(&self, probe: &UdpProbe, outcome: &UdpOutcome) -> bool {
        let canaries = probe.ports.iter();
        canaries
            .filter(|port| self.answered.contains(port))
            .all(|port| outcome.has_answered(*port))
    }

    fn absorb(&mut self, probe: &UdpProbe, outcome: &UdpOutcome, silence: Silence) {
        let is_lost = silence == Silence::Ignored;
        self.fault = self.fault.or(outcome.fault);
        for port in &probe.ports {
            if !is_lost && !outcome.ports.contains_key(port) {
                self.leave_unmeasured(*port);
            }
        }
        for (port, result) in outcome.ports.iter() {
            self.rate_limited |= *result == PortOutcome::RateLimited;
            if is_lost && !result.is_answered() {
                continue;
            }
            self.absorb_port(*port, *result, silence == Silence::Proves);
            if self.answered.contains(port) || self.silent.contains_key(port) {
                self.unmeasured.remove(port);
            }
        }
    }

    fn absorb_port(&mut self, port: u16, result: PortOutcome, proves: bool) {
        match result {
            PortOutcome::Answered { .. } => {
                self.answered.insert(port);
                self.filtered_upstream.remove(&port);
                self.silent.remove(&port);
                self.refused.remove(&port);
            }
            PortOutcome::Silent | PortOutcome::Refused if self.answered.contains(&port) => {}
            PortOutcome::Silent | PortOutcome::Refused if FILTERED_UPSTREAM.contains(&port) => {
                self.filtered_upstream.insert(port);
            }
            PortOutcome::Silent | PortOutcome::Refused => {
                if result == PortOutcome::Refused {
                    self.refused.insert(port);
                }
                self.silent
                    .update(port, |batches| *batches += u8::from(proves));
            }
            PortOutcome::RateLimited | PortOutcome::NotSent => self.leave_unmeasured(port),
        }
    }

    /// The prober did not get to a port.
    fn leave_unmeasured(&mut self, port: u16) {
        if !self.answered.contains(&port) && !self.silent.contains_key(&port) {
            self.unmeasured
                .update(port, |batches| *batches = batches.saturating_add(1));
        }
    }

    // ---- what all batches show ----

    /// Whether more ports came back than loss and a busy device explain. Once true, it stays true.
    pub(super) fn looks_limited(&self) -> bool {
        self.came_back * LIMITED_SHARE > self.first_pass
    }

    /// Whether every port that was silent has stayed so, and every canary has answered.
    pub(super) fn is_undisturbed(&self) -> bool {
        self.silent_at_first.is_empty() && self.failed_rounds == 0
    }

    pub(super) fn was_given_up(&self, port: u16) -> bool {
        let batches = self.unmeasured.get(&port).copied();
        batches.is_some_and(|batches| batches >= BATCHES_TO_GIVE_UP)
    }

    /// Maximal runs of silent ports between ports that answered.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        let mut runs: Vec<(Option<u16>, Vec<Tried>)> = Vec::new();
        for &(port, silences) in self.silent.iter() {
            let below = self.answered.below(&port).copied();
            let tried = Tried { port, silences };
            match runs.last_mut() {
                Some((same, run)) if *same == below => run.push(tried),
                Some(_) | None => runs.push((below, vec![tried])),
            }
        }
        let stretches = runs.into_iter();
        stretches
            .filter_map(|(below, run)| self.stretch(below, run))
            .collect()
    }

    fn stretch(&self, below: Option<u16>, ports: Vec<Tried>) -> Option<Stretch> {
        let last = ports.last()?.port;
        let above = self.answered.at_or_above(&last).copied();
        let came_back = |port: u16| self.silent_at_first.contains(&port);
        Some(Stretch {
            ports,
            below,
            above,
            is_doubtful: below.is_some_and(came_back) || above.is_some_and(came_back),
        })
    }

    /// Ports that answered before, different ones in each round.
    pub(super) fn canaries(&self, round: u8) -> Vec<u16> {
        let answered: Vec<_> = self.answered.iter().copied().collect();
        (0..CANARIES)
            .filter_map(|index| {
                let part = (2 * index + 1) * answered.len() / (2 * CANARIES);
                let position = (part + usize::from(round)) % answered.len().max(1);
                answered.get(position).copied()
            })
            .collect()
    }
}

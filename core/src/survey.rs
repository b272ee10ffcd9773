//! The survey of the UDP range: which ports to ask next, and what the answers add up to.
//!
//! The grid comes first. Each silent stretch is tried again at both edges and at a few ports
//! inside, together with canaries: ports that answered before. A port counts as blocked when it
//! stayed silent in two batches that proved something. Then the gaps between the last port that
//! answered and the first that did not are split until the edges are exact, and the new edges are
//! tried again too. The survey is a pure function of plan and board.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use crate::board::Board;
use crate::limits::{
    CANARIES, EDGE_SPLIT, EDGE_SPLIT_OF_MANY, EDGES_SEARCHED, EDGES_SEARCHED_EARLY,
    FILTERED_UPSTREAM, GAPS_SPLIT_FINELY, INNER_RETESTS, NOTHING_OUT_RETESTS, RETEST_ROUNDS,
    RETESTS_MOST, SCATTERED_RETESTS, STRETCHES_OF_RULES, SURVEY_PORTS, SWEEP_BATCH_MOST,
    SWEEP_BATCH_SECONDS, SWEEP_SCATTERED_RETESTS, UDP_BATCH,
};
use crate::plan::Plan;
use crate::plan::grid::says_nothing;
use crate::ports::PortRange;
use crate::probe::{Pace, PortOutcome, UdpFault, UdpOutcome, UdpProbe};
use crate::wire::STUN_PORT;
use crate::wire::token::RunToken;

/// Batches after the grid: retest, two edge rounds, retest of the edges, and repeats.
const MOST_ROUNDS: u8 = 8;

/// Silent in this many batches that proved something, a port counts as blocked; one whose
/// neighbours answer is tried once more, since loss silences single ports.
const SILENCES_TO_PROVE: u8 = 2;

/// A busy browser does not come to every port of a batch. In so many batches it had its chance.
const BATCHES_TO_GIVE_UP: u8 = 2;

/// Where the survey stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Survey {
    /// These probes come next (or are under way).
    Asking(Vec<UdpProbe>),
    /// Nothing more to ask.
    Done(Findings),
}

/// What the survey found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// Ports that answered at least once.
    pub answered: BTreeSet<u16>,
    /// Ports that did not.
    pub silent: BTreeSet<u16>,
    /// The silent ones whose silence was shown by an ICMP error at least once.
    pub refused: BTreeSet<u16>,
    /// Ports about which nothing is known: the device or the far end refused them.
    pub unmeasured: BTreeSet<u16>,
    /// Whether it was the far end, for its own rate limits.
    pub rate_limited: bool,
    /// Silent stretches that were proven: both edges and ports inside, twice, with canaries.
    pub blocked: Vec<PortRange>,
    /// Silent stretches that could not be proven.
    pub unproven: Vec<PortRange>,
    /// Silent ports of which carriers filter answers anyway; only a sweep asks them.
    pub filtered_upstream: BTreeSet<u16>,
    /// The first port of the batch in which a sweep lost its control port and stopped.
    pub stopped_at: Option<u16>,
    /// Ports that were silent in the grid and answered later, at a slower pace.
    pub silent_at_first: BTreeSet<u16>,
    /// Why nothing could be sent, if so.
    pub fault: Option<UdpFault>,
}

impl Findings {
    /// How many ports gave an answer or stayed silent.
    #[must_use]
    pub fn measured(&self) -> usize {
        self.answered.len() + self.silent.len()
    }
}

/// The state of the survey for what has been observed so far.
#[must_use]
pub fn survey(plan: &Plan, board: &Board, token: Option<&RunToken>) -> Survey {
    let Some(server) = plan.udp_server() else {
        return Survey::Done(Findings::default());
    };
    let mut surveyor = Surveyor {
        plan,
        server,
        token: token.cloned(),
        asked: plan.udp_sample().len(),
        spent: Duration::ZERO,
        state: State::default(),
    };
    if let Some(asking) = surveyor.first_pass(board) {
        return Survey::Asking(asking);
    }
    for round in 1..=MOST_ROUNDS {
        let Some(probe) = surveyor.next_batch(round) else {
            break;
        };
        if !surveyor.affords(&probe) {
            break;
        }
        match board.udp.get(&probe) {
            Some(outcome) => surveyor.state.absorb_retest(&probe, outcome),
            None => return Survey::Asking(vec![probe]),
        }
    }
    Survey::Done(surveyor.state.findings())
}

/// How many batches the grid of a vantage is asked in, at the same time.
#[must_use]
pub fn grid_batch_count(ports: usize) -> usize {
    ports.div_ceil(UDP_BATCH).max(1)
}

struct Surveyor<'a> {
    plan: &'a Plan,
    server: IpAddr,
    token: Option<RunToken>,
    /// Ports asked so far, each as often as it was.
    asked: usize,
    /// Time that retests took to start their ports.
    spent: Duration,
    state: State,
}

impl Surveyor<'_> {
    /// What is still to be asked of the first pass, if anything is.
    fn first_pass(&mut self, board: &Board) -> Option<Vec<UdpProbe>> {
        if let Some(rate) = self.plan.sweep() {
            return self.sweep_pass(rate, board);
        }
        let batches = self.grid_batches(&self.plan.udp_ports());
        for probe in &batches {
            if let Some(outcome) = board.udp.get(probe) {
                self.state.absorb_grid(probe, outcome);
            }
        }
        let complete = batches.iter().all(|probe| board.udp.contains_key(probe));
        (!complete).then_some(batches)
    }

    /// One batch after the other, each with a control: a port that answered when a sample of all
    /// ports was asked first. If it stays silent, and again when it is asked alone, the sweep ends.
    fn sweep_pass(&mut self, rate: NonZeroU32, board: &Board) -> Option<Vec<UdpProbe>> {
        let pace = Pace::Sweep(rate);
        let sample = self.probe(self.plan.udp_sample().into_iter(), pace, 0);
        let Some(outcome) = board.udp.get(&sample) else {
            return Some(vec![sample]);
        };
        // Every port is asked again, so the silence of one proves nothing yet.
        self.state.absorb(&sample, outcome, false);
        let ports = self.plan.udp_ports();
        let answered = &self.state.answered;
        let control = if answered.contains(&STUN_PORT) {
            Some(STUN_PORT)
        } else {
            answered.iter().next().copied()
        };
        let Some(control) = control else {
            self.state.stopped_at = ports.first().copied();
            return None;
        };
        let size = rate
            .get()
            .saturating_mul(SWEEP_BATCH_SECONDS)
            .min(SWEEP_BATCH_MOST);
        for batch in ports.chunks(usize::try_from(size).unwrap_or(usize::MAX)) {
            let probe = self.probe(batch.iter().copied().chain([control]), pace, 0);
            let Some(outcome) = board.udp.get(&probe) else {
                return Some(vec![probe]);
            };
            if !outcome.has_answered(control) {
                // The first port tells this probe from those of other batches.
                let again = self.probe(batch.iter().copied().take(1).chain([control]), pace, 1);
                match board.udp.get(&again) {
                    None => return Some(vec![again]),
                    Some(outcome) if outcome.has_answered(control) => {}
                    Some(_) => {
                        self.state.stopped_at = batch.first().copied();
                        return None;
                    }
                }
            }
            self.state.absorb_grid(&probe, outcome);
        }
        None
    }

    /// Interleaved, so that a blocked range does not fill a batch of its own.
    fn grid_batches(&self, ports: &[u16]) -> Vec<UdpProbe> {
        let count = grid_batch_count(ports.len());
        (0..count)
            .map(|first| {
                let batch = ports.iter().copied().skip(first).step_by(count);
                self.probe(batch, Pace::Brisk, 0)
            })
            .filter(|probe| !probe.ports.is_empty())
            .collect()
    }

    fn probe(&self, ports: impl Iterator<Item = u16>, pace: Pace, attempt: u8) -> UdpProbe {
        let ports: BTreeSet<_> = ports.collect();
        UdpProbe {
            server: self.server,
            ports: ports.into_iter().collect(),
            token: self.token.clone(),
            pace,
            attempt,
        }
    }

    fn next_batch(&self, round: u8) -> Option<UdpProbe> {
        let state = &self.state;
        if state.fault.is_some() || state.failed_rounds >= RETEST_ROUNDS {
            return None;
        }
        if state.answered.is_empty() {
            return self.nothing_out_batch(round);
        }
        if state.stopped_at.is_some() {
            return None;
        }
        let mut scattered = state.looks_scattered();
        let most = match self.plan.sweep() {
            Some(_) => SWEEP_SCATTERED_RETESTS,
            None => SCATTERED_RETESTS,
        };
        let mut ports = state.unproven_representatives(round, most);
        if ports.is_empty() {
            ports = self.edge_ports(&state.stretches(), EDGES_SEARCHED);
            // Many stretches are rules once each of them is proven.
            scattered = !state.silent_at_first.is_empty();
        } else if !scattered {
            let mut likely = state.stretches();
            likely.retain(|stretch| state.is_likely(stretch));
            if likely.len() <= EDGES_SEARCHED_EARLY {
                ports.extend(self.edge_ports(&likely, EDGES_SEARCHED_EARLY));
            }
        }
        if ports.is_empty() {
            return None;
        }
        ports.extend(state.canaries(round));
        // Who allowed a sweep has no strict flood limit.
        let slow = scattered && self.plan.sweep().is_none();
        let pace = if slow { Pace::Slow } else { Pace::Brisk };
        Some(self.probe(ports.into_iter(), pace, round))
    }

    /// Books a batch, unless it is one too many. Who allowed a sweep has allowed its retests too.
    fn affords(&mut self, probe: &UdpProbe) -> bool {
        if self.plan.sweep().is_some() {
            return true;
        }
        let count = u32::try_from(probe.ports.len()).unwrap_or(u32::MAX);
        let affords = self.asked + probe.ports.len() <= SURVEY_PORTS && self.spent < RETESTS_MOST;
        self.asked += probe.ports.len();
        self.spent += Duration::from_secs(1) / probe.pace.flows_per_second() * count;
        affords
    }

    /// Without a single answer there is no canary; spread ports are tried once more.
    fn nothing_out_batch(&self, round: u8) -> Option<UdpProbe> {
        let silent: Vec<_> = self.state.silent.keys().copied().collect();
        (round == 1 && !silent.is_empty()).then(|| {
            let step = silent.len().div_ceil(NOTHING_OUT_RETESTS);
            self.probe(silent.into_iter().step_by(step), Pace::Slow, round)
        })
    }

    /// Splits every gap between a port that answered and its silent neighbour.
    fn edge_ports(&self, stretches: &[Vec<u16>], most: usize) -> BTreeSet<u16> {
        let gaps_beside = |stretch: &Vec<u16>| self.state.gaps_beside(stretch);
        // Those count as well that are found already, or whose turn comes later.
        let all_gaps = self.state.stretches().iter().flat_map(gaps_beside).count();
        let parts = if all_gaps > GAPS_SPLIT_FINELY {
            EDGE_SPLIT_OF_MANY
        } else {
            EDGE_SPLIT
        };
        let gaps = stretches.iter().take(most).flat_map(gaps_beside);
        gaps.flat_map(|gap| self.split(gap, parts)).collect()
    }

    /// Up to so many ports strictly between two others, evenly spread.
    fn split(&self, (low, high): (u16, u16), parts: u16) -> Vec<u16> {
        let inside: Vec<u16> = (low.saturating_add(1)..high)
            .filter(|port| {
                self.plan.has_udp_port(*port) && !says_nothing(self.plan.vantage(), *port)
            })
            .filter(|port| !self.state.was_given_up(*port))
            .collect();
        let wanted = usize::from(parts).min(inside.len());
        (0..wanted)
            .filter_map(|index| {
                let position = (index + 1) * (inside.len() + 1) / (wanted + 1) - 1;
                inside.get(position).copied()
            })
            .collect()
    }
}

#[derive(Default)]
struct State {
    answered: BTreeSet<u16>,
    /// Silent ports, with the number of batches that proved it.
    silent: BTreeMap<u16, u8>,
    refused: BTreeSet<u16>,
    /// Ports about which nothing is known, with the number of batches that did not come to them.
    unmeasured: BTreeMap<u16, u8>,
    rate_limited: bool,
    fault: Option<UdpFault>,
    /// Ports that are filtered upstream and stayed silent.
    filtered_upstream: BTreeSet<u16>,
    /// The first port of the batch in which a sweep lost its control port.
    stopped_at: Option<u16>,
    /// Retests whose canaries failed.
    failed_rounds: u8,
    /// Ports that answered after they had been silent.
    silent_at_first: BTreeSet<u16>,
}

impl State {
    fn absorb_grid(&mut self, probe: &UdpProbe, outcome: &UdpOutcome) {
        // Datagrams that the device dropped itself look like silence.
        self.absorb(probe, outcome, outcome.own_drops == 0);
    }

    fn absorb_retest(&mut self, probe: &UdpProbe, outcome: &UdpOutcome) {
        let canary_died = probe
            .ports
            .iter()
            .filter(|port| self.answered.contains(port))
            .any(|port| !outcome.has_answered(*port));
        let proves = !canary_died && outcome.own_drops == 0 && outcome.fault.is_none();
        if !proves {
            self.failed_rounds += 1;
        }
        for (port, result) in &outcome.ports {
            if result.is_answered() && self.silent.contains_key(port) {
                self.silent_at_first.insert(*port);
            }
        }
        self.absorb(probe, outcome, proves);
    }

    fn absorb(&mut self, probe: &UdpProbe, outcome: &UdpOutcome, proves: bool) {
        self.fault = self.fault.or(outcome.fault);
        for port in &probe.ports {
            if !outcome.ports.contains_key(port) {
                self.leave_unmeasured(*port);
            }
        }
        for (port, result) in &outcome.ports {
            match result {
                PortOutcome::Answered { .. } => {
                    self.answered.insert(*port);
                    self.silent.remove(port);
                    self.refused.remove(port);
                }
                PortOutcome::Silent | PortOutcome::Refused if self.answered.contains(port) => {}
                PortOutcome::Silent | PortOutcome::Refused if FILTERED_UPSTREAM.contains(port) => {
                    self.filtered_upstream.insert(*port);
                }
                PortOutcome::Silent | PortOutcome::Refused => {
                    if *result == PortOutcome::Refused {
                        self.refused.insert(*port);
                    }
                    let silences = self.silent.get(port).copied().unwrap_or_default();
                    self.silent.insert(*port, silences + u8::from(proves));
                }
                PortOutcome::RateLimited | PortOutcome::NotSent => {
                    self.rate_limited |= *result == PortOutcome::RateLimited;
                    self.leave_unmeasured(*port);
                }
            }
            if self.answered.contains(port) || self.silent.contains_key(port) {
                self.unmeasured.remove(port);
            }
        }
    }

    /// The prober did not come to a port.
    fn leave_unmeasured(&mut self, port: u16) {
        if !self.answered.contains(&port) && !self.silent.contains_key(&port) {
            let batches = self.unmeasured.get(&port).copied().unwrap_or_default();
            self.unmeasured.insert(port, batches.saturating_add(1));
        }
    }

    fn was_given_up(&self, port: u16) -> bool {
        let batches = self.unmeasured.get(&port).copied();
        batches.is_some_and(|batches| batches >= BATCHES_TO_GIVE_UP)
    }

    /// Maximal runs of silent ports, as the ports that were asked.
    fn stretches(&self) -> Vec<Vec<u16>> {
        let mut stretches: Vec<Vec<u16>> = Vec::new();
        let mut previous: Option<u16> = None;
        for port in self.silent.keys().copied() {
            let joined = previous.is_some_and(|previous| {
                let answered = self.answered.range(previous..).next();
                answered.is_none_or(|answered| *answered > port)
            });
            match stretches.last_mut() {
                Some(stretch) if joined => stretch.push(port),
                _ => stretches.push(vec![port]),
            }
            previous = Some(port);
        }
        stretches
    }

    /// Loss or a limit is at work, so haste would only bring more of it.
    fn looks_scattered(&self) -> bool {
        !self.silent_at_first.is_empty() || self.stretches().len() > STRETCHES_OF_RULES
    }

    /// More than a single port that one lost datagram explains.
    fn is_likely(&self, stretch: &[u16]) -> bool {
        let silences = |port| self.silent.get(port).copied().unwrap_or_default();
        match stretch {
            [port] => silences(port) >= SILENCES_TO_PROVE,
            _ => true,
        }
    }

    fn is_proven(&self, port: u16, stretch: &[u16]) -> bool {
        let needed = SILENCES_TO_PROVE + u8::from(stretch.len() == 1);
        self.silent
            .get(&port)
            .is_some_and(|silences| *silences >= needed)
    }

    fn stretch_is_proven(&self, stretch: &[u16]) -> bool {
        self.to_retest(stretch, 1).is_empty()
    }

    /// The ports of a stretch that are still to be tried again: its edges, and enough inside. If
    /// the representatives of the first round did not settle it, it is not uniform, and all of
    /// its ports are tried.
    fn to_retest(&self, stretch: &[u16], round: u8) -> BTreeSet<u16> {
        let (inside, edges) = match stretch {
            [first, inside @ .., last] => (inside, vec![*first, *last]),
            _ => (stretch, Vec::new()),
        };
        let is_proven = |port: &u16| self.is_proven(*port, stretch);
        let proven_inside = inside.iter().filter(|port| is_proven(port)).count();
        let enough_inside = proven_inside >= INNER_RETESTS.min(inside.len());
        let candidates = match (enough_inside, round) {
            (true, _) => edges.into_iter().collect(),
            (false, 1) => representatives(stretch),
            (false, _) => stretch.iter().copied().collect(),
        };
        candidates
            .into_iter()
            .filter(|port| !is_proven(port))
            .collect()
    }

    fn unproven_representatives(&self, round: u8, most: usize) -> BTreeSet<u16> {
        self.stretches()
            .iter()
            .flat_map(|stretch| self.to_retest(stretch, round))
            .take(most)
            .collect()
    }

    /// Ports that answered before, others in each round.
    fn canaries(&self, round: u8) -> Vec<u16> {
        let answered: Vec<_> = self.answered.iter().copied().collect();
        (0..CANARIES)
            .filter_map(|index| {
                let part = (2 * index + 1) * answered.len() / (2 * CANARIES);
                let position = (part + usize::from(round)) % answered.len().max(1);
                answered.get(position).copied()
            })
            .collect()
    }

    /// The gaps between a stretch and its answered neighbours, as exclusive bounds.
    fn gaps_beside(&self, stretch: &[u16]) -> Vec<(u16, u16)> {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else {
            return Vec::new();
        };
        let below = self.answered.range(..first).next_back();
        let above = self.answered.range(last..).next();
        below
            .map(|low| (*low, *first))
            .into_iter()
            .chain(above.map(|high| (*last, *high)))
            .collect()
    }

    fn findings(self) -> Findings {
        let nothing_out = self.answered.is_empty();
        let (mut blocked, mut unproven) = (Vec::new(), Vec::new());
        for stretch in self.stretches() {
            let Some(range) = range_of(&stretch) else {
                continue;
            };
            // Where nothing answers at all there are no canaries; the rules look for another
            // control before they say so.
            if nothing_out || self.stretch_is_proven(&stretch) {
                blocked.push(range);
            } else {
                unproven.push(range);
            }
        }
        Findings {
            answered: self.answered,
            silent: self.silent.keys().copied().collect(),
            refused: self.refused,
            unmeasured: self.unmeasured.keys().copied().collect(),
            rate_limited: self.rate_limited,
            blocked,
            unproven,
            silent_at_first: self.silent_at_first,
            filtered_upstream: self.filtered_upstream,
            stopped_at: self.stopped_at,
            fault: self.fault,
        }
    }
}

/// Both edges and up to [`INNER_RETESTS`] ports inside.
fn representatives(stretch: &[u16]) -> BTreeSet<u16> {
    let last = stretch.len().saturating_sub(1);
    (0..=INNER_RETESTS + 1)
        .filter_map(|part| stretch.get(part * last / (INNER_RETESTS + 1)))
        .copied()
        .collect()
}

fn range_of(stretch: &[u16]) -> Option<PortRange> {
    PortRange::new(*stretch.first()?, *stretch.last()?).ok()
}

#[cfg(test)]
mod tests;

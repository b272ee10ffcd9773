//! The rounds after the first pass: one batch each, until nothing is left to ask or a budget is spent.

use std::time::Duration;

use super::edges::Edges;
use super::known::Known;
use super::stretch::{OpenSides, Stretch};
use super::{Asker, Findings, Survey};
use crate::limits::{
    CANARIES, LIMITED_SHARE, MAX_RETEST_TIME, NOTHING_OUT_RETESTS, RETEST_ROUNDS,
    SCATTERED_RETESTS, STRETCHES_OF_RULES, SURVEY_PORTS, SWEEP_SCATTERED_RETESTS,
};
use crate::model::vantage::Vantage;
use crate::observed::board::Board;
use crate::plan::Plan;
use crate::probe::{Pace, UdpProbe};
use crate::support::collected::collected;

/// Batches after the first pass: four find the edges and retest them; the others are for batches that were lost, and for
/// ports that one did not reach or did not prove.
const MAX_ROUNDS: u8 = 12;

/// What the next batch is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing answered, so there is no canary either: spread ports are tried once more.
    NothingOut,
    /// Much loss or a limit may be at work: silent ports are tried again, slowly, and nothing else.
    Scattered,
    /// Few stretches, as firewall rules produce: their retests together with the search for their edges.
    Ranges(Pace),
    /// The search for edges would exceed the remaining budget: only the retests of the stretches.
    RetestsAlone(Pace),
}

pub(super) fn after(asker: &Asker<'_>, mut known: Known, board: &Board) -> Survey {
    let mut budget = Budget::of(asker.plan);
    for number in 1..=MAX_ROUNDS {
        let round = Round {
            asker,
            known: &known,
            budget: &budget,
            number,
        };
        let Some(probe) = round.next_batch() else {
            break;
        };
        budget.spend(&probe);
        match board.udp.get(&probe) {
            Some(outcome) => {
                let strays = strays(asker.plan, &probe, &known);
                known.absorb_retest(&probe, outcome, strays);
            }
            None => return Survey::Asking(vec![probe]),
        }
    }
    Survey::Done(findings(asker, known))
}

/// How many ports that were silent before may answer in a batch that still proves the silence of the others. If more
/// answer, whatever silenced them for a time may also have silenced the others.
fn strays(plan: &Plan, probe: &UdpProbe, known: &Known) -> usize {
    match probe.pace {
        // In a sweep, loss alone brings back more ports than that.
        _ if plan.sweep().is_some() => usize::MAX,
        Pace::Burst => 0,
        Pace::Brisk => {
            let ports = probe.ports.iter();
            let retested = ports.filter(|port| known.silent.contains_key(port));
            (retested.count() / LIMITED_SHARE).max(1)
        }
        Pace::Slow | Pace::Sweep(_) => usize::MAX,
    }
}

struct Round<'a> {
    asker: &'a Asker<'a>,
    known: &'a Known,
    budget: &'a Budget,
    number: u8,
}

impl Round<'_> {
    fn next_batch(&self) -> Option<UdpProbe> {
        let known = self.known;
        let is_lost = known.fault.is_some() || known.failed_rounds >= RETEST_ROUNDS;
        if is_lost || known.stopped_at.is_some() && !known.answered.is_empty() {
            return None;
        }
        let stretches = known.stretches();
        let mut stages = self.stages(&stretches).into_iter();
        stages.find_map(|stage| self.batch(stage, &stretches))
    }

    /// The stages in order of preference; the first one that yields a batch is used.
    fn stages(&self, stretches: &[Stretch]) -> Vec<Stage> {
        let many = stretches.len() > STRETCHES_OF_RULES;
        if self.known.answered.is_empty() {
            vec![Stage::NothingOut]
        } else if self.asker.plan.sweep().is_some() {
            // A user who allows a sweep is assumed to have no strict flood limit.
            vec![Stage::Ranges(Pace::Brisk)]
        } else if many {
            vec![Stage::Scattered]
        } else if self.known.looks_limited() {
            let slow = Pace::Slow;
            vec![
                Stage::Scattered,
                Stage::Ranges(slow),
                Stage::RetestsAlone(slow),
            ]
        } else {
            let pace = match self.known.is_undisturbed() {
                true => Pace::Burst,
                false => Pace::Brisk,
            };
            vec![Stage::Ranges(pace), Stage::RetestsAlone(pace)]
        }
    }

    fn batch(&self, stage: Stage, stretches: &[Stretch]) -> Option<UdpProbe> {
        match stage {
            Stage::NothingOut => self.nothing_out(),
            Stage::Scattered => self.retests(stretches, Pace::Slow),
            Stage::RetestsAlone(pace) => self.retests(stretches, pace),
            Stage::Ranges(pace) => self.ranges(stretches, pace),
        }
    }

    fn nothing_out(&self) -> Option<UdpProbe> {
        let silent: Vec<_> = self.known.silent.keys().copied().collect();
        (self.number == 1 && !silent.is_empty()).then(|| {
            let step = silent.len().div_ceil(NOTHING_OUT_RETESTS);
            let spread = silent.into_iter().step_by(step);
            self.asker.probe(spread, Pace::Slow, self.number)
        })
    }

    /// As many of the retests as the budget allows.
    fn retests(&self, stretches: &[Stretch], pace: Pace) -> Option<UdpProbe> {
        let due = stretches
            .iter()
            .flat_map(|stretch| stretch.due(OpenSides::default()));
        let room = self.budget.room(pace).saturating_sub(CANARIES);
        let due = due.take(self.most_retests().min(room)).collect();
        self.with_canaries(due, pace)
    }

    /// The retests of all stretches and the next ports of all their edges, or nothing if that exceeds the
    /// budget.
    fn ranges(&self, stretches: &[Stretch], pace: Pace) -> Option<UdpProbe> {
        let edges = Edges::of(self.asker, self.known, stretches);
        let due = stretches.iter().enumerate();
        let due = due.flat_map(|(number, stretch)| stretch.due(edges.open_sides(number)));
        let mut ports: Vec<_> = due.take(self.most_retests()).collect();
        let room = self
            .budget
            .room(pace)
            .saturating_sub(CANARIES + ports.len());
        ports.extend(edges.next_ports(room));
        let probe = self.with_canaries(ports, pace)?;
        (probe.ports.len() <= self.budget.room(pace)).then_some(probe)
    }

    fn with_canaries(&self, mut ports: Vec<u16>, pace: Pace) -> Option<UdpProbe> {
        if ports.is_empty() {
            return None;
        }
        ports.extend(self.known.canaries(self.number));
        Some(self.asker.probe(ports, pace, self.number))
    }

    fn most_retests(&self) -> usize {
        match self.asker.plan.sweep() {
            Some(_) => SWEEP_SCATTERED_RETESTS,
            None => SCATTERED_RETESTS,
        }
    }
}

/// The budget of the rounds.
struct Budget {
    /// Ports that may still be asked.
    ports: usize,
    /// Time that may still be spent on starting ports.
    time: Duration,
    vantage: Vantage,
}

impl Budget {
    fn of(plan: &Plan) -> Self {
        // A user who allowed a sweep has allowed its retests too.
        if plan.sweep().is_some() {
            return Self {
                ports: usize::MAX,
                time: Duration::MAX,
                vantage: plan.vantage(),
            };
        }
        Self {
            ports: SURVEY_PORTS.saturating_sub(plan.udp_sample().len()),
            time: MAX_RETEST_TIME,
            vantage: plan.vantage(),
        }
    }

    /// How many ports a batch may have.
    fn room(&self, pace: Pace) -> usize {
        let in_time = self.time.as_nanos() / self.gap(pace).as_nanos().max(1);
        let in_time = usize::try_from(in_time).unwrap_or(usize::MAX);
        self.ports.min(in_time)
    }

    fn spend(&mut self, probe: &UdpProbe) {
        let count = u32::try_from(probe.ports.len()).unwrap_or(u32::MAX);
        self.ports = self.ports.saturating_sub(probe.ports.len());
        self.time = self.time.saturating_sub(self.gap(probe.pace) * count);
    }

    /// Between two new ports.
    fn gap(&self, pace: Pace) -> Duration {
        Duration::from_secs(1) / pace.flows_per_second(self.vantage)
    }
}

fn findings(asker: &Asker<'_>, known: Known) -> Findings {
    let stretches = known.stretches();
    let (mut blocked, mut unproven, mut edges_within) = (Vec::new(), Vec::new(), 0);
    // If nothing answers at all, there are no canaries; the rules then need another control for that
    // conclusion.
    if known.answered.is_empty() {
        blocked.extend(stretches.iter().filter_map(Stretch::range));
    } else {
        for stretch in &stretches {
            if let Some(range) = stretch.proven() {
                blocked.push(range);
                edges_within = edges_within.max(stretch.unknown_beside(asker.plan, range));
            }
            unproven.extend(stretch.unproven_rest());
        }
    }
    Findings {
        silent: collected(known.silent.keys().copied()),
        unmeasured: collected(known.unmeasured.keys().copied()),
        answered: known.answered,
        refused: known.refused,
        rate_limited: known.rate_limited,
        blocked,
        edges_within,
        unproven,
        silent_at_first: known.silent_at_first,
        answered_slowly: known.answered_slowly,
        filtered_upstream: known.filtered_upstream,
        stopped_at: known.stopped_at,
        fault: known.fault,
    }
}

//! The run engine: what to measure next, given what is known. It has no clock and no socket.

mod activity;
mod assemble;
pub mod drive;
mod nat;
mod race;
mod stages;
mod timing;

use std::time::Duration;

use enumset::EnumSet;

use crate::limits::FRESH_STARTS;
use crate::model::reason::Reason;
use crate::model::report::{Note, Report, Row};
use crate::model::requirement::RequirementId;
use crate::model::vantage::Vantage;
use crate::model::verdict::Status;
use crate::observed::board::Board;
use crate::plan::{Plan, RunOptions};
use crate::probe::{Observation, Probe, Timing};
use crate::rules::{self, Judgement};

use race::Race;

pub use activity::Activity;
pub use assemble::Circumstances;

/// A run in progress.
#[derive(Debug, Clone)]
pub struct Run {
    plan: Plan,
    board: Board,
    /// Each once, in the order in which they were started.
    started: Vec<Probe>,
    /// How often all observations were discarded.
    fresh_starts: u8,
}

/// A probe to start now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What to measure.
    pub probe: Probe,
    /// How long to wait before starting it.
    pub pause: Duration,
    /// How long it may take after that.
    pub timing: Timing,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Start these, and wait for the next observation. Empty while other probes are running.
    Continue(Vec<Order>),
    /// Everything is known.
    Done,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Probes that were answered.
    pub done: usize,
    /// Probes that were started so far; more may follow.
    pub started: usize,
}

impl Run {
    /// A run that has not started.
    #[must_use]
    pub fn new(options: RunOptions) -> Self {
        Self {
            plan: Plan::new(options),
            board: Board::default(),
            started: Vec::new(),
            fresh_starts: 0,
        }
    }

    /// Discards all observations, because they are not reliable. Returns whether to measure again: a run
    /// that is suspended repeatedly stays unmeasured.
    pub fn start_again(&mut self) -> bool {
        self.board = Board::default();
        self.started.clear();
        self.fresh_starts = self.fresh_starts.saturating_add(1);
        !self.was_given_up()
    }

    /// Makes a feed follow, with this many windows of one second. Everything else that the run is to know should be
    /// known.
    pub fn begin_feed(&mut self, windows: u8) {
        self.plan.add_feed(windows);
    }

    /// Leaves out the feed that was begun, as if there had been none.
    pub(crate) fn forget_feed(&mut self) {
        self.plan.remove_feed();
        self.board.feed.clear();
        self.started
            .retain(|probe| !matches!(probe, Probe::Feed(_)));
    }

    /// The run kept being suspended, so that most of it was not measured.
    #[must_use]
    pub fn was_given_up(&self) -> bool {
        self.fresh_starts > FRESH_STARTS
    }

    /// The probes to start now.
    pub fn step(&mut self) -> Step {
        if let Race::Over(chosen) = race::race(&self.plan, &self.board) {
            self.plan.keep_responders(&chosen);
        }
        let mut orders = Vec::new();
        for probe in stages::wanted(&self.plan, &self.board, &self.started) {
            if !self.started.contains(&probe) {
                self.started.push(probe.clone());
                let timing = timing::of(&self.plan, &self.board, &probe);
                let pause = timing::pause(&self.board, &probe);
                orders.push(Order {
                    probe,
                    pause,
                    timing,
                });
            }
        }
        if orders.is_empty() && self.under_way() == 0 {
            Step::Done
        } else {
            Step::Continue(orders)
        }
    }

    /// Records an observation. One for a probe that was not requested is dropped.
    pub fn record(&mut self, observation: Observation) {
        if self.started.contains(&observation.probe()) {
            self.board.add(observation);
        }
    }

    /// Records how late the program's own timers fired. This matters while UDP ports are asked: an
    /// overloaded device misses answers.
    pub fn note_lag(&mut self, lag: Duration) {
        let mut started = self.started.iter();
        let asks_ports = |probe: &Probe| matches!(probe, Probe::Udp(_)) && !self.board.has(probe);
        if lag > self.board.lag && started.any(asks_ports) {
            self.board.lag = lag;
        }
    }

    /// How many entries the router's session table got at most.
    #[must_use]
    pub fn flows(&self) -> u32 {
        let flows = self.started.iter().map(Probe::flows).sum::<usize>();
        u32::try_from(flows).unwrap_or(u32::MAX)
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is known so far.
    #[must_use]
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// How far the run is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            done: self.started.len() - self.under_way(),
            started: self.started.len(),
        }
    }

    /// The rows whose verdict will not change any more, given the report so far. A pass depends only on its
    /// own observations; any other verdict also depends on other rows, which serve as its controls.
    #[must_use]
    pub fn settled(&self, report: &Report) -> EnumSet<RequirementId> {
        let selected = || {
            RequirementId::ALL
                .into_iter()
                .filter(|row| self.plan.selects(*row))
        };
        let measured: EnumSet<_> = selected()
            .filter(|row| stages::is_measured(&self.plan, &self.board, *row))
            .collect();
        if measured.len() == selected().count() {
            return EnumSet::all();
        }
        // A page's TCP may go through a proxy until UDP is known to leave by the same address.
        let is_direct = self.plan.vantage() == Vantage::Native
            || self.board.tcp_leaves_elsewhere(&[]) == Some(false);
        let passes = report.requirements.iter();
        let passes = passes.filter(|row| is_direct && row.status == Status::Pass);
        measured & passes.map(|row| row.id).collect::<EnumSet<_>>()
    }

    /// The verdicts from the observations so far.
    #[must_use]
    pub fn judge(&self) -> Judgement {
        rules::judge(&self.plan, &self.board)
    }

    /// The report of what is known so far.
    #[must_use]
    pub fn report(&self, circumstances: Circumstances) -> Report {
        let mut report = assemble::assemble(&self.plan, &self.board, circumstances);
        if self.fresh_starts > 0 {
            report.notes.insert(Note::BegunAnew);
        }
        if self.was_given_up() {
            let measuring = |row: &&mut Row| row.reason == Reason::Measuring;
            for row in report.requirements.iter_mut().filter(measuring) {
                row.reason = Reason::KeptPausing;
            }
        }
        report
    }

    /// The report of a run that was stopped: a row that is not completely measured is open, and the site is not judged.
    #[must_use]
    pub fn report_of_stopped(&self, circumstances: Circumstances) -> Report {
        let mut report = self.report(circumstances);
        for row in &mut report.requirements {
            let is_known =
                !self.plan.selects(row.id) || stages::is_measured(&self.plan, &self.board, row.id);
            if !is_known {
                row.status = Status::NotTested;
                row.reason = Reason::Stopped;
                row.evidence.clear();
            }
        }
        report.notes.insert(Note::Stopped);
        report.judge();
        report
    }

    fn under_way(&self) -> usize {
        self.started
            .iter()
            .filter(|probe| !self.board.has(probe))
            .count()
    }
}

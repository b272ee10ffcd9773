//! The rows that fail, tested again and again, while the firewall is being changed, until they
//! pass.

use std::time::Duration;

use enumset::EnumSet;

use super::order::few_ports;
use crate::catalogue::Catalogue;
use crate::limits::{RETEST_WHOLE_REST, RUN_FLOWS};
use crate::model::ports::PortRange;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::{Level, RequirementId, TcpPort};
use crate::model::vantage::Vantage;
use crate::model::verdict::Status;
use crate::plan::{Plan, RunOptions};

/// The rows that rest on a sample of the UDP range.
const SAMPLED: EnumSet<RequirementId> =
    enumset::enum_set!(RequirementId::UdpOutbound | RequirementId::UdpInbound);

/// A site whose failing rows are tested until they pass. Its caller passes it the time, which only has to advance.
#[derive(Debug, Clone)]
pub struct Retest {
    /// What is known now.
    report: Report,
    seed: u64,
    /// Before that, nothing is tested.
    rests_until: Duration,
    /// When the UDP range was sampled last.
    sampled: Duration,
    /// A few UDP ports pass, which the whole sample has to confirm.
    confirms: bool,
}

/// What a round tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetestOrder {
    rows: EnumSet<RequirementId>,
    /// Rows that passed, whose answers attribute a failure of the others to the site.
    controls: EnumSet<RequirementId>,
    /// The UDP range is sampled, instead of a few ports of it.
    is_whole: bool,
    blocked: Vec<PortRange>,
    seed: u64,
}

/// A row that is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The row.
    pub row: RequirementId,
    /// Its state before.
    pub before: (Status, Reason),
    /// Its state now.
    pub after: (Status, Reason),
}

impl RetestOrder {
    /// What the round's run is asked to do.
    #[must_use]
    pub fn options(&self, catalogue: Catalogue, vantage: Vantage) -> RunOptions {
        let whole = RunOptions {
            only: self.rows | self.controls,
            ..RunOptions::new(catalogue, vantage, self.seed)
        };
        if self.is_whole {
            return whole;
        }
        RunOptions {
            ports: few_ports(&Plan::new(whole.clone()), &self.blocked),
            ..whole
        }
    }
}

impl Retest {
    /// Begins with the report of a whole run, which has just ended.
    #[must_use]
    pub const fn begin(report: Report, seed: u64, now: Duration) -> Self {
        Self {
            report,
            seed,
            rests_until: Duration::ZERO,
            sampled: now,
            confirms: false,
        }
    }

    /// What is known now.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// The required rows that do not pass, as far as they were tested.
    #[must_use]
    pub fn failing(&self) -> EnumSet<RequirementId> {
        let rows = self.report.requirements.iter();
        let failing = rows.filter(|row| {
            row.level == Level::Required
                && matches!(row.status, Status::Fail | Status::Inconclusive)
        });
        failing.map(|row| row.id).collect()
    }

    /// What to test now; nothing for a while after a test that began many flows, or while the flows of the last sample are
    /// still in the router's table and only a new sample is wanted.
    #[must_use]
    pub fn next(&self, now: Duration) -> Option<RetestOrder> {
        let may_sample = self.rest(now).is_zero();
        let mut rows = self.failing();
        if self.confirms && !may_sample {
            rows -= SAMPLED;
        }
        let may_test = now >= self.rests_until && !rows.is_empty();
        may_test.then(|| RetestOrder {
            rows,
            controls: self.controls(),
            is_whole: self.confirms && may_sample,
            blocked: self.report.network.udp_blocked.clone(),
            seed: self.seed,
        })
    }

    /// A TCP port and a domain: one answer of each kind is enough.
    fn controls(&self) -> EnumSet<RequirementId> {
        let passes = |id: &RequirementId| {
            let row = self.report.row(*id);
            row.is_some_and(|row| row.status == Status::Pass)
        };
        let mut ports = TcpPort::ALL.into_iter().map(TcpPort::requirement);
        let mut domains = RequirementId::ALL
            .into_iter()
            .filter(|id| id.domain().is_some());
        let controls = [ports.find(passes), domains.find(passes)];
        controls.into_iter().flatten().collect()
    }

    /// How long the whole sample still has to wait that confirms what a few ports show; `None` if there is nothing
    /// to confirm.
    #[must_use]
    pub fn waits(&self, now: Duration) -> Option<Duration> {
        self.confirms.then(|| self.rest(now))
    }

    fn rest(&self, now: Duration) -> Duration {
        (self.sampled + RETEST_WHOLE_REST).saturating_sub(now)
    }

    /// Records the report of a round that ended now and began this many flows, and returns the rows that changed.
    pub fn record(
        &mut self,
        order: &RetestOrder,
        (round, flows): (Report, u32),
        now: Duration,
    ) -> Vec<Changed> {
        let mut changed = Vec::new();
        let mut few_pass = false;
        for new in &round.requirements {
            let is_sampled = SAMPLED.contains(new.id);
            if !order.rows.contains(new.id) {
                continue;
            }
            if is_sampled && !order.is_whole {
                // A few ports show that something changed, not that the range is open.
                few_pass |= matches!(new.status, Status::Pass | Status::Warn);
            } else {
                changed.extend(self.replace(new));
            }
        }
        if !order.rows.is_disjoint(SAMPLED) {
            self.confirms = few_pass;
            if order.is_whole {
                self.sampled = now;
                self.take_range(&round);
            }
        }
        self.rests_until = now + (RETEST_WHOLE_REST / RUN_FLOWS).saturating_mul(flows);
        if order.is_whole || order.rows.is_disjoint(SAMPLED) {
            self.report.diagnoses = round.diagnoses;
        }
        // What it shows now is of this time.
        self.report.started = round.started;
        self.report.duration_ms = round.duration_ms;
        self.report.judge();
        changed
    }

    fn replace(&mut self, new: &Row) -> Option<Changed> {
        let mut rows = self.report.requirements.iter_mut();
        let row = rows.find(|row| row.id == new.id)?;
        let before = (row.status, row.reason);
        row.clone_from(new);
        let after = (row.status, row.reason);
        (before != after).then_some(Changed {
            row: new.id,
            before,
            after,
        })
    }

    fn take_range(&mut self, round: &Report) {
        let (old, new) = (&mut self.report.network, &round.network);
        old.udp_blocked.clone_from(&new.udp_blocked);
        old.udp_unconfirmed.clone_from(&new.udp_unconfirmed);
        old.udp_edges_within = new.udp_edges_within;
        old.udp_sampled = new.udp_sampled;
        old.udp_open = new.udp_open;
    }
}

//! A watch in progress.

use std::net::IpAddr;
use std::time::Duration;

use enumset::EnumSet;

use super::clock::{Elapsed, Moment};
use super::entry::{Entry, Pause, Start};
use super::judge::{Judge, decided};
use super::log::{FORMAT, VERSION};
use super::order::{Kind, Order, small_set};
use super::round::{Judged, Round, RowSeen, Unmeasured, feed, rows};
use super::schedule::Schedule;
use super::summary::summary;
use crate::limits::{WATCH_LOOK, WATCH_WHOLE_REST};
use crate::model::network::Network;
use crate::model::ports::PortRange;
use crate::model::reason::Reason;
use crate::model::report::{Report, TOOL};
use crate::model::requirement::RequirementId;
use crate::model::time::Time;
use crate::model::verdict::Status;
use crate::model::watch::WatchSummary;

/// A watch in progress.
#[derive(Debug, Clone)]
pub struct Watch {
    schedule: Schedule,
    only: EnumSet<RequirementId>,
    seed: u64,
    elapsed: Elapsed,
    /// How long it is to wait since it was last asked.
    waits: Option<Duration>,
    /// The last round whose turn came.
    turn: Option<u64>,
    round: Option<UnderWay>,
    judge: Judge,
    entries: Vec<Entry>,
    seen: Seen,
}

/// The round that is being made.
#[derive(Debug, Clone, Copy)]
struct UnderWay {
    began: Duration,
    kind: Kind,
}

/// What the rounds have shown so far.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// The latest state of each row.
    rows: Vec<RowSeen>,
    network: Option<Network>,
    /// The last whole round's report, and when that began.
    whole: Option<(Report, Duration)>,
    /// Blocked at the last whole round that decided about outbound UDP.
    udp_blocked: Vec<PortRange>,
    /// The last round's report.
    latest: Option<Report>,
    /// Something is not as before, and no whole round has followed yet.
    changed: bool,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Make this round, and record it.
    Round(Order),
    /// Wait at most this long, then ask again.
    Wait(Duration),
    /// The watch is over.
    Over,
}

impl Watch {
    /// A watch that begins now. `only`: the rows to test, empty for all. `seed` places the UDP grid. `past`: the
    /// entries of a log that it continues.
    #[must_use]
    pub fn begin(
        schedule: Schedule,
        only: EnumSet<RequirementId>,
        seed: u64,
        past: Vec<Entry>,
        now: Moment,
    ) -> Self {
        let elapsed = Elapsed::since(now);
        let judge = Judge::of(past.iter().filter_map(Entry::round));
        let mut entries = past;
        entries.push(Entry::Start(Start {
            format: FORMAT.to_owned(),
            version: VERSION,
            tool: TOOL.to_owned(),
            at: elapsed.now(),
            every_seconds: schedule.every().as_secs(),
            for_seconds: schedule.total().as_secs(),
        }));
        Self {
            schedule,
            only,
            seed,
            elapsed,
            waits: None,
            turn: None,
            round: None,
            judge,
            entries,
            seen: Seen::default(),
        }
    }

    /// What to do now.
    pub fn next(&mut self, now: Moment) -> Next {
        self.advance(now);
        self.round = None;
        let time = self.elapsed.time();
        let left = self.schedule.total().saturating_sub(time);
        if left.is_zero() {
            return Next::Over;
        }
        let (turn, may_begin) = self.schedule.turn(time);
        if may_begin && self.turn.is_none_or(|last| last < turn) {
            self.turn = Some(turn);
            let kind = self.kind();
            self.round = Some(UnderWay { began: time, kind });
            return Next::Round(self.order(kind));
        }
        let wait = self.schedule.until_next(time).min(left).min(WATCH_LOOK);
        self.waits = Some(wait);
        Next::Wait(wait)
    }

    /// Records the report of the round that was ordered last; without one, nothing.
    pub fn record(&mut self, report: Report, now: Moment) {
        let Some(under_way) = self.round.take() else {
            return;
        };
        let slept = self.advance(now);
        let rows = rows(&report);
        let expected = self.expected(under_way.kind);
        let kept_pausing = rows_have(&report, Reason::KeptPausing);
        let unmeasured = if slept {
            Some(Unmeasured::Slept)
        } else {
            kept_pausing.then_some(Unmeasured::KeptPausing)
        };
        let result = match unmeasured {
            Some(_) => Judged::NotJudged,
            None => self.judge.judge(&rows, expected, &report.network),
        };
        let took = self.elapsed.time().saturating_sub(under_way.began);
        let round = Round {
            at: self.elapsed.at(under_way.began),
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            kind: under_way.kind,
            result,
            network_changed: self.seen.network_changed(&report.network),
            feed: feed(&report.feeds),
            rows,
            unmeasured,
        };
        if unmeasured.is_none() {
            self.seen.take(&round, under_way.began, report);
        } else {
            // What a device shows that slept is no change of the site.
            self.seen.latest.get_or_insert(report);
        }
        let at = self.entries.len() - usize::from(slept);
        self.entries.insert(at, Entry::Round(round));
    }

    /// The entries so far, those of the past first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The last round of this watch or of its past.
    #[must_use]
    pub fn last_round(&self) -> Option<&Round> {
        self.entries.iter().rev().find_map(Entry::round)
    }

    /// What the rounds so far add up to.
    #[must_use]
    pub fn summary(&self) -> WatchSummary {
        summary(&self.entries, self.elapsed.now())
    }

    /// When the next round's turn comes; none if the watch is over before.
    #[must_use]
    pub fn next_turn(&self) -> Option<Time> {
        let time = self.elapsed.time();
        let next = time + self.schedule.until_next(time);
        (next < self.schedule.total()).then(|| self.elapsed.at(next))
    }

    /// When the watch is to end.
    #[must_use]
    pub fn ends(&self) -> Time {
        self.elapsed.at(self.schedule.total())
    }

    /// The schedule.
    #[must_use]
    pub const fn schedule(&self) -> Schedule {
        self.schedule
    }

    /// The report of the watch, up to this moment: the last whole round's, with the summary. If something failed
    /// later that had not failed in it, the last round's. None if no round was made.
    #[must_use]
    pub fn report(&mut self, now: Moment) -> Option<Report> {
        self.advance(now);
        let watch = Some(self.summary());
        let report = self.seen.report()?.clone();
        Some(Report { watch, ..report })
    }

    /// Returns whether the device slept.
    fn advance(&mut self, now: Moment) -> bool {
        let from = self.elapsed.now();
        let slept = self.elapsed.advance(now, self.waits.take());
        if slept {
            let to = self.elapsed.now();
            self.entries.push(Entry::Pause(Pause { from, to }));
        }
        slept
    }

    fn kind(&self) -> Kind {
        let Some((_, began)) = &self.seen.whole else {
            return Kind::Whole;
        };
        let rested = self.elapsed.time().saturating_sub(*began) >= WATCH_WHOLE_REST;
        if self.seen.changed && rested {
            Kind::Whole
        } else {
            Kind::Small
        }
    }

    fn order(&self, kind: Kind) -> Order {
        Order {
            kind,
            only: self.only,
            seed: self.seed,
            blocked: self.seen.udp_blocked.clone(),
        }
    }

    fn expected(&self, kind: Kind) -> EnumSet<RequirementId> {
        match kind {
            Kind::Small => small_set(self.only),
            Kind::Whole if self.only.is_empty() => EnumSet::all(),
            Kind::Whole => self.only,
        }
    }
}

impl Seen {
    /// None before the first round, and if one of the two was not seen at all.
    fn network_changed(&self, now: &Network) -> Option<bool> {
        let before = self.network.as_ref()?;
        let changed = |before: &[IpAddr], now: &[IpAddr]| {
            let both = !before.is_empty() && !now.is_empty();
            both.then(|| !now.iter().any(|address| before.contains(address)))
        };
        let own = changed(&before.local_addresses, &now.local_addresses);
        let mapped = changed(&before.mapped_addresses, &now.mapped_addresses);
        match (own, mapped) {
            (None, None) => None,
            _ => Some(own == Some(true) || mapped == Some(true)),
        }
    }

    fn take(&mut self, round: &Round, began: Duration, report: Report) {
        let row_changed = round.rows.iter().any(|row| self.differs(row));
        let changed = row_changed || round.network_changed == Some(true);
        for row in &round.rows {
            self.rows.retain(|seen| seen.id != row.id);
            self.rows.push(*row);
        }
        self.keep_network(&report.network);
        match round.kind {
            Kind::Whole => {
                self.changed = false;
                if decided(&round.rows).contains(RequirementId::UdpOutbound) {
                    self.udp_blocked.clone_from(&report.network.udp_blocked);
                }
                self.whole = Some((report.clone(), began));
            }
            Kind::Small => self.changed |= changed,
        }
        self.latest = Some(report);
    }

    fn differs(&self, row: &RowSeen) -> bool {
        let before = self.rows.iter().find(|seen| seen.id == row.id);
        before.is_some_and(|before| before.status != row.status)
    }

    /// An address that was not seen this time is still the last one known.
    fn keep_network(&mut self, now: &Network) {
        let known = self.network.get_or_insert_default();
        if !now.local_addresses.is_empty() {
            known.local_addresses.clone_from(&now.local_addresses);
        }
        if !now.mapped_addresses.is_empty() {
            known.mapped_addresses.clone_from(&now.mapped_addresses);
        }
    }

    fn report(&self) -> Option<&Report> {
        let latest = self.latest.as_ref()?;
        let Some((whole, _)) = &self.whole else {
            return Some(latest);
        };
        let fails = |report: &Report, id| {
            let row = report.row(id);
            row.is_some_and(|row| row.status == Status::Fail)
        };
        let got_worse = RequirementId::ALL
            .into_iter()
            .any(|id| fails(latest, id) && !fails(whole, id));
        Some(if got_worse { latest } else { whole })
    }
}

fn rows_have(report: &Report, reason: Reason) -> bool {
    report.requirements.iter().any(|row| row.reason == reason)
}

//! From entries to time: what each second of a watch was.

use super::entry::Entry;
use super::round::Judged;
use crate::model::time::Time;
use crate::model::watch::GapCause;

/// A part of the time of a watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: Time,
    pub(super) to: Time,
    pub(super) what: What,
}

/// What a stretch was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// For this time a round counts.
    Round(Judged),
    /// Nothing was measured.
    Gap(GapCause),
}

impl Stretch {
    pub(super) const fn seconds(&self) -> u64 {
        self.to.since(self.from)
    }

    /// How much of it lies between two moments.
    pub(super) fn within(&self, from: Time, to: Time) -> u64 {
        self.to.min(to).since(self.from.max(from))
    }
}

/// Stretches without holes, in order, from the first entry to the end. A round counts for the time up to the next
/// one, even if that begins late, but not for one that was missed, and not while the device slept.
pub(super) fn stretches(entries: &[Entry], ended: Time) -> Vec<Stretch> {
    let mut walk = Walk {
        stretches: Vec::new(),
        reached: entries.first().map_or(ended, Entry::at),
        every: 0,
        cause: None,
    };
    let mut entries = entries.iter().peekable();
    while let Some(entry) = entries.next() {
        let next = entries.peek().copied();
        walk.step(entry, next, ended);
    }
    walk.gap_until(ended);
    walk.stretches
}

struct Walk {
    stretches: Vec<Stretch>,
    reached: Time,
    every: u64,
    /// Why nothing has been measured since `reached`, if that is known.
    cause: Option<GapCause>,
}

impl Walk {
    fn step(&mut self, entry: &Entry, next: Option<&Entry>, ended: Time) {
        match entry {
            Entry::Start(start) => {
                self.every = start.every_seconds;
                self.cause = Some(GapCause::NotRunning);
            }
            Entry::Pause(_) => {
                self.cause.get_or_insert(GapCause::Slept);
            }
            Entry::Round(round) => {
                self.gap_until(round.at);
                let until = next.map_or(ended, Entry::at);
                let ends_with_a_round = next.is_none_or(|next| next.round().is_some());
                let left = until.since(self.reached);
                let is_late = ends_with_a_round && left <= self.every.saturating_mul(3) / 2;
                let counts = if is_late { left } else { left.min(self.every) };
                let to = self.reached.after(counts);
                self.push(to, What::Round(round.result));
                self.cause = None;
            }
        }
    }

    fn gap_until(&mut self, to: Time) {
        let cause = self.cause.unwrap_or(GapCause::SlowRound);
        self.push(to, What::Gap(cause));
    }

    /// Time never goes back, even if the clock was set back between two starts.
    fn push(&mut self, to: Time, what: What) {
        if to > self.reached {
            self.stretches.push(Stretch {
                from: self.reached,
                to,
                what,
            });
            self.reached = to;
        }
    }
}

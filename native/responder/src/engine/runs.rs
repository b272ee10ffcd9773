//! The live runs: the sources for which a token vouches, and which runs make room at a limit. No source can
//! lock others out by using more than its share: at a limit, the source with the most loses some, and
//! receipts report how much they leave out because of that.

use std::cmp::Reverse;
use std::collections::hash_map::{Entry, HashMap};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use camcheck_core::wire::token::RunToken;

use super::age::Age;
use super::run::{Recording, Run};
use super::{Counts, Entropy, Event, Local, site_of};
use crate::limits;

/// Characters of a token, without those that are easily misread: 57 of them.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
/// 20 characters of the alphabet have 116 bits, which cannot be guessed.
const TOKEN_LENGTH: usize = 20;

/// The limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capacity {
    pub(super) runs: usize,
    /// Runs of one source address.
    pub(super) runs_from_one: usize,
    pub(super) receipts: usize,
    /// Receipts of one run.
    pub(super) receipts_of_one: usize,
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            runs: limits::MAX_RUNS,
            runs_from_one: limits::MAX_RUNS_FROM_ONE,
            receipts: limits::MAX_RECEIPTS,
            receipts_of_one: limits::MAX_RECEIPTS_OF_ONE,
        }
    }
}

/// The live runs.
#[derive(Debug, Default)]
pub(super) struct Runs {
    capacity: Capacity,
    live: HashMap<RunToken, Run>,
    /// In the order in which they expire, since all live equally long.
    by_age: BTreeMap<Age, RunToken>,
    /// Those of which no request came yet.
    unused: BTreeSet<Age>,
    by_source: HashMap<IpAddr, Share>,
    receipts: usize,
    so_far: u64,
    /// When any of them was used last.
    used: Option<Duration>,
}

/// What one source holds.
#[derive(Debug, Default)]
struct Share {
    runs: BTreeSet<Age>,
    receipts: usize,
}

impl Runs {
    #[cfg(test)]
    pub(super) fn with(capacity: Capacity) -> Self {
        Self {
            capacity,
            ..Self::default()
        }
    }

    /// A new run, unless there are too many and none can go.
    pub(super) fn create(
        &mut self,
        now: Duration,
        source: IpAddr,
        entropy: &mut dyn Entropy,
        counts: &mut Counts,
    ) -> Option<RunToken> {
        self.expire(now);
        let token = new_token(entropy)?;
        self.make_place(now, source, counts)?;
        let age = Age {
            created: now,
            number: self.so_far,
        };
        self.so_far += 1;
        self.live.insert(token.clone(), Run::new(age, source));
        self.by_age.insert(age, token.clone());
        self.unused.insert(age);
        let share = self.by_source.entry(site_of(source)).or_default();
        share.runs.insert(age);
        self.used = Some(now);
        Some(token)
    }

    /// The run of a token, while it lives.
    pub(super) fn live(&mut self, now: Duration, token: &RunToken) -> Option<&mut Run> {
        self.expire(now);
        let run = self.live.get_mut(token)?;
        self.used = Some(now);
        Some(run)
    }

    /// Whether the client of any run seems to be there still.
    pub(super) fn are_in_use(&self, now: Duration) -> bool {
        self.used
            .is_some_and(|used| now < used + limits::RUN_IN_USE)
    }

    /// Records a request under a token; `false` if no live run vouches for it.
    pub(super) fn record(
        &mut self,
        now: Duration,
        token: &RunToken,
        local: Local,
        remote: SocketAddr,
        counts: &mut Counts,
    ) -> bool {
        self.expire(now);
        let Some(run) = self.live.get_mut(token) else {
            return false;
        };
        if run.begin() {
            self.unused.remove(&run.age());
        }
        match run.record(local, remote, self.capacity.receipts_of_one) {
            Recording::Repeated => true,
            Recording::New => {
                self.receipts += 1;
                if let Some(share) = self.by_source.get_mut(&site_of(run.creator())) {
                    share.receipts += 1;
                }
                if self.receipts > self.capacity.receipts {
                    self.drop_receipts(counts);
                }
                true
            }
            Recording::NoRoom => {
                counts.add(Event::Unrecorded);
                true
            }
            Recording::Stranger => {
                counts.add(Event::Unrecorded);
                false
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    fn expire(&mut self, now: Duration) {
        while let Some((age, _)) = self.by_age.first_key_value()
            && age.created + limits::RUN_LIFETIME <= now
        {
            self.remove(*age);
        }
    }

    /// Makes sure that there is a place for one more run of a source; `None` if there cannot be.
    fn make_place(&mut self, now: Duration, source: IpAddr, counts: &mut Counts) -> Option<()> {
        let goes = match self.by_source.get(&site_of(source)) {
            Some(share) if share.runs.len() >= self.capacity.runs_from_one => {
                self.least_missed(now, share)
            }
            Some(_) | None if self.live.len() >= self.capacity.runs => self
                .unused
                .first()
                .copied()
                .filter(|age| is_given_up(*age, now))
                .or_else(|| self.least_missed(now, self.with_most_runs()?)),
            Some(_) | None => return Some(()),
        };
        self.remove(goes?);
        counts.add(Event::RunDropped);
        Some(())
    }

    /// The oldest run of a source that seems unused, or else its oldest. A run whose first request may
    /// still come does not count as unused: otherwise, in an office whose other runs are all in use, each
    /// new device would end the test of the previous one.
    fn least_missed(&self, now: Duration, share: &Share) -> Option<Age> {
        let mut runs = share.runs.iter();
        let given_up = runs.find(|age| is_given_up(**age, now) && self.unused.contains(age));
        given_up.or_else(|| share.runs.first()).copied()
    }

    /// The source with the most runs, if it has more than the one that each source may keep.
    fn with_most_runs(&self) -> Option<&Share> {
        let sources = self.by_source.iter();
        let (_, share) =
            sources.max_by_key(|(address, share)| (share.runs.len(), Reverse(**address)))?;
        Some(share).filter(|share| share.runs.len() > 1)
    }

    /// The source with the most receipts loses those of its oldest run that has any.
    fn drop_receipts(&mut self, counts: &mut Counts) {
        let sources = self.by_source.iter_mut();
        let most = sources.max_by_key(|(address, share)| (share.receipts, Reverse(**address)));
        let Some((_, share)) = most else {
            return;
        };
        for age in &share.runs {
            let run = self.by_age.get(age);
            let run = run.and_then(|token| self.live.get_mut(token));
            let dropped = run.map_or(0, Run::drop_receipts);
            if dropped > 0 {
                share.receipts -= dropped;
                self.receipts -= dropped;
                counts.add(Event::ReceiptsDropped);
                return;
            }
        }
    }

    fn remove(&mut self, age: Age) {
        let token = self.by_age.remove(&age);
        let Some(run) = token.and_then(|token| self.live.remove(&token)) else {
            return;
        };
        self.unused.remove(&age);
        self.receipts -= run.receipts_held();
        if let Entry::Occupied(mut share) = self.by_source.entry(site_of(run.creator())) {
            share.get_mut().runs.remove(&age);
            share.get_mut().receipts -= run.receipts_held();
            if share.get().runs.is_empty() {
                share.remove();
            }
        }
    }
}

/// Whether a run is so old that its first request should have come.
fn is_given_up(age: Age, now: Duration) -> bool {
    age.created + limits::UNUSED_RUN <= now
}

fn new_token(entropy: &mut dyn Entropy) -> Option<RunToken> {
    let mut text = String::with_capacity(TOKEN_LENGTH);
    while text.len() < TOKEN_LENGTH {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        // Bytes beyond a multiple of the alphabet's length would favour its first characters.
        let fair = bytes
            .into_iter()
            .map(usize::from)
            .filter(|byte| *byte < 256 / ALPHABET.len() * ALPHABET.len());
        for byte in fair.take(TOKEN_LENGTH - text.len()) {
            text.push(char::from(*ALPHABET.get(byte % ALPHABET.len())?));
        }
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests;

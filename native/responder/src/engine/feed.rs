//! Feeds (`camcheck_core::feed`): who may have one, and what runs on a client's connection.
//!
//! A feed is 1.58 Mbit/s each way, so it begins only on a DTLS connection, whose handshake has proven
//! the client's address, by a hello that came in it, and within budgets. A client over budget is told
//! that the far end is busy.

mod channel;

use std::collections::HashMap;
use std::time::Duration;

use camcheck_core::wire::feed::Counts as Received;
use camcheck_core::wire::token::RunToken;

use super::endpoint::Path;
use super::runs::Runs;
use super::site_of;
use super::{Counts, Event};
use crate::limits;
pub(super) use channel::Channel;

/// The feeds that run now.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    /// How many there may be.
    most: usize,
    /// Where each run has its feed.
    live: HashMap<RunToken, Path>,
}

impl Feeds {
    pub(super) const fn offer(&mut self, most: usize) {
        self.most = most;
    }

    /// Whether there are any at all.
    pub(super) const fn are_offered(&self) -> bool {
        self.most > 0
    }

    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    /// Where the feed of a run is.
    pub(super) fn of(&self, token: &RunToken) -> Option<Path> {
        self.live.get(token).copied()
    }

    /// Begins a feed of so many windows, if the budgets of the far end and of its run allow it; else the run's receipts
    /// report the refusal.
    pub(super) fn begin(
        &mut self,
        now: Duration,
        token: &RunToken,
        path: Path,
        windows: u8,
        runs: &mut Runs,
        counts: &mut Counts,
    ) -> bool {
        let site = site_of(path.1.ip());
        let of_site = self
            .live
            .values()
            .filter(|path| site_of(path.1.ip()) == site);
        let has_room = self.live.len() < self.most
            && of_site.count() < limits::MAX_FEEDS_FROM_ONE
            && windows <= limits::MAX_FEED_WINDOWS
            && !self.live.contains_key(token);
        let run = runs.live(now, token);
        let begins = run.is_some_and(|run| {
            let (local, remote) = path;
            let begins = has_room && run.begin_feed(local, remote);
            if !begins {
                run.refuse_feed();
            }
            begins
        });
        if begins {
            self.live.insert(token.clone(), path);
            counts.add(Event::FeedBegun);
        } else {
            counts.add(Event::FeedRefused);
        }
        begins
    }

    /// A feed has ended, and this came of it. `None`: there was none.
    pub(super) fn end(
        &mut self,
        now: Duration,
        token: &RunToken,
        received: Option<Vec<Received>>,
        runs: &mut Runs,
    ) {
        let Some(received) = received else {
            return;
        };
        self.live.remove(token);
        if let Some(run) = runs.live(now, token) {
            run.note_feed(&received);
        }
    }
}

//! Feeds (`camcheck_core::feed`): who may have one, and the far end's side of each, whatever carries its packets.
//!
//! A feed is 1.58 Mbit/s each way, so what carries it has proven the client's address before it hands a hello in
//! here: the handshake of a DTLS connection, or a nonce that the client has repeated. A feed then begins
//! within budgets. A client over budget is informed that the far end is busy.

mod channel;
mod nonces;

use std::collections::HashMap;
use std::time::Duration;

use camcheck_core::feed::Stream;
use camcheck_core::wire::feed::{Counts as Received, Packet};
use camcheck_core::wire::http::Passed;
use camcheck_core::wire::token::RunToken;

use super::endpoint::Path;
use super::runs::Runs;
use super::site_of;
use super::{Counts, Event};
use crate::limits;
pub(super) use channel::Channel;
pub(super) use nonces::{Nonces, may_be_valid};

/// What carries the packets of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// A data channel over DTLS.
    Channel,
    /// Datagrams that look like SRTP.
    Rtp,
}

/// A client, where its packets come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client<'a> {
    /// The run that vouches for it.
    pub(super) token: &'a RunToken,
    pub(super) carrier: Carrier,
    pub(super) path: Path,
}

/// The feeds that run now.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    /// How many there may be.
    most: usize,
    /// Packets that are too large for a path leave in fragments, as the tests of the path need it.
    can_fragment: bool,
    /// The feed of each run: one at a time.
    live: HashMap<RunToken, Running>,
}

#[derive(Debug)]
struct Running {
    carrier: Carrier,
    path: Path,
    stream: Stream,
    /// When the last packet of the client came that what carries it has authenticated.
    heard: Duration,
    /// Since when the stream is over, so that only late packets are waited for.
    over: Option<Duration>,
}

impl Running {
    fn is_of(&self, client: Client<'_>) -> bool {
        (self.carrier, self.path) == (client.carrier, client.path)
    }

    fn ends(&self) -> Duration {
        let silent = self.heard + limits::FEED_SILENCE;
        let over = self.over.map(|over| over + limits::FEED_LINGER);
        over.map_or(silent, |over| over.min(silent))
    }
}

impl Feeds {
    pub(super) const fn offer(&mut self, most: usize) {
        self.most = most;
    }

    pub(super) const fn offer_large_packets(&mut self, can_fragment: bool) {
        self.can_fragment = can_fragment;
    }

    /// Whether there are any at all.
    pub(super) const fn are_offered(&self) -> bool {
        self.most > 0
    }

    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    /// What was received of the feed that a run has now.
    pub(super) fn received_by(&self, token: &RunToken) -> Option<&[Received]> {
        Some(self.live.get(token)?.stream.received())
    }

    /// The far end dropped datagrams that had arrived, perhaps of these feeds.
    pub(super) fn note_drops(&mut self) {
        for running in self.live.values_mut() {
            running.stream.note_late();
        }
    }

    /// Whether the client has a feed there.
    pub(super) fn has(&self, client: Client<'_>) -> bool {
        self.of(client).is_some()
    }

    /// When [`Host::tick`] has something to do for a client.
    pub(super) fn due(&self, client: Client<'_>) -> Option<Duration> {
        let running = self.of(client)?;
        Some(running.stream.next_due().min(running.ends()))
    }

    fn of(&self, client: Client<'_>) -> Option<&Running> {
        let running = self.live.get(client.token)?;
        running.is_of(client).then_some(running)
    }

    fn of_mut(&mut self, client: Client<'_>) -> Option<&mut Running> {
        let running = self.live.get_mut(client.token)?;
        running.is_of(client).then_some(running)
    }

    fn has_room(&self, client: Client<'_>) -> bool {
        let site = site_of(client.path.1.ip());
        let feeds = self.live.values();
        let of_site = feeds.filter(|running| site_of(running.path.1.ip()) == site);
        self.live.len() < self.most && of_site.count() < limits::MAX_FEEDS_FROM_ONE
    }
}

/// The feeds, with what they need of the engine.
pub(super) struct Host<'a> {
    pub(super) now: Duration,
    pub(super) feeds: &'a mut Feeds,
    pub(super) runs: &'a mut Runs,
    pub(super) counts: &'a mut Counts,
    pub(super) passed: &'a mut Passed,
}

impl Host<'_> {
    /// Begins a feed of this many windows, if the budgets of the far end and of its run allow it; else the run's
    /// receipts report the refusal. A run has one feed at a time: its client has left the one before, and what told so
    /// may have got lost.
    pub(super) fn begin(
        &mut self,
        client: Client<'_>,
        windows: u8,
        client_sctp_slows: bool,
    ) -> bool {
        self.end_any(client.token);
        let has_room = self.feeds.has_room(client) && windows <= limits::MAX_FEED_WINDOWS;
        let run = self.runs.live(self.now, client.token);
        let begins = run.is_some_and(|run| {
            let (local, remote) = client.path;
            let begins = has_room && run.begin_feed(local, remote);
            if !begins {
                run.refuse_feed();
            }
            begins
        });
        if begins {
            let stream = Stream::server(self.now, windows, client_sctp_slows);
            // A program tests the path by datagrams of its own.
            let has_large = self.feeds.can_fragment && client.carrier == Carrier::Channel;
            let running = Running {
                carrier: client.carrier,
                path: client.path,
                stream: stream.with_large_packets(has_large),
                heard: self.now,
                over: None,
            };
            self.feeds.live.insert(client.token.clone(), running);
            self.counts.add(Event::FeedBegun);
        } else {
            self.counts.add(Event::FeedRefused);
        }
        begins
    }

    /// Something came from a client, which what carries it has authenticated.
    pub(super) fn hear(&mut self, client: Client<'_>) {
        if let Some(running) = self.feeds.of_mut(client) {
            running.heard = self.now;
        }
    }

    /// A packet of a client came.
    pub(super) fn receive(&mut self, client: Client<'_>, packet: &Packet) {
        if let Some(running) = self.feeds.of_mut(client) {
            running.stream.receive(self.now, packet);
            self.passed.fragments_out |= running.stream.large_packets_arrived();
        }
    }

    /// Gives out what is due, and ends a feed that is over or whose client has gone.
    pub(super) fn tick(&mut self, client: Client<'_>, out: impl FnMut(Packet)) {
        let Some(running) = self.feeds.of_mut(client) else {
            return;
        };
        if running.stream.next_due() <= self.now {
            running.stream.send(self.now, true, out);
        }
        if running.stream.is_over(self.now) {
            running.over.get_or_insert(self.now);
        }
        if running.ends() <= self.now {
            self.end(client);
        }
    }

    /// Ends the feed of a client, if it has one there.
    pub(super) fn end(&mut self, client: Client<'_>) {
        if self.feeds.has(client) {
            self.end_any(client.token);
        }
    }

    fn end_any(&mut self, token: &RunToken) {
        let Some(running) = self.feeds.live.remove(token) else {
            return;
        };
        if let Some(run) = self.runs.live(self.now, token) {
            run.note_feed(running.stream.received());
        }
    }
}

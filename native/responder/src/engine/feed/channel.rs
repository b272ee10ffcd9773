//! What a client runs on its connection: an SCTP association, and one feed on that.

use std::time::Duration;

use camcheck_codec::sctp::Association;
use camcheck_core::feed::Stream;
use camcheck_core::wire::feed::{Counts, Packet};

use crate::limits;

/// What a client runs on its connection.
#[derive(Debug)]
pub(in crate::engine) struct Channel {
    association: Association,
    feed: Feed,
    /// When the last record of the client came, which DTLS has authenticated.
    heard: Duration,
}

/// The feed of a connection: one at most, so that a hello that comes again begins no other.
#[derive(Debug)]
enum Feed {
    NotAsked,
    Running(Box<Running>),
    Refused,
    Over,
}

#[derive(Debug)]
struct Running {
    stream: Stream,
    /// Since when the stream is over, so that only late packets are waited for.
    over: Option<Duration>,
}

/// What a record was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Taken {
    /// `false`: it was dropped, or a part of it.
    pub(in crate::engine) is_understood: bool,
    /// It asks for a feed of so many windows; [`Channel::answer`] is to follow.
    pub(in crate::engine) asks: Option<u8>,
}

impl Channel {
    pub(in crate::engine) fn new(now: Duration) -> Self {
        Self {
            association: Association::new(),
            feed: Feed::NotAsked,
            heard: now,
        }
    }

    /// A record of the client came. Packets that go out are appended.
    pub(in crate::engine) fn receive(
        &mut self,
        now: Duration,
        record: &[u8],
        out: &mut Vec<Vec<u8>>,
    ) -> Taken {
        self.heard = now;
        let is_understood = self.association.receive(now, record, out);
        let mut taken = Taken {
            is_understood,
            asks: None,
        };
        for message in self.association.take_received() {
            let Some(packet) = Packet::decode(&message) else {
                taken.is_understood = false;
                continue;
            };
            match (&mut self.feed, &packet) {
                (Feed::NotAsked, Packet::Hello { windows }) => taken.asks = Some(*windows),
                (Feed::Refused, Packet::Hello { .. }) => self.send(now, &Packet::Busy, out),
                (Feed::Running(running), packet) => running.stream.receive(now, packet),
                (Feed::NotAsked | Feed::Refused | Feed::Over, _) => {}
            }
        }
        taken
    }

    /// Begins the feed that was asked for, with so many windows, or refuses it.
    pub(in crate::engine) fn answer(
        &mut self,
        now: Duration,
        windows: Option<u8>,
        out: &mut Vec<Vec<u8>>,
    ) {
        if let Some(windows) = windows {
            let is_throttled = self.association.is_throttled();
            self.feed = Feed::Running(Box::new(Running {
                stream: Stream::server(now, windows, is_throttled),
                over: None,
            }));
        } else {
            self.feed = Feed::Refused;
            self.send(now, &Packet::Busy, out);
        }
    }

    /// Sends what is due.
    pub(in crate::engine) fn tick(&mut self, now: Duration, out: &mut Vec<Vec<u8>>) {
        if let Feed::Running(running) = &mut self.feed {
            let association = &mut self.association;
            if running.stream.next_due() <= now {
                running.stream.send(now, true, |packet| {
                    out.extend(association.send(now, &packet.encode()));
                });
            }
            if running.stream.is_over(now) {
                running.over.get_or_insert(now);
            }
        }
        if self.is_active() {
            self.association.tick(now, out);
        }
    }

    /// When [`Channel::tick`] has something to send, or [`Channel::has_ended`] another answer.
    pub(in crate::engine) fn due(&self) -> Option<Duration> {
        let association = self.association.due().filter(|_| self.is_active());
        let Feed::Running(running) = &self.feed else {
            return association;
        };
        let times = [running.stream.next_due(), running.ends(self.heard)];
        association.into_iter().chain(times).min()
    }

    /// Whether the feed has come to its end, or its client has gone.
    pub(in crate::engine) fn has_ended(&self, now: Duration) -> bool {
        match &self.feed {
            Feed::Running(running) => running.ends(self.heard) <= now || self.association.is_over(),
            Feed::NotAsked | Feed::Refused | Feed::Over => false,
        }
    }

    /// Ends the feed, if there is one; what was received of it.
    pub(in crate::engine) fn stop(&mut self) -> Option<Vec<Counts>> {
        let received = self.received().map(<[Counts]>::to_vec);
        if received.is_some() {
            self.feed = Feed::Over;
        }
        received
    }

    /// What was received of the feed that runs.
    pub(in crate::engine) fn received(&self) -> Option<&[Counts]> {
        match &self.feed {
            Feed::Running(running) => Some(running.stream.received()),
            Feed::NotAsked | Feed::Refused | Feed::Over => None,
        }
    }

    /// Beyond the answers to its packets, a client gets something only until its feed is over.
    const fn is_active(&self) -> bool {
        matches!(self.feed, Feed::NotAsked | Feed::Running(_))
    }

    fn send(&mut self, now: Duration, packet: &Packet, out: &mut Vec<Vec<u8>>) {
        out.extend(self.association.send(now, &packet.encode()));
    }
}

impl Running {
    fn ends(&self, heard: Duration) -> Duration {
        let silent = heard + limits::FEED_SILENCE;
        let over = self.over.map(|over| over + limits::FEED_LINGER);
        over.map_or(silent, |over| over.min(silent))
    }
}

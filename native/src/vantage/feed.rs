//! A feed in datagrams that look like SRTP, from a socket of its own, after STUN on the same path.

use std::collections::VecDeque;
use std::time::Duration;

use camcheck_codec::nonce::Nonce;
use camcheck_codec::random;
use camcheck_codec::rtp::Link;
use camcheck_codec::stun::{ErrorCode, MAX_MESSAGE};
use camcheck_core::feed::{Stream, measured};
use camcheck_core::limits::{FEED_LATE_FRAME, FEED_START, PAUSE};
use camcheck_core::model::feed::Feed;
use camcheck_core::probe::{FeedCarrier, FeedOutcome, FeedProbe, Timing};
use camcheck_core::wire::feed::Packet;
use tokio::time::{Instant, sleep_until};

use super::datagram::{Datagrams, Incoming, Sending};
use super::exchange::{Exchange, Retransmission, Unanswered, exchange};
use super::outlet::Outlet;
use super::stopwatch::Stopwatch;

/// Pause before the next try to send when the system has no room.
const ROOM: Duration = Duration::from_millis(1);

/// A packet for which the system has no room for this long is not sent: the next frame is due.
const PATIENCE: Duration = Duration::from_millis(33);

/// Streams, and shows each second when it is over.
pub(crate) async fn stream(
    outlet: &Outlet,
    probe: &FeedProbe,
    timing: Timing,
    show: &(dyn Fn(&Feed) + Sync),
) -> FeedOutcome {
    if probe.carrier != FeedCarrier::Rtp {
        return FeedOutcome::NotPossible;
    }
    let Ok(socket) = Datagrams::toward(outlet, probe.server).await else {
        return FeedOutcome::NotPossible;
    };
    let nonce = match ask_nonce(&socket, probe, timing).await {
        Ok(nonce) => nonce,
        Err(outcome) => return outcome,
    };
    let Some(link) = Link::client(nonce, probe.token.clone(), random::bytes()) else {
        return FeedOutcome::NotPossible;
    };
    let streaming = Streaming {
        probe,
        drops: socket.own_drops(),
        socket,
        link,
        stream: Stream::client(probe.windows),
        began: Instant::now(),
        awake: Stopwatch::started_now(),
        waiting: VecDeque::new(),
        can_send: true,
    };
    streaming.run(show).await
}

async fn ask_nonce(
    socket: &Datagrams,
    probe: &FeedProbe,
    timing: Timing,
) -> Result<Nonce, FeedOutcome> {
    let request = Exchange {
        server: probe.server,
        accept: &[probe.server],
        change: None,
        token: Some(&probe.token),
        asks_nonce: true,
    };
    let retransmission = Retransmission {
        until: Instant::now() + FEED_START.min(timing.deadline),
        ..Retransmission::from_now(timing)
    };
    let (_, response) = match exchange(socket, request, retransmission).await {
        Ok(answer) => answer,
        Err(Unanswered::Silence) => return Err(FeedOutcome::Unreached),
        Err(Unanswered::NotSent) => return Err(FeedOutcome::NotPossible),
    };
    match (response.error, response.nonce) {
        (None, Some(nonce)) => Ok(nonce),
        // The far end does not permit a feed: it has no room, or has forgotten the run.
        (Some(ErrorCode::RATE_LIMITED), _) | (None, None) => Err(FeedOutcome::Busy),
        (Some(_), _) => Err(FeedOutcome::NotPossible),
    }
}

/// The program's side of a feed.
struct Streaming<'a> {
    probe: &'a FeedProbe,
    socket: Datagrams,
    /// How many datagrams the system had dropped before.
    drops: u64,
    link: Link,
    stream: Stream,
    began: Instant,
    /// Goes on while the device sleeps, which the clock of the stream does not on most systems.
    awake: Stopwatch,
    waiting: VecDeque<Waiting>,
    /// Whether the system sends at all.
    can_send: bool,
}

/// A packet for which the system had no room.
struct Waiting {
    since: Duration,
    packet: Packet,
    datagram: Vec<u8>,
}

impl Streaming<'_> {
    async fn run(mut self, show: &(dyn Fn(&Feed) + Sync)) -> FeedOutcome {
        let mut due = Duration::ZERO;
        let mut shown = 0;
        loop {
            let now = self.began.elapsed();
            if now.saturating_sub(due) > FEED_LATE_FRAME {
                self.stream.note_late();
            }
            self.receive(now);
            self.send(now);
            if let Some(outcome) = self.ended(now) {
                return outcome;
            }
            if self.stream.windows_over() > shown {
                // Of the last one, packets and accounts are still on their way.
                show(&measured(self.probe.server, &self.stream.streamed(), shown));
                shown = self.stream.windows_over();
            }
            due = self.stream.next_due();
            if !self.waiting.is_empty() {
                due = due.min(now + ROOM);
            }
            tokio::select! {
                () = sleep_until(self.began + due) => {}
                () = self.socket.readable() => {}
            }
        }
    }

    fn receive(&mut self, now: Duration) {
        let mut buffer = [0; MAX_MESSAGE];
        while let Some(incoming) = self.socket.receive(&mut buffer) {
            // An ICMP error only says that something does not arrive, which is counted anyway.
            let Incoming::Datagram { from, length } = incoming else {
                continue;
            };
            let datagram = buffer.get(..length).filter(|_| from == self.probe.server);
            if let Some(packet) = datagram.and_then(|datagram| self.link.open(datagram)) {
                self.stream.receive(now, &packet);
            }
        }
        if self.socket.own_drops() > self.drops {
            self.drops = self.socket.own_drops();
            self.stream.note_late();
        }
    }

    fn send(&mut self, now: Duration) {
        while let Some(waiting) = self.waiting.pop_front() {
            if waiting.since + PATIENCE <= now {
                self.stream.note_unsent(&waiting.packet);
            } else if !self.put(&waiting.datagram) {
                return self.waiting.push_front(waiting);
            }
        }
        if self.stream.next_due() > now {
            return;
        }
        let mut packets = Vec::new();
        self.stream.send(now, true, |packet| packets.push(packet));
        for packet in packets {
            let Some(datagram) = self.link.seal(now, &packet) else {
                self.stream.note_unsent(&packet);
                continue;
            };
            // One after the other, also where some have to wait.
            if !self.waiting.is_empty() || !self.put(&datagram) {
                self.waiting.push_back(Waiting {
                    since: now,
                    packet,
                    datagram,
                });
            }
        }
    }

    /// Whether the system took it.
    fn put(&mut self, datagram: &[u8]) -> bool {
        match self.socket.send(datagram, self.probe.server) {
            Sending::Sent => true,
            Sending::Busy => false,
            Sending::Forbidden | Sending::NoNetwork => {
                self.can_send = false;
                false
            }
        }
    }

    fn ended(&self, now: Duration) -> Option<FeedOutcome> {
        if self.stream.is_refused() {
            Some(FeedOutcome::Busy)
        } else if !self.can_send || self.awake.elapsed().saturating_sub(now) > PAUSE {
            Some(FeedOutcome::NotPossible)
        } else if !self.stream.has_begun() && now > FEED_START {
            Some(FeedOutcome::NoStart)
        } else {
            self.stream
                .is_over(now)
                .then(|| FeedOutcome::Streamed(self.stream.streamed()))
        }
    }
}

#[cfg(test)]
mod tests;

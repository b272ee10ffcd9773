//! What was sent, and what of it the peer is not to wait for any longer (RFC 3758).

use std::collections::VecDeque;
use std::time::Duration;

use super::tsn::Tsn;

/// A message that has not been acknowledged for this long is abandoned: it is not sent again, and the peer would wait
/// for it. It is as long as many round trips, so that what is under way is not called lost.
const GIVEN_UP: Duration = Duration::from_millis(300);

/// Between two FORWARD-TSN. Each may get lost, and each costs a packet.
const FORWARD_PAUSE: Duration = Duration::from_millis(50);

/// Messages that are remembered: five times as many as a feed sends while it waits.
const MOST: usize = 256;

/// What was sent.
#[derive(Debug)]
pub(super) struct Outgoing {
    next: Tsn,
    /// The peer has everything up to this one, or was told not to wait for it.
    acknowledged: Tsn,
    given_up: Tsn,
    /// What is neither acknowledged nor given up, and when it was sent.
    waiting: VecDeque<(Tsn, Duration)>,
    forwarded: Option<Duration>,
}

impl Outgoing {
    pub(super) const fn new(first: Tsn) -> Self {
        Self {
            next: first,
            acknowledged: first.before(),
            given_up: first.before(),
            waiting: VecDeque::new(),
            forwarded: None,
        }
    }

    /// The number of a message that is sent now.
    pub(super) fn send(&mut self, now: Duration) -> Tsn {
        let tsn = self.next;
        self.next = tsn.plus(1);
        if self.waiting.len() == MOST {
            self.give_up_first();
        }
        self.waiting.push_back((tsn, now));
        tsn
    }

    /// The peer has all up to this one. A number of the past, or one that was never sent, says nothing.
    pub(super) fn acknowledge(&mut self, cumulative: Tsn) {
        if !cumulative.is_after(self.acknowledged) || !self.next.is_after(cumulative) {
            return;
        }
        self.acknowledged = cumulative;
        while let Some((tsn, _)) = self.waiting.front()
            && !tsn.is_after(cumulative)
        {
            self.waiting.pop_front();
        }
    }

    /// The TSN up to which the peer is to be told now not to wait.
    pub(super) fn forward(&mut self, now: Duration) -> Option<Tsn> {
        while let Some((_, sent)) = self.waiting.front()
            && *sent + GIVEN_UP <= now
        {
            self.give_up_first();
        }
        let is_time = self.forwarded.is_none_or(|at| at + FORWARD_PAUSE <= now);
        let is_behind = self.given_up.is_after(self.acknowledged);
        (is_time && is_behind).then(|| {
            self.forwarded = Some(now);
            self.given_up
        })
    }

    /// When [`Outgoing::forward`] has something to send.
    pub(super) fn due(&self) -> Option<Duration> {
        let may_tell = self.forwarded.map(|at| at + FORWARD_PAUSE);
        let may_tell = may_tell.unwrap_or_default();
        if self.given_up.is_after(self.acknowledged) {
            return Some(may_tell);
        }
        let (_, sent) = self.waiting.front()?;
        Some((*sent + GIVEN_UP).max(may_tell))
    }

    fn give_up_first(&mut self) {
        if let Some((tsn, _)) = self.waiting.pop_front() {
            self.given_up = tsn;
        }
    }
}

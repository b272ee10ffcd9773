//! When each port is asked, and what is known about it, without sockets or a clock. Times are durations
//! since the sweep began.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use camcheck_codec::stun::{ErrorCode, Response, Transaction};
use camcheck_core::probe::{PortOutcome, Timing, UdpFault, UdpOutcome};
use camcheck_core::support::sorted::SortedMap;

/// How far behind its schedule a sweep may be and still catch up. After a longer pause, a sweep continues at its normal
/// rate instead of flooding the site.
const MAX_DEBT: Duration = Duration::from_millis(5);

/// The state of a sweep.
#[derive(Debug)]
pub(super) struct Sweep {
    timing: Timing,
    ports: BTreeMap<u16, Port>,
    /// Ports that have not been asked yet.
    new: VecDeque<u16>,
    /// When the next new port may be asked.
    new_due: Duration,
    /// Ports that are asked again when their time comes. Since the wait is the same for all,
    /// the queue is in order of time.
    again: VecDeque<(Duration, u16)>,
    last_sent: Duration,
    /// Ports from which nothing more is expected.
    settled: usize,
    no_network: bool,
}

#[derive(Debug)]
struct Port {
    transaction: Transaction,
    tries: u32,
    last_sent: Duration,
    refused: bool,
    settled: Option<PortOutcome>,
}

impl Sweep {
    /// A sweep over these ports.
    pub(super) fn new(ports: &[u16], timing: Timing) -> Self {
        let ports: BTreeMap<_, _> = ports.iter().map(|port| (*port, Port::new())).collect();
        Self {
            timing,
            new: ports.keys().copied().collect(),
            ports,
            new_due: Duration::ZERO,
            again: VecDeque::new(),
            last_sent: Duration::ZERO,
            settled: 0,
            no_network: false,
        }
    }

    /// Whether nothing more is expected from any port.
    pub(super) fn is_settled(&self) -> bool {
        self.no_network || self.settled == self.ports.len()
    }

    /// Whether every port has had its first request.
    pub(super) fn all_begun(&self) -> bool {
        self.new.is_empty()
    }

    /// When the next request is due; `None` if all have been sent.
    pub(super) fn next_due(&self) -> Option<Duration> {
        let new = self.new.front().map(|_| self.new_due);
        let again = self.again.front().map(|(due, _)| *due);
        match (new, again) {
            (Some(new), Some(again)) => Some(new.min(again)),
            (new, again) => new.or(again),
        }
    }

    /// When an answer to the very last request would be too late; `None` while requests are still
    /// to be sent.
    pub(super) fn too_late(&self) -> Option<Duration> {
        let all_sent = self.new.is_empty() && self.again.is_empty();
        all_sent.then(|| self.last_sent + self.timing.retransmit)
    }

    /// A port that is to be asked now, until one of the three methods below is called for it.
    pub(super) fn due(&mut self, now: Duration) -> Option<(u16, Transaction)> {
        if self.no_network {
            return None;
        }
        while let Some((due, port)) = self.again.front() {
            if *due > now {
                break;
            }
            match self.ports.get(port) {
                Some(state) if state.settled.is_none() => return Some((*port, state.transaction)),
                _ => self.again.pop_front(),
            };
        }
        let port = self.new.front().filter(|_| self.new_due <= now)?;
        self.ports.get(port).map(|state| (*port, state.transaction))
    }

    /// The request to a port that was due has been sent.
    pub(super) fn sent(&mut self, port: u16, now: Duration) {
        self.take(port, now);
        let Some(state) = self.ports.get_mut(&port) else {
            return;
        };
        state.tries += 1;
        state.last_sent = now;
        self.last_sent = now;
        if state.tries < self.timing.tries {
            self.again.push_back((now + self.timing.retransmit, port));
        } else if state.refused {
            self.settle(port, PortOutcome::Refused);
        }
    }

    /// The device itself does not send to a port that was due.
    pub(super) fn not_sent(&mut self, port: u16, now: Duration) {
        self.take(port, now);
        self.settle(port, PortOutcome::NotSent);
    }

    /// The route is gone.
    pub(super) fn no_network(&mut self) {
        self.no_network = true;
    }

    /// A response came from this port.
    pub(super) fn answered(&mut self, port: u16, response: &Response, now: Duration) {
        let Some(state) = self.ports.get(&port) else {
            return;
        };
        // A port that was never asked cannot answer.
        if response.transaction != state.transaction || state.tries == 0 {
            return;
        }
        let outcome = match response.error {
            Some(ErrorCode::RATE_LIMITED) => PortOutcome::RateLimited,
            // Any other error is also an answer: the path to the port is open.
            Some(_) | None => PortOutcome::Answered {
                mapped: response.mapped,
                // Karn's algorithm: after a retransmission it is not known which request was
                // answered.
                round_trip: (state.tries == 1).then(|| now.saturating_sub(state.last_sent)),
            },
        };
        self.settle(port, outcome);
    }

    /// An ICMP error came back. A later answer takes precedence, since errors can be forged and listeners
    /// can be slow to start, so the port is still asked until the end.
    pub(super) fn refused(&mut self, port: u16) {
        let Some(state) = self.ports.get_mut(&port) else {
            return;
        };
        state.refused = true;
        if state.tries >= self.timing.tries {
            self.settle(port, PortOutcome::Refused);
        }
    }

    /// What is known about the ports that were asked.
    pub(super) fn outcome(&self, own_drops: u64) -> UdpOutcome {
        let ports: SortedMap<u16, PortOutcome> = self
            .ports
            .iter()
            .filter_map(|(port, state)| Some((*port, state.outcome()?)))
            .collect();
        let nothing_sent = ports
            .values()
            .all(|outcome| *outcome == PortOutcome::NotSent);
        let fault = if self.no_network {
            Some(UdpFault::NoNetwork)
        } else if nothing_sent && !ports.is_empty() {
            Some(UdpFault::Socket)
        } else {
            None
        };
        UdpOutcome {
            ports,
            fault: fault.filter(|_| nothing_sent),
            own_drops,
        }
    }

    /// Takes a port that was due from the front of its queue.
    fn take(&mut self, port: u16, now: Duration) {
        if self.again.front().is_some_and(|(_, front)| *front == port) {
            self.again.pop_front();
        } else if self.new.front() == Some(&port) {
            self.new.pop_front();
            let earliest = now.saturating_sub(MAX_DEBT);
            self.new_due = (self.new_due + self.timing.gap).max(earliest);
        }
    }

    /// The first outcome is kept, except a refusal, which an answer replaces.
    fn settle(&mut self, port: u16, outcome: PortOutcome) {
        let Some(state) = self.ports.get_mut(&port) else {
            return;
        };
        match state.settled {
            None => {
                state.settled = Some(outcome);
                self.settled += 1;
            }
            Some(PortOutcome::Refused) => state.settled = Some(outcome),
            Some(_) => {}
        }
    }
}

impl Port {
    fn new() -> Self {
        Self {
            transaction: Transaction::random(),
            tries: 0,
            last_sent: Duration::ZERO,
            refused: false,
            settled: None,
        }
    }

    /// `None` for a port that was never asked.
    fn outcome(&self) -> Option<PortOutcome> {
        match self.settled {
            Some(outcome) => Some(outcome),
            None if self.tries == 0 => None,
            None if self.refused => Some(PortOutcome::Refused),
            None => Some(PortOutcome::Silent),
        }
    }
}

#[cfg(test)]
mod tests;

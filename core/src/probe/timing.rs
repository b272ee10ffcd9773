//! How long a probe may take. Deadlines follow the measured round trip.

use std::time::Duration;

use crate::limits::{
    MIN_RETRANSMIT, NAT_DEADLINE, PAGE_NAT_DEADLINE, RETRANSMIT_UNKNOWN, UDP_RETEST_TRIES,
    UDP_TRIES,
};
use crate::model::vantage::Vantage;

/// Three round trips leave room for a queue and for one lost packet's answer.
const ROUND_TRIPS_TO_RETRANSMIT: u32 = 3;

/// A TLS service takes about four round trips; the rest is for slow servers.
const ROUND_TRIPS_OF_A_SERVICE: u32 = 8;

/// How long a probe may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// How long a name may take to resolve first, where the vantage itself resolves it. A page's
    /// browser does that within the deadline.
    pub names: Duration,
    /// From start, or from when the name was resolved, to the last moment at which an answer counts.
    pub deadline: Duration,
    /// After how long an unanswered datagram is sent again; each repeat waits as long again.
    pub retransmit: Duration,
    /// How many times a datagram is sent at most, 1 or more.
    pub tries: u32,
    /// Pause between two new ports of one probe.
    pub gap: Duration,
}

impl Timing {
    /// How long the probe may take in all.
    #[must_use]
    pub fn most(&self) -> Duration {
        self.names + self.deadline
    }
}

/// What the time that probes may take depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// From where.
    pub(crate) vantage: Vantage,
    /// To the far end and back, once that is known.
    pub(crate) round_trip: Option<Duration>,
    /// How many UDP probes share the pace.
    pub(crate) together: usize,
    /// The call asks for the receipts of every UDP port.
    pub(crate) reads_sweep: bool,
}

impl Line {
    /// After how long an unanswered datagram is sent again.
    pub(crate) fn retransmit(&self) -> Duration {
        self.round_trip.map_or(RETRANSMIT_UNKNOWN, |round_trip| {
            (round_trip * ROUND_TRIPS_TO_RETRANSMIT).max(MIN_RETRANSMIT)
        })
    }

    /// A deadline with the round trips that a service takes on a slow line.
    pub(crate) fn stretched(&self, deadline: Duration) -> Duration {
        deadline + self.round_trip.unwrap_or_default() * ROUND_TRIPS_OF_A_SERVICE
    }

    /// One try that ends by this deadline.
    pub(crate) fn once(&self, deadline: Duration) -> Timing {
        Timing {
            names: Duration::ZERO,
            deadline,
            retransmit: self.retransmit(),
            tries: 1,
            gap: Duration::ZERO,
        }
    }

    /// A test of NAT behaviour.
    pub(crate) fn nat_test(&self) -> Timing {
        let deadline = match self.vantage {
            Vantage::Native => NAT_DEADLINE.max(self.retransmit() * (UDP_TRIES + 1)),
            Vantage::Page => self.stretched(PAGE_NAT_DEADLINE),
        };
        Timing {
            tries: UDP_TRIES,
            ..self.once(deadline)
        }
    }

    /// The repetition of such a test, which is the last one: more tries, as far as they fit in the same time.
    pub(crate) fn nat_retest(&self) -> Timing {
        Timing {
            tries: UDP_RETEST_TRIES,
            ..self.nat_test()
        }
    }
}

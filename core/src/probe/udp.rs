//! Requests to UDP ports, and the outcome.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use super::Kind;
use super::timing::{Line, Timing};
use crate::limits::{
    NEW_FLOWS_PER_SECOND, PAGE_UDP_BURST_DEADLINE, PAGE_UDP_DEADLINE, PAGE_UDP_RETEST_DEADLINE,
    SLOW_FLOWS_PER_SECOND, SWEEP_PATIENCE, UDP_RETEST_TRIES, UDP_TRIES, burst_flows_per_second,
};
use crate::model::vantage::Vantage;
use crate::support::sorted::SortedMap;
use crate::wire::token::RunToken;

/// UDP ports of one address, asked from one socket (native) or a few connections (page).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UdpProbe {
    /// The far end's address.
    pub server: IpAddr,
    /// Which ports, each once, ascending.
    pub ports: Vec<u16>,
    /// The run that the far end records them under.
    pub token: Option<RunToken>,
    /// How fast new ports are asked.
    pub pace: Pace,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for UdpProbe {
    type Outcome = UdpOutcome;

    fn timing(&self, line: &Line) -> Timing {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let new_flows = self.pace.flows_per_second(line.vantage);
        let gap = Duration::from_secs(1) / new_flows * count(line.together);
        let (tries, page_deadline) = match (self.attempt, self.pace) {
            (0, _) => (UDP_TRIES, PAGE_UDP_DEADLINE),
            (_, Pace::Burst) => (UDP_RETEST_TRIES, PAGE_UDP_BURST_DEADLINE),
            (_, _) => (UDP_RETEST_TRIES, PAGE_UDP_RETEST_DEADLINE),
        };
        let patience = match self.pace {
            Pace::Brisk | Pace::Burst | Pace::Slow => 1,
            Pace::Sweep(_) => SWEEP_PATIENCE,
        };
        let sending = gap * count(self.ports.len()) * patience;
        let deadline = match line.vantage {
            Vantage::Native => sending + line.retransmit() * tries,
            Vantage::Page => sending + page_deadline + line.retransmit(),
        };
        Timing {
            tries,
            gap,
            ..line.once(deadline)
        }
    }

    fn nothing_observed() -> UdpOutcome {
        UdpOutcome::default()
    }
}

/// How fast new ports are asked; each pace has its reason in [`crate::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    /// As fast as is harmless.
    Brisk,
    /// Twice as fast, for few ports at a time with a pause after them.
    Burst,
    /// Slow enough for a strict flood limit.
    Slow,
    /// What the user allowed for a sweep of all ports, in new ports a second.
    Sweep(NonZeroU32),
}

impl Pace {
    /// New flows a second, from a vantage.
    #[must_use]
    pub const fn flows_per_second(self, vantage: Vantage) -> u32 {
        match self {
            Self::Brisk => NEW_FLOWS_PER_SECOND,
            Self::Burst => burst_flows_per_second(vantage),
            Self::Slow => SLOW_FLOWS_PER_SECOND,
            Self::Sweep(rate) => rate.get(),
        }
    }
}

/// The outcome of requests to UDP ports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UdpOutcome {
    /// One entry for each port that was asked; a port without an entry was not measured.
    pub ports: SortedMap<u16, PortOutcome>,
    /// Why nothing at all could be sent, if so.
    pub fault: Option<UdpFault>,
    /// Datagrams that the device itself is known to have dropped; silence proves nothing then.
    pub own_drops: u64,
}

impl UdpOutcome {
    /// Whether any port answered.
    #[must_use]
    pub fn any_answered(&self) -> bool {
        self.ports.values().any(PortOutcome::is_answered)
    }

    /// Whether any port stayed silent or was refused by an ICMP error.
    #[must_use]
    pub fn any_silent(&self) -> bool {
        let mut ports = self.ports.values();
        ports.any(|port| matches!(port, PortOutcome::Silent | PortOutcome::Refused))
    }

    /// Whether this port answered.
    #[must_use]
    pub fn has_answered(&self, port: u16) -> bool {
        self.ports.get(&port).is_some_and(PortOutcome::is_answered)
    }
}

/// The outcome for one UDP port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortOutcome {
    /// Answered with the right transaction id, from the address and port that was asked.
    Answered {
        /// The mapped address, where the vantage sees it.
        mapped: Option<SocketAddr>,
        /// From the last request to the answer, where the vantage knows it.
        round_trip: Option<Duration>,
    },
    /// Sent, and no answer.
    Silent,
    /// Sent, and an ICMP error came back.
    Refused,
    /// The far end refused because of its own rate limits.
    RateLimited,
    /// The browser does not send to this port.
    NotSent,
}

impl PortOutcome {
    /// Whether the port answered.
    #[must_use]
    pub const fn is_answered(&self) -> bool {
        matches!(self, Self::Answered { .. })
    }
}

/// Why UDP could not be used at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UdpFault {
    /// The device has no network or no route.
    NoNetwork,
    /// The operating system refused the socket.
    Socket,
    /// The browser has no WebRTC.
    WebRtcMissing,
    /// A policy or an extension prevents the browser from using UDP.
    WebRtcDisabled,
}

//! How long a probe may take: deadlines follow the measured round trip.

use std::time::Duration;

use crate::limits::{
    DTLS_DEADLINE, DTLS_RETEST_DEADLINE, ENVIRONMENT_DEADLINE, HTTP_DEADLINE, NAMES_DEADLINE,
    NAT_DEADLINE, NEW_FLOWS_PER_SECOND, PAGE_NAT_DEADLINE, PAGE_UDP_BURST_DEADLINE,
    PAGE_UDP_DEADLINE, PAGE_UDP_RETEST_DEADLINE, RETRANSMIT_LEAST, RETRANSMIT_UNKNOWN,
    SITE_DEADLINE, SWEEP_PATIENCE, SWEEP_RECEIPTS_DEADLINE, TCP_DEADLINE, TCP_RETEST_DEADLINE,
    TCP_RETEST_PAUSE, UDP_RETEST_TRIES, UDP_TRIES,
};
use crate::model::failure::Cause;
use crate::model::vantage::Vantage;
use crate::observed::board::Board;
use crate::observed::far_end;
use crate::observed::survey::grid_batch_count;
use crate::plan::Plan;
use crate::probe::{Pace, PlainProbe, Probe, TcpProbe, TcpService, Timing, UdpProbe};

/// Three round trips leave room for a queue and for one lost packet's answer.
const ROUND_TRIPS_TO_RETRANSMIT: u32 = 3;

/// A TLS service takes about four round trips; the rest is for slow servers.
const ROUND_TRIPS_OF_A_SERVICE: u32 = 8;

pub(super) fn of(plan: &Plan, board: &Board, probe: &Probe) -> Timing {
    let round_trip = board.round_trip();
    let retransmit = round_trip.map_or(RETRANSMIT_UNKNOWN, |round_trip| {
        (round_trip * ROUND_TRIPS_TO_RETRANSMIT).max(RETRANSMIT_LEAST)
    });
    let stretch = |base: Duration| base + round_trip.unwrap_or_default() * ROUND_TRIPS_OF_A_SERVICE;
    let once = |deadline| Timing {
        names: Duration::ZERO,
        deadline,
        retransmit,
        tries: 1,
        gap: Duration::ZERO,
    };
    let nat = |tries| Timing {
        names: Duration::ZERO,
        deadline: match plan.vantage() {
            Vantage::Native => NAT_DEADLINE.max(retransmit * (tries + 1)),
            Vantage::Page => stretch(PAGE_NAT_DEADLINE),
        },
        retransmit,
        tries,
        gap: Duration::ZERO,
    };
    match probe {
        Probe::Environment => once(ENVIRONMENT_DEADLINE),
        Probe::Http(probe) if plan.sweep().is_some() && far_end::are_last_receipts(probe) => {
            once(stretch(SWEEP_RECEIPTS_DEADLINE))
        }
        Probe::Http(_) => once(stretch(HTTP_DEADLINE)),
        Probe::Tcp(probe) => Timing {
            names: names(plan, probe),
            ..once(stretch(match (&probe.service, probe.attempt) {
                (TcpService::Site { .. }, _) => SITE_DEADLINE,
                (_, 0) => TCP_DEADLINE,
                (_, _) => TCP_RETEST_DEADLINE,
            }))
        },
        Probe::Udp(probe) => udp(plan, probe, retransmit),
        Probe::NatPresence(_) | Probe::Mapping(_) | Probe::Filtering(_) => nat(UDP_TRIES),
        Probe::Dtls(probe) => Timing {
            tries: UDP_RETEST_TRIES,
            ..once(stretch(match probe.attempt {
                0 => DTLS_DEADLINE,
                _ => DTLS_RETEST_DEADLINE,
            }))
        },
        Probe::Plain(probe) => plain(probe, retransmit),
    }
}

/// How long the name of a probe may take.
fn names(plan: &Plan, probe: &TcpProbe) -> Duration {
    match plan.vantage() {
        Vantage::Native if probe.target.ip.is_none() => NAMES_DEADLINE,
        Vantage::Native | Vantage::Page => Duration::ZERO,
    }
}

/// How long to wait before a probe: what failed at once may do so for a moment only. What was silent
/// has had its time.
pub(super) fn pause(board: &Board, probe: &Probe) -> Duration {
    let Probe::Tcp(probe) = probe else {
        return Duration::ZERO;
    };
    let first = TcpProbe {
        attempt: 0,
        ..probe.clone()
    };
    let was_silent = board.tcp.get(&first).is_some_and(|outcome| {
        let failure = outcome.result.err();
        failure.is_some_and(|failure| failure.cause == Cause::Timeout)
    });
    if was_silent {
        Duration::ZERO
    } else {
        TCP_RETEST_PAUSE * u32::from(probe.attempt)
    }
}

fn plain(probe: &PlainProbe, retransmit: Duration) -> Timing {
    let gap = Duration::from_secs(1) / NEW_FLOWS_PER_SECOND;
    let ports = u32::try_from(probe.ports.len()).unwrap_or(u32::MAX);
    Timing {
        names: Duration::ZERO,
        deadline: gap * ports + retransmit * UDP_TRIES,
        retransmit,
        tries: UDP_TRIES,
        gap,
    }
}

fn udp(plan: &Plan, probe: &UdpProbe, retransmit: Duration) -> Timing {
    let together = match (probe.attempt, probe.pace) {
        (0, Pace::Brisk) => grid_batch_count(plan.udp_ports().len()),
        _ => 1,
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let gap =
        Duration::from_secs(1) / probe.pace.flows_per_second(plan.vantage()) * count(together);
    let (tries, page_deadline) = match (probe.attempt, probe.pace) {
        (0, _) => (UDP_TRIES, PAGE_UDP_DEADLINE),
        (_, Pace::Burst) => (UDP_RETEST_TRIES, PAGE_UDP_BURST_DEADLINE),
        (_, _) => (UDP_RETEST_TRIES, PAGE_UDP_RETEST_DEADLINE),
    };
    let patience = match probe.pace {
        Pace::Brisk | Pace::Burst | Pace::Slow => 1,
        Pace::Sweep(_) => SWEEP_PATIENCE,
    };
    let sending = gap * count(probe.ports.len()) * patience;
    let deadline = match plan.vantage() {
        Vantage::Native => sending + retransmit * tries,
        Vantage::Page => sending + page_deadline + retransmit,
    };
    Timing {
        names: Duration::ZERO,
        deadline,
        retransmit,
        tries,
        gap,
    }
}

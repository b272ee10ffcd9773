//! How long the probes of a run may take, and how long to wait before them.

use std::time::Duration;

use super::race;
use crate::limits::{RACE_DEADLINE, TCP_RETEST_PAUSE};
use crate::model::failure::Cause;
use crate::observed::board::Board;
use crate::observed::far_end;
use crate::observed::survey::grid_batch_count;
use crate::plan::Plan;
use crate::probe::timing::Line;
use crate::probe::{Pace, Probe, TcpProbe, Timing, UdpProbe};

pub(super) fn of(plan: &Plan, board: &Board, probe: &Probe) -> Timing {
    let line = Line {
        vantage: plan.vantage(),
        round_trip: board.round_trip(),
        together: together(plan, probe),
        reads_sweep: reads_sweep(plan, probe),
    };
    match probe {
        Probe::Http(_) if race::is_needed(plan) => line.once(RACE_DEADLINE),
        _ => probe.timing(&line),
    }
}

/// How many UDP probes share the pace of this one: all probes of the grid run at the same time.
fn together(plan: &Plan, probe: &Probe) -> usize {
    match probe {
        Probe::Udp(UdpProbe {
            attempt: 0,
            pace: Pace::Brisk,
            ..
        }) => grid_batch_count(plan.udp_ports().len()),
        _ => 1,
    }
}

/// Whether this call asks for the receipts of every UDP port.
fn reads_sweep(plan: &Plan, probe: &Probe) -> bool {
    plan.sweep().is_some() && matches!(probe, Probe::Http(call) if far_end::are_last_receipts(call))
}

/// How long to wait before a probe: an immediate failure may be temporary. A silent probe has already
/// waited for its deadline.
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

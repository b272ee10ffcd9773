//! Asks many UDP ports from one socket.

mod sweep;

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_codec::stun::{BindingRequest, MAX_MESSAGE, parse_response};
use camcheck_core::probe::{Timing, UdpFault, UdpOutcome, UdpProbe};
use tokio::time::{Instant, sleep_until};

use self::sweep::Sweep;
use super::datagram::{Datagrams, Incoming, Sending};
use super::outlet::Outlet;

/// The timer of the runtime is no finer than this, so faster sweeps send in small batches.
const TICK: Duration = Duration::from_millis(1);

/// Asks every port of the probe.
pub(crate) async fn ask(outlet: &Outlet, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
    let started = Instant::now();
    let deadline = started + timing.deadline;
    let Some(first) = probe.ports.first() else {
        return UdpOutcome::default();
    };
    let socket = match Datagrams::toward(outlet, SocketAddr::new(probe.server, *first)).await {
        Ok(socket) => socket,
        Err(fault) => return failed(fault),
    };
    let mut asking = Asking {
        probe,
        socket,
        started,
        sweep: Sweep::new(&probe.ports, timing),
    };
    loop {
        asking.send_due();
        asking.receive_all();
        let now = Instant::now();
        let too_late = asking.sweep.too_late().map(|late| started + late);
        let over = now >= too_late.unwrap_or(deadline).min(deadline);
        if asking.sweep.is_settled() || over {
            return asking.sweep.outcome(asking.socket.own_drops());
        }
        let due = asking.sweep.next_due().map(|due| started + due);
        let due = due.or(too_late).unwrap_or(deadline);
        // Also when the system had no room and the due request is still to be sent.
        let wake = due.max(now + TICK).min(deadline);
        if timing.gap < TICK && !asking.sweep.all_begun() {
            sleep_until(wake).await;
        } else {
            tokio::select! {
                () = sleep_until(wake) => {}
                () = asking.socket.readable() => {}
            }
        }
    }
}

fn failed(fault: UdpFault) -> UdpOutcome {
    UdpOutcome {
        fault: Some(fault),
        ..UdpOutcome::default()
    }
}

struct Asking<'a> {
    probe: &'a UdpProbe,
    socket: Datagrams,
    started: Instant,
    sweep: Sweep,
}

impl Asking<'_> {
    fn send_due(&mut self) {
        let now = self.started.elapsed();
        while let Some((port, transaction)) = self.sweep.due(now) {
            let request = BindingRequest {
                transaction,
                change: None,
                token: self.probe.token.clone(),
                asks_nonce: false,
            };
            let to = SocketAddr::new(self.probe.server, port);
            match self.socket.send(&request.encode(), to) {
                Sending::Sent => self.sweep.sent(port, now),
                Sending::Busy => return,
                Sending::Forbidden => self.sweep.not_sent(port, now),
                Sending::NoNetwork => return self.sweep.no_network(),
            }
        }
    }

    fn receive_all(&mut self) {
        let mut buffer = [0; MAX_MESSAGE];
        while let Some(incoming) = self.socket.receive(&mut buffer) {
            match incoming {
                Incoming::Datagram { from, length } => {
                    let datagram = buffer.get(..length).unwrap_or_default();
                    if from.ip() == self.probe.server
                        && let Ok(response) = parse_response(datagram)
                    {
                        let now = self.started.elapsed();
                        self.sweep.answered(from.port(), &response, now);
                    }
                }
                Incoming::Unreachable { to } if to.ip() == self.probe.server => {
                    self.sweep.refused(to.port());
                }
                Incoming::Unreachable { .. } => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! UDP of the simulated internet: ports, handshakes and plain datagrams.

use std::net::SocketAddr;
use std::time::Duration;

use super::SimProber;
use crate::model::vantage::Vantage;
use crate::plan::grid::BROWSERS_REFUSE;
use crate::probe::{
    DtlsOutcome, DtlsProbe, PlainOutcome, PlainProbe, PortOutcome, Timing, UdpOutcome, UdpProbe,
};
use crate::sim::internet::Socket;
use crate::sim::site::When;
use crate::support::sorted::SortedMap;

/// ClientHello and cookie, ClientHello and certificate, and both sides' end (RFC 6347 section 4.2).
const HANDSHAKE_EXCHANGES: u32 = 3;

/// A flight of a handshake is sent again after this, then after twice as long.
const RETRANSMIT: Duration = Duration::from_millis(300);

impl SimProber<'_> {
    pub(super) async fn ask_ports(&self, probe: &UdpProbe, timing: Timing) -> UdpOutcome {
        let mut socket = self.socket(probe);
        let mut ports = SortedMap::default();
        // A browser repeats its checks as long as it may.
        let tries = match self.vantage {
            Vantage::Native => timing.tries,
            Vantage::Page => 12,
        };
        let mut sends: Vec<(Duration, u16)> = Vec::new();
        let mut start = Duration::ZERO;
        for port in &probe.ports {
            sends.extend((0..tries).map(|n| (start + timing.retransmit * n, *port)));
            ports.insert(*port, PortOutcome::Silent);
            start += timing.gap;
        }
        sends.sort_unstable();
        // An answer counts until the deadline only.
        sends.retain(|(at, _)| *at + self.round_trip() <= timing.deadline);
        let begun = self.clock.now();
        for (at, port) in sends {
            if ports.get(&port) != Some(&PortOutcome::Silent) {
                continue;
            }
            let wait = (begun + at).saturating_sub(self.clock.now());
            self.clock.sleep(wait).await;
            let to = SocketAddr::new(probe.server, port);
            if self.is_page() && BROWSERS_REFUSE.contains(&port) {
                continue;
            }
            if let Some(mapped) = self.exchange(&mut socket, to, probe.token.is_some()) {
                let outcome = PortOutcome::Answered {
                    mapped: (!self.is_page()).then_some(mapped),
                    round_trip: (!self.is_page()).then(|| self.round_trip()),
                };
                ports.insert(port, outcome);
            }
        }
        if ports.values().any(|port| *port == PortOutcome::Silent) {
            let left = (begun + timing.deadline).saturating_sub(self.clock.now());
            self.clock.sleep(left).await;
        } else {
            self.spend(probe, 1).await;
        }
        UdpOutcome {
            ports,
            fault: None,
            own_drops: 0,
        }
    }

    pub(super) async fn handshake(&self, probe: &DtlsProbe, timing: Timing) -> DtlsOutcome {
        let begun = self.clock.now();
        let mut socket = self.socket(probe);
        let answered = self.insist(&mut socket, probe.server, true, timing).await;
        if answered.is_none() {
            return DtlsOutcome::Unreached;
        }
        if self
            .shake_hands(&mut socket, probe.server, begun + timing.deadline)
            .await
        {
            self.spend(probe, HANDSHAKE_EXCHANGES).await;
            return DtlsOutcome::Finished;
        }
        self.clock
            .sleep((begun + timing.deadline).saturating_sub(self.clock.now()))
            .await;
        DtlsOutcome::Unfinished
    }

    pub(super) async fn send_plain(&self, probe: &PlainProbe, timing: Timing) -> PlainOutcome {
        let mut socket = self.socket(probe);
        let mut outcome = PlainOutcome::default();
        for _ in 0..timing.tries {
            for port in &probe.ports {
                let to = SocketAddr::new(probe.server, *port);
                let now = self.clock.now();
                if self.internet.udp_out(now, When::Always, socket.port(), to)
                    && self.servers.is_up(probe.server)
                {
                    self.servers
                        .record_plain(to, socket.mapped(self.site(), to));
                    if self.internet.udp_back(When::Always, *port) {
                        outcome.answered.insert(*port);
                    }
                }
            }
            if outcome.answered.len() == probe.ports.len() {
                break;
            }
            self.clock.sleep(timing.retransmit).await;
        }
        outcome
    }

    /// A datagram to a server of ours and its answer, once; gives the mapped address.
    pub(super) fn exchange(
        &self,
        socket: &mut Socket,
        to: SocketAddr,
        token: bool,
    ) -> Option<SocketAddr> {
        let now = self.clock.now();
        if !self.internet.udp_out(now, When::Stun, socket.port(), to)
            || !self.servers.is_up(to.ip())
            || (!self.servers.is_camcheck(to.ip()) && to.port() != 3478)
        {
            return None;
        }
        let mapped = socket.mapped(self.site(), to);
        self.servers.record(to, mapped, !token);
        self.internet
            .udp_back(When::Stun, to.port())
            .then_some(mapped)
    }

    /// The same with as many repeats as the timing allows.
    pub(super) async fn insist(
        &self,
        socket: &mut Socket,
        to: SocketAddr,
        token: bool,
        timing: Timing,
    ) -> Option<SocketAddr> {
        for _ in 0..timing.tries {
            if let Some(mapped) = self.exchange(socket, to, token) {
                return Some(mapped);
            }
            self.clock.sleep(timing.retransmit).await;
        }
        None
    }

    /// Each flight of a DTLS handshake is sent again until the next one comes, or time is over.
    pub(super) async fn shake_hands(
        &self,
        socket: &mut Socket,
        to: SocketAddr,
        until: Duration,
    ) -> bool {
        for exchange in 1..=HANDSHAKE_EXCHANGES {
            let mut wait = RETRANSMIT;
            loop {
                let now = self.clock.now();
                let arrives = self.internet.udp_out(now, When::Dtls, socket.port(), to);
                if arrives {
                    let finished = exchange == HANDSHAKE_EXCHANGES;
                    let source = socket.mapped(self.site(), to);
                    self.servers.record_dtls(to, source, finished);
                }
                if arrives && self.internet.udp_back(When::Dtls, to.port()) {
                    break;
                }
                if now + wait > until {
                    return false;
                }
                self.clock.sleep(wait).await;
                wait *= 2;
            }
        }
        true
    }
}

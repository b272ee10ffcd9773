//! The tests of level advice: large packets, idle sockets, SIP, NTP, bulk data.

use std::net::SocketAddr;
use std::time::Duration;

use super::SimProber;
use crate::limits::{IDLE_DATAGRAMS, IDLE_GRACE, LOAD_TIME, LOAD_WARM_UP, UDP_HEADERS};
use crate::probe::{
    IdleOutcome, IdleProbe, LargeOutcome, LargeProbe, LoadOutcome, LoadProbe, NtpOutcome, NtpProbe,
    SipOutcome, SipProbe, Timing, Way,
};
use crate::sim::site::{Fragments, Ntp, When};
use crate::wire::NTP_PORT;
use crate::wire::SIP_PORT;

/// The hash of a message as it was sent, and of a rewritten one.
const SENT: [u8; 32] = [1; 32];
const REWRITTEN: [u8; 32] = [2; 32];

/// A line without a limit.
const KBPS: u32 = 100_000;

impl SimProber<'_> {
    pub(super) async fn send_large(&self, probe: &LargeProbe, timing: Timing) -> LargeOutcome {
        let mut socket = self.socket(probe);
        let small = self.insist(&mut socket, probe.server, true, timing).await;
        if small.is_none() {
            return LargeOutcome::Unreached;
        }
        let path = &self.site().path;
        let path_mtu = path.mtu.filter(|mtu| probe.bytes + UDP_HEADERS > *mtu);
        let passes = match (probe.may_fragment, path.fragments, probe.way) {
            (true, Fragments::DroppedOut, _) => false,
            (true, Fragments::DroppedIn, way) => way == Way::Out,
            (true, Fragments::Pass, _) => true,
            (false, _, _) => path_mtu.is_none(),
        };
        if let (false, Some(path_mtu), false) =
            (probe.may_fragment, path_mtu, self.site().icmp_blocked)
        {
            return LargeOutcome::TooLarge { path_mtu };
        }
        for _ in 0..timing.tries {
            if passes && self.exchange(&mut socket, probe.server, true).is_some() {
                self.spend(probe, 1).await;
                return LargeOutcome::Answered;
            }
            self.clock.sleep(timing.retransmit).await;
        }
        let small = self.insist(&mut socket, probe.server, true, timing).await;
        small.map_or(LargeOutcome::Unreached, |_| LargeOutcome::Vanished)
    }

    pub(super) async fn stay_idle(&self, probe: &IdleProbe, timing: Timing) -> IdleOutcome {
        let mut socket = self.socket(probe);
        let before = self.insist(&mut socket, probe.server, true, timing).await;
        if before.is_none() {
            return IdleOutcome::Unreached;
        }
        let idle = Duration::from_secs(probe.seconds.into());
        self.clock.sleep(idle).await;
        let lasts = self.site().path.udp_lifetime_seconds;
        let is_kept = lasts.is_none_or(|lasts| probe.seconds < lasts);
        let arrives = |_| self.internet.udp_back(When::Always, probe.server.port());
        if is_kept && (0..IDLE_DATAGRAMS).any(arrives) {
            return IdleOutcome::Kept;
        }
        self.clock.sleep(IDLE_GRACE).await;
        let after = self.insist(&mut socket, probe.server, true, timing).await;
        after.map_or(IdleOutcome::Unreached, |_| IdleOutcome::Forgotten)
    }

    pub(super) async fn send_sip(&self, probe: &SipProbe, timing: Timing) -> SipOutcome {
        let mut socket = self.socket(probe);
        let rewrites = |port| self.site().path.sip_alg && port == SIP_PORT;
        for _ in 0..timing.tries {
            for port in [SIP_PORT, probe.control] {
                let to = SocketAddr::new(probe.server.ip(), port);
                let now = self.clock.now();
                if self.internet.udp_out(now, When::Always, socket.port(), to) {
                    let source = socket.mapped(self.site(), to);
                    let arrives = if rewrites(port) { REWRITTEN } else { SENT };
                    self.servers.record_sip(to, source, arrives.into());
                }
            }
            self.clock.sleep(timing.retransmit).await;
        }
        SipOutcome::Sent {
            sha256: SENT.into(),
        }
    }

    pub(super) async fn ask_time(&self, probe: &NtpProbe, timing: Timing) -> NtpOutcome {
        let socket = self.socket(probe);
        let to = SocketAddr::new(probe.server, NTP_PORT);
        for _ in 0..timing.tries {
            let now = self.clock.now();
            if self.internet.udp_out(now, When::Always, socket.port(), to)
                && self.internet.udp_back(When::Always, NTP_PORT)
            {
                self.spend(probe, 1).await;
                return match self.site().path.ntp {
                    Ntp::Passes => NtpOutcome::Answered,
                    Ntp::Redirected => NtpOutcome::AnotherAnswered,
                };
            }
            self.clock.sleep(timing.retransmit).await;
        }
        NtpOutcome::Silent
    }

    pub(super) async fn transfer(&self, probe: &LoadProbe) -> LoadOutcome {
        let wan = &self.site().wan;
        let kbps = if probe.is_upload {
            wan.up_kbps
        } else {
            wan.down_kbps
        };
        let took = LOAD_TIME.saturating_sub(LOAD_WARM_UP);
        self.clock.sleep(LOAD_TIME).await;
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        LoadOutcome::Transferred {
            bytes: u64::from(kbps.unwrap_or(KBPS)) * millis / 8,
            took,
        }
    }
}

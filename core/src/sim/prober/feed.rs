//! A feed over the simulated line: both sides are the real ones, in virtual time.

use std::collections::BTreeMap;
use std::time::Duration;

use super::SimProber;
use crate::feed::Stream;
use crate::limits::{FEED_HELLO, FEED_START};
use crate::probe::{DtlsOutcome, DtlsProbe, FeedCarrier, FeedOutcome, FeedProbe, Timing};
use crate::sim::site::{Fragments, When};
use crate::wire::feed::{MEDIA_LENGTH, Packet};
use crate::wire::fingerprint::Fingerprint;

/// What a router holds back before it drops.
const QUEUE: Duration = Duration::from_millis(100);

/// Bits of a packet on the line.
const BITS: u64 = MEDIA_LENGTH as u64 * 8;

/// When a line that is cut fails, after the stream has begun.
const CUT_AT: Duration = Duration::from_millis(4_300);

/// Both ends look at their clocks this often.
const STEP: Duration = Duration::from_millis(1);

impl SimProber<'_> {
    pub(super) async fn stream(&self, probe: &FeedProbe, timing: Timing) -> FeedOutcome {
        let opened = match probe.carrier {
            FeedCarrier::Channel(fingerprint) => self.channel(probe, fingerprint, timing).await,
            FeedCarrier::Rtp => self.first_datagram(probe, timing).await,
        };
        if let Err(outcome) = opened {
            return outcome;
        }
        if self.site().far_end.feed_busy {
            return FeedOutcome::Busy;
        }
        let is_channel = matches!(probe.carrier, FeedCarrier::Channel(_));
        let has_large = is_channel && self.site().far_end.path_tests;
        let client = self.run_both(probe.windows, has_large).await;
        if client.has_begun() {
            FeedOutcome::Streamed(client.streamed())
        } else {
            FeedOutcome::NoStart
        }
    }

    async fn channel(
        &self,
        probe: &FeedProbe,
        fingerprint: Fingerprint,
        timing: Timing,
    ) -> Result<(), FeedOutcome> {
        let handshake = DtlsProbe {
            server: probe.server,
            token: probe.token.clone(),
            fingerprint,
            attempt: probe.attempt,
        };
        match self.handshake(&handshake, timing).await {
            DtlsOutcome::Finished => Ok(()),
            DtlsOutcome::Unreached => Err(FeedOutcome::Unreached),
            DtlsOutcome::Unfinished | DtlsOutcome::Refused => Err(FeedOutcome::NoHandshake),
            DtlsOutcome::NotPossible => Err(FeedOutcome::NotPossible),
        }
    }

    /// STUN, then hellos in what is not STUN until something comes back.
    async fn first_datagram(&self, probe: &FeedProbe, timing: Timing) -> Result<(), FeedOutcome> {
        let mut socket = self.socket(probe);
        let server = probe.server;
        if self
            .insist(&mut socket, server, true, timing)
            .await
            .is_none()
        {
            return Err(FeedOutcome::Unreached);
        }
        let until = self.clock.now() + FEED_START;
        while self.clock.now() < until {
            let (now, carries) = (self.clock.now(), When::Always);
            if self.internet.udp_out(now, carries, socket.port(), server)
                && self.internet.udp_back(carries, server.port())
            {
                return Ok(());
            }
            self.clock.sleep(FEED_HELLO).await;
        }
        Err(FeedOutcome::NoStart)
    }

    async fn run_both(&self, windows: u8, has_large: bool) -> Stream {
        let wan = &self.site().wan;
        let began = self.clock.now();
        let (mut up, mut down) = (Way::new(wan.up_kbps), Way::new(wan.down_kbps));
        let mut client = Stream::client(windows);
        let mut server = None;
        while !client.is_over(self.clock.now()) {
            let now = self.clock.now();
            for packet in up.arrived(now) {
                match &packet {
                    Packet::Hello { windows } if server.is_none() => {
                        let begun = Stream::server(now, *windows, false);
                        server = Some(begun.with_large_packets(has_large));
                    }
                    packet => server
                        .iter_mut()
                        .for_each(|server| server.receive(now, packet)),
                }
            }
            for packet in down.arrived(now) {
                client.receive(now, &packet);
            }
            client.send(now, true, |packet| self.carry(&mut up, began, packet));
            if let Some(server) = &mut server {
                server.send(now, true, |packet| self.carry(&mut down, began, packet));
            }
            self.clock.sleep(STEP).await;
        }
        client
    }

    fn carry(&self, way: &mut Way, began: Duration, packet: Packet) {
        let (now, wan) = (self.clock.now(), &self.site().wan);
        let cut = began + CUT_AT..began + CUT_AT + Duration::from_millis(wan.cut_ms.into());
        // Only the far end sends any.
        let is_dropped =
            packet == Packet::Large && self.site().path.fragments == Fragments::DroppedIn;
        if self.internet.is_lost() || cut.contains(&now) || is_dropped {
            return;
        }
        let jitter = self.internet.random() % (u64::from(wan.jitter_ms) + 1);
        let delay = self.round_trip() / 2 + Duration::from_millis(jitter);
        way.carry(now, delay, packet);
    }
}

/// One direction of the line.
struct Way {
    kbps: Option<u32>,
    /// When what waits in front of it has left.
    free_at: Duration,
    under_way: BTreeMap<(Duration, u64), Packet>,
    so_far: u64,
}

impl Way {
    fn new(kbps: Option<u32>) -> Self {
        Self {
            kbps,
            free_at: Duration::ZERO,
            under_way: BTreeMap::new(),
            so_far: 0,
        }
    }

    fn carry(&mut self, now: Duration, delay: Duration, packet: Packet) {
        let takes = self.kbps.map_or(Duration::ZERO, |kbps| {
            Duration::from_micros(BITS * 1_000 / u64::from(kbps))
        });
        let free_at = self.free_at.max(now) + takes;
        if free_at > now + QUEUE {
            return;
        }
        self.free_at = free_at;
        self.so_far += 1;
        self.under_way
            .insert((free_at + delay, self.so_far), packet);
    }

    fn arrived(&mut self, now: Duration) -> Vec<Packet> {
        let later = self.under_way.split_off(&(now + STEP, 0));
        std::mem::replace(&mut self.under_way, later)
            .into_values()
            .collect()
    }
}

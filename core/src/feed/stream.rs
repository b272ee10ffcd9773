//! One side of a feed: when it sends what, and what it learns from what comes in.

use std::time::Duration;

use super::tally::{Tally, duration, frame_time, ticks, window_of};
use crate::limits::{
    FEED_ACCOUNT, FEED_BUSY, FEED_CATCH_UP, FEED_FRAMES_PER_SECOND, FEED_HELLO, FEED_LARGE_EVERY,
    FEED_LATE_FRAME, FEED_LINGER, FEED_PACKETS_PER_FRAME,
};
use crate::support::order::median;
use crate::wire::feed::{Counts, Echo, Media, Packet, Ticks};

/// One side of a feed.
///
/// The client says hello until something comes back. Both sides then send their frames at the same
/// pace, whatever the other one does, and give an account of what they received for a while.
#[derive(Debug, Clone)]
pub struct Stream {
    windows: u8,
    /// When the first own frame was due.
    began: Option<Duration>,
    /// The next own frame.
    next: u32,
    /// When the last hello or account was sent.
    told: Option<Duration>,
    received: Tally,
    /// The last packet that came, by the clock of its sender and by the own one.
    last: Option<(Ticks, Duration)>,
    own: Vec<OwnWindow>,
    /// What the other side has received of the own frames.
    accounts: Vec<Option<Counts>>,
    /// The other side has too much to do.
    is_refused: bool,
    /// The other side has reported that our own SCTP slows down when packets are lost.
    own_sctp_slows: bool,
    /// The other side's SCTP does; our own packets tell it so.
    peer_sctp_slows: bool,
    /// No frame is sent before: a side that is behind catches up frame by frame.
    paced: Duration,
    /// Large packets: those that this side received, or has sent.
    large: u8,
    /// It sends large packets.
    sends_large: bool,
    /// What the other side has reported about large packets: how many it has sent, or has received.
    told_large: u8,
}

/// What is known of the own frames of a window.
#[derive(Debug, Clone, Default)]
struct OwnWindow {
    /// Frames that were not sent, because those before were still waiting.
    held: u16,
    /// The own program was late.
    was_late: bool,
    /// In microseconds.
    round_trips: Vec<u32>,
}

/// What became of a feed, as its client knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Streamed {
    /// Its windows.
    pub windows: Vec<Window>,
    /// Losses on the way up may be the doing of this device's SCTP.
    pub up_is_unproven: bool,
    /// The large packets of the far end.
    pub large: Large,
}

/// Packets of a feed that are too large for the path, so that they travel in fragments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Large {
    /// How many the far end has sent, by its last report; 0 if it sends none.
    pub sent: u8,
    /// How many came in.
    pub received: u8,
}

/// One window of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// What came in.
    pub down: Counts,
    /// What the far end received, if it has reported that.
    pub up: Option<Counts>,
    /// Median round trip in milliseconds.
    pub round_trip_ms: Option<u16>,
    /// Own frames that were held back on this device.
    pub held: u16,
    /// This device was late, so that the window shows nothing.
    pub is_own_late: bool,
    /// The far end was late.
    pub is_far_end_late: bool,
}

impl Stream {
    /// The side that begins.
    #[must_use]
    pub fn client(windows: u8) -> Self {
        Self::new(windows)
    }

    /// The side that answers a hello, whose own frames begin now. `client_sctp_slows`: the client sends by an
    /// SCTP that slows down where packets get lost.
    #[must_use]
    pub fn server(now: Duration, windows: u8, client_sctp_slows: bool) -> Self {
        Self {
            began: Some(now),
            peer_sctp_slows: client_sctp_slows,
            ..Self::new(windows)
        }
    }

    /// Whether it also sends packets that are too large for the path.
    #[must_use]
    pub fn with_large_packets(self, sends_large: bool) -> Self {
        Self {
            sends_large,
            ..self
        }
    }

    fn new(windows: u8) -> Self {
        let count = usize::from(windows);
        Self {
            windows,
            began: None,
            next: 0,
            told: None,
            received: Tally::new(windows),
            last: None,
            own: vec![OwnWindow::default(); count],
            accounts: vec![None; count],
            is_refused: false,
            own_sctp_slows: false,
            peer_sctp_slows: false,
            paced: Duration::ZERO,
            large: 0,
            sends_large: false,
            told_large: 0,
        }
    }

    /// A packet came in.
    pub fn receive(&mut self, now: Duration, packet: &Packet) {
        match packet {
            // A second one of the same feed: the first answer is on its way.
            Packet::Hello { .. } => {}
            Packet::Busy => self.is_refused |= !self.received.has_begun(),
            Packet::Account(windows) => {
                let known = self.accounts.iter_mut().zip(windows);
                known.for_each(|(account, counts)| *account = Some(*counts));
            }
            Packet::Media(media) => self.receive_media(now, media),
            Packet::Large => self.large = self.large.saturating_add(1),
        }
    }

    fn receive_media(&mut self, now: Duration, media: &Media) {
        // What does not count is not kept either: a peer could send it without end.
        if !self.received.add(now, media) {
            return;
        }
        self.began.get_or_insert(now);
        self.last = Some((media.sent, now));
        self.own_sctp_slows |= media.receiver_is_throttled;
        self.told_large = self.told_large.max(media.large);
        // Counts of a window reported before it is over would look like loss if no later report arrived.
        let is_told = |window: u8| {
            let over = (u32::from(window) + 2) * FEED_FRAMES_PER_SECOND;
            media.frame >= over + FEED_FRAMES_PER_SECOND / 2
        };
        if let Some((window, counts)) = media.counts.filter(|(window, _)| is_told(*window))
            && let Some(account) = self.accounts.get_mut(usize::from(window))
        {
            *account = Some(counts);
        }
        self.note_round_trip(now, media);
    }

    /// By the own clock alone: what is echoed was sent by it.
    fn note_round_trip(&mut self, now: Duration, media: &Media) {
        let Some(echo) = media.echo else {
            return;
        };
        let since = Ticks(ticks(now).0.wrapping_sub(echo.sent.0));
        let round_trip = duration(since).checked_sub(duration(echo.held));
        let window = window_of(self.next).and_then(|window| self.own.get_mut(window));
        if let (Some(round_trip), Some(window)) = (round_trip, window) {
            let micros = u32::try_from(round_trip.as_micros()).unwrap_or(u32::MAX);
            window.round_trips.push(micros);
        }
    }

    /// What is to be sent now, one frame at most. `has_room`: what was sent before has left the device.
    pub fn send(&mut self, now: Duration, has_room: bool, mut out: impl FnMut(Packet)) {
        self.received.note_time(now);
        let Some(began) = self.began else {
            if self.is_time(now, FEED_HELLO) {
                let windows = self.windows;
                out(Packet::Hello { windows });
            }
            return;
        };
        while self.next < self.frames() && self.due_at(began) <= now {
            let late = now.saturating_sub(began + frame_time(self.next));
            if self.send_frame(now, late, has_room, &mut out) {
                self.paced = now + FEED_CATCH_UP;
            }
            self.next += 1;
        }
        if self.next == self.frames() && self.is_time(now, FEED_ACCOUNT) {
            out(Packet::Account(self.received.windows().to_vec()));
        }
    }

    /// Whether the frame was sent.
    fn send_frame(
        &mut self,
        now: Duration,
        late: Duration,
        has_room: bool,
        out: &mut impl FnMut(Packet),
    ) -> bool {
        let window = window_of(self.next).and_then(|window| self.own.get_mut(window));
        let was_late = window.map(|window| {
            window.was_late |= late > FEED_LATE_FRAME;
            window.held += u16::from(!has_room);
            window.was_late
        });
        // What is so late belongs to a window that shows nothing; sending it would only crowd the next.
        if !has_room || was_late.is_some() && late > FEED_LATE_FRAME {
            return false;
        }
        let echo = self.last.map(|(sent, at)| Echo {
            sent,
            held: ticks(now.saturating_sub(at)),
        });
        for index in 0..FEED_PACKETS_PER_FRAME {
            out(Packet::Media(Media {
                frame: self.next,
                index,
                is_late: late > FEED_BUSY || was_late == Some(true),
                receiver_is_throttled: self.peer_sctp_slows,
                sent: ticks(now),
                echo,
                counts: self.account_of(index),
                large: self.large,
            }));
        }
        if self.sends_large && self.next % FEED_LARGE_EVERY == FEED_LARGE_EVERY / 2 {
            self.large = self.large.saturating_add(1);
            out(Packet::Large);
        }
        true
    }

    /// The windows take turns, so that the counts of each are sent repeatedly.
    fn account_of(&self, index: u8) -> Option<(u8, Counts)> {
        let turn = self.next * u32::from(FEED_PACKETS_PER_FRAME) + u32::from(index);
        let window = u8::try_from(turn % u32::from(self.windows)).ok()?;
        let counts = self.received.windows().get(usize::from(window))?;
        self.received.has_begun().then_some((window, *counts))
    }

    fn is_time(&mut self, now: Duration, pause: Duration) -> bool {
        let is_time = self.told.is_none_or(|told| told + pause <= now);
        if is_time {
            self.told = Some(now);
        }
        is_time
    }

    /// When there is something to send next.
    #[must_use]
    pub fn next_due(&self) -> Duration {
        let (Some(began), true) = (self.began, self.next < self.frames()) else {
            let pause = if self.began.is_none() {
                FEED_HELLO
            } else {
                FEED_ACCOUNT
            };
            return self.told.map_or(Duration::ZERO, |told| told + pause);
        };
        self.due_at(began)
    }

    /// Whether the own frames are over, and so is the time for what is still under way.
    #[must_use]
    pub fn is_over(&self, now: Duration) -> bool {
        let end = |began| began + frame_time(self.frames()) + FEED_LINGER;
        self.is_refused || self.began.is_some_and(|began| end(began) <= now)
    }

    /// Whether anything came from the other side.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.received.has_begun()
    }

    /// Whether the other side has too much to do.
    #[must_use]
    pub const fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// The own program did not run, was told that its timers are not kept, or dropped packets that had arrived, in
    /// the frame under way. The other side learns of it with the next one.
    pub fn note_late(&mut self) {
        let window = window_of(self.next).and_then(|window| self.own.get_mut(window));
        if let Some(window) = window {
            window.was_late = true;
        }
    }

    /// This device could not send a packet, so its window shows nothing of the network.
    pub fn note_unsent(&mut self, packet: &Packet) {
        let Packet::Media(media) = packet else {
            return;
        };
        let window = window_of(media.frame).and_then(|window| self.own.get_mut(window));
        if let Some(window) = window {
            window.was_late = true;
        }
    }

    /// How many windows have ended.
    #[must_use]
    pub fn windows_over(&self) -> usize {
        window_of(self.next).unwrap_or_default()
    }

    /// What came in so far.
    #[must_use]
    pub fn received(&self) -> &[Counts] {
        self.received.windows()
    }

    /// What became of the feed so far.
    #[must_use]
    pub fn streamed(&self) -> Streamed {
        let down = self.received.windows().iter();
        let windows = down.zip(&self.own).zip(&self.accounts).enumerate();
        let windows = windows.map(|(place, ((down, own), up))| Window {
            down: *down,
            up: *up,
            round_trip_ms: own.round_trip_ms(),
            held: own.held,
            is_own_late: own.was_late,
            is_far_end_late: self.received.was_delayed(place),
        });
        Streamed {
            windows: windows.collect(),
            up_is_unproven: self.own_sctp_slows,
            large: Large {
                sent: self.told_large,
                received: self.large,
            },
        }
    }

    /// Whether the other side has reported that large packets arrived there.
    #[must_use]
    pub const fn large_packets_arrived(&self) -> bool {
        self.told_large > 0
    }

    fn frames(&self) -> u32 {
        (u32::from(self.windows) + 1) * FEED_FRAMES_PER_SECOND
    }

    fn due_at(&self, began: Duration) -> Duration {
        (began + frame_time(self.next)).max(self.paced)
    }
}

impl OwnWindow {
    /// The median, since a single packet may have waited.
    fn round_trip_ms(&self) -> Option<u16> {
        let milliseconds = median(&self.round_trips)? / 1_000;
        Some(u16::try_from(milliseconds).unwrap_or(u16::MAX))
    }
}

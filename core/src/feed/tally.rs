//! What of a stream arrived, by window.

use std::time::Duration;

use crate::limits::{FEED_FRAMES_PER_SECOND, FEED_LATE, FEED_PACKETS_PER_FRAME};
use crate::wire::feed::{Counts, Media, Ticks};

/// RFC 3550 section 6.4.1: the gain of the filter of the jitter is one in 16.
const JITTER_SHIFT: u32 = 4;

/// What of a stream arrived.
///
/// Windows follow the number of the frame, never the time of arrival: what comes late counts where it
/// belongs, and the order of arrival makes no difference to what is missing. The first second, in which
/// windows of congestion control open, is not counted.
#[derive(Debug, Clone)]
pub struct Tally {
    /// The packets of each frame that came, one bit each.
    frames: Vec<u8>,
    windows: Vec<Counts>,
    /// Whether a frame of the window left its sender late.
    delayed: Vec<bool>,
    /// The smallest difference of both clocks, which is the fastest packet.
    fastest: Option<i32>,
    /// The transit time of the last packet, for the jitter.
    transit: Option<i32>,
    /// In units of 1/16 of a tick.
    jitter: u32,
    /// When the last packet came.
    last: Option<Duration>,
    /// When the first frame came or would have come, had it been as fast as the fastest.
    began: Duration,
    /// The last frame of which a packet came.
    newest: u32,
}

impl Tally {
    /// A tally of a stream with this many windows.
    #[must_use]
    pub fn new(windows: u8) -> Self {
        let windows = usize::from(windows);
        Self {
            frames: vec![0; (windows + 1) * FEED_FRAMES_PER_SECOND as usize],
            windows: vec![Counts::default(); windows],
            delayed: vec![false; windows],
            fastest: None,
            transit: None,
            jitter: 0,
            last: None,
            began: Duration::MAX,
            newest: 0,
        }
    }

    /// A packet came. One that does not belong to the stream, or came before, counts for nothing: then
    /// this is `false`.
    pub fn add(&mut self, now: Duration, media: &Media) -> bool {
        let frame = usize::try_from(media.frame).ok();
        let seen = frame.and_then(|frame| self.frames.get_mut(frame));
        let Some(seen) = seen.filter(|_| media.index < FEED_PACKETS_PER_FRAME) else {
            return false;
        };
        let bit = 1 << media.index;
        if *seen & bit != 0 {
            return false;
        }
        *seen |= bit;
        let lateness = self.note_transit(now, media.sent);
        self.note_silence(now, media.frame);
        let before = self.newest;
        self.newest = before.max(media.frame);
        let Some(window) = window_of(media.frame) else {
            return true;
        };
        if media.is_late {
            // What its sender left out before belongs to the same delay.
            let first = window_of(before).unwrap_or(0);
            let delayed = self.delayed.iter_mut().take(window + 1).skip(first);
            delayed.for_each(|delayed| *delayed = true);
        }
        if let Some(counts) = self.windows.get_mut(window) {
            counts.received += 1;
            counts.late += u16::from(lateness > FEED_LATE);
            counts.jitter = u16::try_from(self.jitter >> JITTER_SHIFT).unwrap_or(u16::MAX);
        }
        true
    }

    /// What arrived in each window so far.
    #[must_use]
    pub fn windows(&self) -> &[Counts] {
        &self.windows
    }

    /// Whether a frame of this window left its sender late.
    #[must_use]
    pub fn was_delayed(&self, window: usize) -> bool {
        self.delayed.get(window).copied().unwrap_or_default()
    }

    /// Whether anything came.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.last.is_some()
    }

    /// How much later than the fastest packet this one came.
    fn note_transit(&mut self, now: Duration, sent: Ticks) -> Duration {
        // The difference of two clocks that are not in step: only its changes mean something.
        let transit = ticks(now).0.wrapping_sub(sent.0).cast_signed();
        if let Some(before) = self.transit.replace(transit) {
            let difference = transit.wrapping_sub(before).unsigned_abs();
            // The clock of a peer may go anywhere.
            self.jitter = self.jitter.saturating_add(difference);
            self.jitter -= self.jitter >> JITTER_SHIFT;
        }
        let fastest = self.fastest.map_or(transit, |fastest| fastest.min(transit));
        self.fastest = Some(fastest);
        duration(Ticks(transit.wrapping_sub(fastest).cast_unsigned()))
    }

    /// The time since the packet before belongs to the windows whose frames were due meanwhile, whatever
    /// came first after it: after an outage, a browser first sends what it still had from before.
    fn note_silence(&mut self, now: Duration, frame: u32) {
        let since = self.last.replace(now).unwrap_or(now);
        self.began = self.began.min(now.saturating_sub(frame_time(frame)));
        self.spread_silence(since, now);
    }

    /// Time has passed. No packet would reveal a silence that lasts to the end of the stream.
    pub fn note_time(&mut self, now: Duration) {
        let frames = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        if let Some(since) = self.last {
            self.spread_silence(since, now.min(self.began + frame_time(frames)));
        }
    }

    fn spread_silence(&mut self, since: Duration, now: Duration) {
        let silence = now.saturating_sub(since).as_millis();
        let silence = u16::try_from(silence).unwrap_or(u16::MAX);
        let window_at = |time: Duration| time.saturating_sub(self.began).as_secs().checked_sub(1);
        let Some(last) = window_at(now) else {
            return;
        };
        let first = window_at(since).unwrap_or(0);
        for (place, window) in (0..).zip(&mut self.windows) {
            if (first..=last).contains(&place) {
                window.silence_ms = window.silence_ms.max(silence);
            }
        }
    }
}

/// The window of a frame; none in the first second.
pub(super) fn window_of(frame: u32) -> Option<usize> {
    let counted = frame.checked_sub(FEED_FRAMES_PER_SECOND)?;
    usize::try_from(counted / FEED_FRAMES_PER_SECOND).ok()
}

/// When a frame is due after the first one.
pub(super) fn frame_time(frame: u32) -> Duration {
    Duration::from_secs(1) * frame / FEED_FRAMES_PER_SECOND
}

/// A duration in ticks.
pub(super) fn ticks(duration: Duration) -> Ticks {
    // The remainder of the division by 2^32 is wanted.
    let ticks = duration.as_micros() / 100 % (1 << 32);
    Ticks(u32::try_from(ticks).unwrap_or_default())
}

/// Ticks as a duration.
pub(super) fn duration(ticks: Ticks) -> Duration {
    Duration::from_micros(u64::from(ticks.0) * 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    fn add(tally: &mut Tally, frame: u32, now: Duration) {
        for index in 0..FEED_PACKETS_PER_FRAME {
            let media = Media {
                frame,
                index,
                is_late: false,
                receiver_is_throttled: false,
                sent: ticks(START + frame_time(frame)),
                echo: None,
                counts: None,
                large: 0,
            };
            tally.add(now, &media);
        }
    }

    #[test]
    fn clocks_that_go_anywhere_do_no_harm() {
        let mut tally = Tally::new(5);
        for (frame, sent) in (0..180).zip([0, u32::MAX, 1 << 31, 7].into_iter().cycle()) {
            let media = Media {
                frame,
                index: 0,
                is_late: false,
                receiver_is_throttled: false,
                sent: Ticks(sent),
                echo: None,
                counts: None,
                large: 0,
            };
            assert!(tally.add(START, &media));
            assert!(!tally.add(START, &media));
        }
        assert!(tally.windows().iter().all(|counts| counts.received == 30));
    }

    fn silences(lost: std::ops::Range<u32>, from_before: u32) -> Vec<u16> {
        let mut tally = Tally::new(5);
        for frame in 0..180 {
            tally.note_time(START + frame_time(frame));
            if frame == lost.end {
                // What the sender's queue still held.
                let queued = lost.start..lost.start + from_before;
                queued.for_each(|old| add(&mut tally, old, START + frame_time(frame)));
            }
            if !lost.contains(&frame) {
                add(&mut tally, frame, START + frame_time(frame));
            }
        }
        // Long after the stream.
        tally.note_time(START + Duration::from_secs(60));
        tally
            .windows()
            .iter()
            .map(|counts| counts.silence_ms)
            .collect()
    }

    #[test]
    fn a_silence_belongs_to_the_windows_in_which_it_was() {
        assert_eq!(silences(0..0, 0), [33; 5]);
        // Two seconds, from the middle of the first window to the middle of the third.
        for from_before in [0, 1, 6] {
            assert_eq!(
                silences(45..105, from_before),
                [2_033, 2_033, 2_033, 33, 33]
            );
        }
    }

    #[test]
    fn a_silence_that_lasts_to_the_end_is_noted_where_it_began() {
        // From the middle of the fourth window.
        assert_eq!(silences(135..180, 0), [33, 33, 33, 1_533, 1_533]);
    }
}

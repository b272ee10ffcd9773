//! From what was counted to what it means.

use std::net::SocketAddr;

use super::stream::{Streamed, Window};
use crate::limits::{
    FEED_FRAMES_PER_SECOND, FEED_INTERRUPTED_PERCENT, FEED_MAX_LOST_PERCENT,
    FEED_MAX_ROUND_TRIP_MS, FEED_MIN_GOOD_PERCENT, FEED_MIN_MEASURED, FEED_PACKETS_PER_FRAME,
    FEED_SILENCE, FEED_WINDOWS,
};
use crate::model::feed::{Feed, Seconds};
use crate::wire::feed::Counts;

/// Packets of one window.
const EXPECTED: u32 = FEED_FRAMES_PER_SECOND * FEED_PACKETS_PER_FRAME as u32;

/// Steps of 0.1 ms in a millisecond.
const TICKS_PER_MS: u16 = 10;

/// What a feed shows of each of its first seconds.
#[must_use]
pub fn measured(server: SocketAddr, streamed: &Streamed, seconds: usize) -> Feed {
    let mut feed = Feed {
        port: server.port(),
        up_lost_percent: Vec::new(),
        down_lost_percent: Vec::new(),
        up_jitter_ms: Vec::new(),
        down_jitter_ms: Vec::new(),
        round_trip_ms: Vec::new(),
    };
    for window in streamed.windows.iter().take(seconds) {
        let is_late = window.is_own_late || window.is_far_end_late;
        let up = window.up.filter(|_| !is_late);
        let up = up.and_then(|counts| Some((sent(window, &counts)?, counts)));
        let down = Some((EXPECTED, window.down)).filter(|_| !is_late);
        feed.up_lost_percent.push(up.map(lost_percent));
        feed.up_jitter_ms.push(up.map(jitter_ms));
        feed.down_lost_percent.push(down.map(lost_percent));
        feed.down_jitter_ms.push(down.map(jitter_ms));
        feed.round_trip_ms.push(window.round_trip_ms);
    }
    feed
}

/// How many packets of a window were sent, by what the far end received. Frames that were held back on the
/// device count as sent if the far end heard nothing meanwhile: then the path was interrupted. Else the device
/// was slow; `None` if that leaves too little to judge by.
fn sent(window: &Window, counts: &Counts) -> Option<u32> {
    let was_silent = u128::from(counts.silence_ms) >= FEED_SILENCE.as_millis();
    if was_silent || counts.received == 0 {
        return Some(EXPECTED);
    }
    let held = u32::from(window.held) * u32::from(FEED_PACKETS_PER_FRAME);
    let sent = EXPECTED.saturating_sub(held);
    (sent * 2 > EXPECTED).then_some(sent)
}

fn lost_percent((sent, counts): (u32, Counts)) -> u16 {
    let lost = sent.saturating_sub(u32::from(counts.received)) + u32::from(counts.late);
    u16::try_from((lost * 100).div_ceil(sent)).map_or(100, |percent| percent.min(100))
}

fn jitter_ms((_, counts): (u32, Counts)) -> u16 {
    counts.jitter / TICKS_PER_MS
}

/// What one direction was in a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// Video would have worked.
    Good,
    /// Enough came, but too slowly.
    Slow,
    /// Too much was lost.
    Lossy,
    /// Next to nothing came.
    Interrupted,
    /// It shows nothing of the network.
    Unmeasured,
}

impl Second {
    /// Each second from the site.
    pub fn each_up(feed: &Feed) -> impl Iterator<Item = Self> + '_ {
        Self::each(feed, &feed.up_lost_percent)
    }

    /// Each second to the site.
    pub fn each_down(feed: &Feed) -> impl Iterator<Item = Self> + '_ {
        Self::each(feed, &feed.down_lost_percent)
    }

    fn each<'a>(feed: &'a Feed, lost_percent: &'a Seconds) -> impl Iterator<Item = Self> + 'a {
        let seconds = lost_percent.iter().zip(0..);
        seconds.map(|(lost_percent, place)| Self::of(feed, *lost_percent, place))
    }

    fn of(feed: &Feed, lost_percent: Option<u16>, place: usize) -> Self {
        let round_trip = feed.round_trip_ms.get(place).copied().flatten();
        match lost_percent {
            None => Self::Unmeasured,
            Some(percent) if percent >= FEED_INTERRUPTED_PERCENT => Self::Interrupted,
            Some(percent) if percent > FEED_MAX_LOST_PERCENT => Self::Lossy,
            Some(_) if round_trip.is_some_and(|ms| ms > FEED_MAX_ROUND_TRIP_MS) => Self::Slow,
            Some(_) => Self::Good,
        }
    }
}

/// How many seconds of one direction were good, over one or several feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Seconds in all.
    pub all: usize,
    /// Those that show something.
    pub measured: usize,
    /// Those of them in which video would have worked.
    pub good: usize,
    /// Those in which next to nothing came.
    pub interrupted: usize,
    /// Those in which enough came, but too slowly.
    pub slow: usize,
    /// Packets of a hundred that were lost on average over the measured ones.
    pub lost_percent: u32,
}

impl Share {
    /// From the site.
    #[must_use]
    pub fn of_up(feeds: &[Feed]) -> Self {
        Self::of(feeds, |feed| &feed.up_lost_percent)
    }

    /// To the site.
    #[must_use]
    pub fn of_down(feeds: &[Feed]) -> Self {
        Self::of(feeds, |feed| &feed.down_lost_percent)
    }

    fn of(feeds: &[Feed], lost_percent: fn(&Feed) -> &Seconds) -> Self {
        let mut share = Self::default();
        let mut lost = 0;
        for feed in feeds {
            for (second, place) in lost_percent(feed).iter().zip(0..) {
                share.all += 1;
                share.measured += usize::from(second.is_some());
                lost += u32::from(second.unwrap_or_default());
                match Second::of(feed, *second, place) {
                    Second::Good => share.good += 1,
                    Second::Slow => share.slow += 1,
                    Second::Interrupted => share.interrupted += 1,
                    Second::Lossy | Second::Unmeasured => {}
                }
            }
        }
        share.lost_percent = u32::try_from(share.measured)
            .ok()
            .and_then(|measured| lost.checked_div(measured))
            .unwrap_or_default();
        share
    }

    /// It shows that video works.
    #[must_use]
    pub const fn passes(&self) -> bool {
        self.is_measured() && self.is_good()
    }

    /// It shows that video does not.
    #[must_use]
    pub const fn fails(&self) -> bool {
        self.is_measured() && !self.is_good()
    }

    /// Enough seconds show something.
    const fn is_measured(&self) -> bool {
        self.measured * FEED_WINDOWS as usize >= self.all * FEED_MIN_MEASURED && self.all > 0
    }

    /// Video works at least 90 % of the time.
    const fn is_good(&self) -> bool {
        self.good * 100 >= self.measured * FEED_MIN_GOOD_PERCENT
    }
}

//! What became of a feed, second by second, as a report tells it.

use serde::Serialize;

use crate::support::json::from_json;

from_json! {
    Feed { port, up_lost_percent, down_lost_percent, up_jitter_ms, down_jitter_ms, round_trip_ms }
}

/// One feed: a paced, video-like stream both ways at the same time. Every list has an entry for each
/// second; `None` where the second shows nothing of the network, because the device or the far end was short
/// of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Feed {
    /// The far end's UDP port.
    pub port: u16,
    /// Packets of a hundred that were missing or came too late on their way from the site, rounded up.
    pub up_lost_percent: Seconds,
    /// The same on their way to the site.
    pub down_lost_percent: Seconds,
    /// Interarrival jitter (RFC 3550 section 6.4.1) from the site, in milliseconds.
    pub up_jitter_ms: Seconds,
    /// The same to the site.
    pub down_jitter_ms: Seconds,
    /// Median round trip in milliseconds.
    pub round_trip_ms: Seconds,
}

impl Feed {
    /// Keeps so many seconds.
    pub(crate) fn truncate(&mut self, seconds: usize) {
        for list in [
            &mut self.up_lost_percent,
            &mut self.down_lost_percent,
            &mut self.up_jitter_ms,
            &mut self.down_jitter_ms,
            &mut self.round_trip_ms,
        ] {
            list.truncate(seconds);
        }
    }
}

/// A number for each second of a feed.
pub type Seconds = Vec<Option<u16>>;

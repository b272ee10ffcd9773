//! A feed, second by second, for people.

use crate::feed::Second;
use crate::limits::{FEED_MAX_LOST_PERCENT, FEED_MAX_ROUND_TRIP_MS};
use crate::model::feed::{Feed, Seconds};
use crate::say::Language;

/// Seconds of one line; with their labels, they fit into 80 columns.
const IN_A_LINE: usize = 10;

/// One kind of number of each second.
pub(super) struct Series<'a> {
    pub(super) label: &'static str,
    pub(super) seconds: &'a Seconds,
    /// Numbers above it make a second bad.
    most: u16,
}

impl Series<'_> {
    pub(super) const fn is_bad(&self, number: u16) -> bool {
        number > self.most
    }
}

/// What was lost each way, the jitter, and the round trip.
pub(super) fn series(feed: &Feed, language: Language) -> [Series<'_>; 5] {
    let words = language.page();
    let series = |label, seconds, most| Series {
        label,
        seconds,
        most,
    };
    [
        series(words.feed_up, &feed.up_lost_percent, FEED_MAX_LOST_PERCENT),
        series(
            words.feed_down,
            &feed.down_lost_percent,
            FEED_MAX_LOST_PERCENT,
        ),
        series(words.feed_jitter_up, &feed.up_jitter_ms, u16::MAX),
        series(words.feed_jitter_down, &feed.down_jitter_ms, u16::MAX),
        series(
            words.feed_round_trip,
            &feed.round_trip_ms,
            FEED_MAX_ROUND_TRIP_MS,
        ),
    ]
}

/// The title of a feed, with what the signs mean.
pub(super) fn title(feed: &Feed, language: Language) -> String {
    format!("UDP {} ({})", feed.port, language.page().feed_signs)
}

/// A table in columns of equal width; what was bad has a sign and not a colour.
pub(super) fn table(feed: &Feed, language: Language) -> Vec<String> {
    let mut lines = vec![title(feed, language)];
    let all = series(feed, language);
    let longest = all.iter().map(|series| series.seconds.len()).max();
    let widest = all.iter().map(|series| series.label.chars().count()).max();
    let widest = widest.unwrap_or_default();
    for from in (0..longest.unwrap_or_default()).step_by(IN_A_LINE) {
        for series in &all {
            let mut line = format!("{:widest$}", series.label);
            for number in series.seconds.iter().skip(from).take(IN_A_LINE) {
                let cell = match number {
                    None => "- ".to_owned(),
                    Some(number) if series.is_bad(*number) => format!("{number}!"),
                    Some(number) => format!("{number} "),
                };
                line.push_str(&format!("{cell:>5}"));
            }
            lines.push(line.trim_end().to_owned());
        }
    }
    lines
}

/// A sign for each second of a feed that has been shown so far, from the site and to it: `+` good, `X` bad, `.` not
/// measured.
#[must_use]
pub fn marks(feed: &Feed) -> [String; 2] {
    [
        Second::each_up(feed).map(mark).collect(),
        Second::each_down(feed).map(mark).collect(),
    ]
}

const fn mark(second: Second) -> char {
    match second {
        Second::Good => '+',
        Second::Slow | Second::Lossy | Second::Interrupted => 'X',
        Second::Unmeasured => '.',
    }
}

//! How much a report in a link may contain. Reports of real sites stay far below; data from a third party's
//! certificate or a hostile link may not.

use crate::model::evidence::{Evidence, Name};
use crate::model::guide::Question;
use crate::model::place::MAX_SITE;
use crate::model::report::{Note, Report};
use crate::model::watch::WatchSummary;
use crate::support::sorted::SortedMap;
use crate::wire::feed::MAX_WINDOWS;

/// Entries of evidence in one row.
const EVIDENCE: usize = 200;
/// Details of one entry.
const DETAILS: usize = 16;
/// Characters of the name of a test or of a detail.
const NAME: usize = 40;
/// Characters of a target: a host name (253), a port and a path.
const TARGET: usize = 300;
/// Characters of a result or of the value of a detail.
const TEXT: usize = 600;
/// Minutes by which clocks may differ from UTC: more than any time zone's.
const UTC_OFFSET: u16 = 24 * 60;
/// Characters of the name of an interface: Windows lets its users choose it.
const INTERFACE: usize = 40;
/// Addresses in a list.
const ADDRESSES: usize = 32;
/// Blocked ranges, and unconfirmed ones.
const RANGES: usize = 1024;
/// Feeds; a run has two at most.
const FEEDS: usize = 4;

/// Outages of a watch, and gaps; a longer list is in the program's own report.
const OUTAGES: usize = 32;
/// Rows that failed in an outage.
const FAILED: usize = 16;
/// Marks of a timeline.
const MARKS: usize = 96;

/// Cuts off what exceeds the bounds; the report then has a note about it. Doing it again changes
/// nothing.
pub(super) fn bounded(report: &Report) -> Report {
    let mut bounded = report.clone();
    let place = &mut bounded.place;
    place.site = place.site.as_deref().map(|site| clip(site, MAX_SITE));
    place.utc_offset = place
        .utc_offset
        .filter(|minutes| minutes.unsigned_abs() <= UTC_OFFSET);
    bounded.network.local_addresses.truncate(ADDRESSES);
    bounded.network.mapped_addresses.truncate(ADDRESSES);
    if let Some(interface) = &mut bounded.network.interface {
        interface.name = clip(&interface.name, INTERFACE);
    }
    bounded.network.udp_blocked.truncate(RANGES);
    bounded.network.udp_unconfirmed.truncate(RANGES);
    bounded.guide.truncate(Question::ALL.len());
    bounded.feeds.truncate(FEEDS);
    for feed in &mut bounded.feeds {
        feed.truncate(MAX_WINDOWS);
    }
    if let Some(watch) = &mut bounded.watch {
        keep_longest_outages(watch, OUTAGES);
        for outage in &mut watch.outages {
            outage.failed.truncate(FAILED);
        }
        watch.gaps.truncate(OUTAGES);
        watch.timeline = clip(&watch.timeline, MARKS);
    }
    for row in &mut bounded.requirements {
        row.evidence.truncate(EVIDENCE);
        for evidence in &mut row.evidence {
            *evidence = bounded_evidence(evidence);
        }
    }
    if bounded != *report {
        bounded.notes.insert(Note::Shortened);
    }
    bounded
}

/// The longest outages are kept, in their order, and the others are counted.
pub(super) fn keep_longest_outages(watch: &mut WatchSummary, count: usize) {
    while watch.outages.len() > count {
        let outages = watch.outages.iter().enumerate().rev();
        let Some((shortest, _)) = outages.min_by_key(|(_, outage)| outage.rounds) else {
            return;
        };
        watch.outages.remove(shortest);
        watch.outages_left_out = watch.outages_left_out.saturating_add(1);
    }
}

fn bounded_evidence(evidence: &Evidence) -> Evidence {
    let mut bounded = Evidence {
        test: clip_name(&evidence.test, NAME),
        target: clip_name(&evidence.target, TARGET),
        result: clip_name(&evidence.result, TEXT),
        round_trip_ms: evidence.round_trip_ms,
        details: SortedMap::default(),
    };
    for (name, value) in evidence.details.iter().take(DETAILS) {
        let value = clip(value, TEXT);
        bounded.details.insert(clip_name(name, NAME), value);
    }
    bounded
}

/// A name that this version knows is short and harmless.
fn clip_name<K: Copy>(name: &Name<K>, most: usize) -> Name<K> {
    match name {
        Name::Known(known) => Name::Known(*known),
        Name::Other(text) => Name::Other(clip(text, most).into()),
    }
}

/// Truncates a text, and replaces characters that could control a terminal or change the reading order.
fn clip(text: &str, most: usize) -> String {
    let harmless = |character| {
        if steers(character) {
            char::REPLACEMENT_CHARACTER
        } else {
            character
        }
    };
    text.chars().take(most).map(harmless).collect()
}

/// Control characters, and the explicit directional ones of Unicode (UAX #9 section 2).
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_characters_and_loses_what_steers() {
        assert_eq!(clip("ééé", 2), "éé");
        assert_eq!(
            clip("a\u{1b}[2J\u{202e}b\n", 40),
            "a\u{fffd}[2J\u{fffd}b\u{fffd}"
        );
        assert_eq!(clip("<script>", 40), "<script>");
    }
}

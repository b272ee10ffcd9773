//! Any log: shares stay within bounds, outages are in order, and damage is skipped.

use camcheck_core::model::reason::Reason;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::time::Time;
use camcheck_core::model::verdict::Status;
use camcheck_core::watch::log::{self, FORMAT, LogFault, VERSION};
use camcheck_core::watch::{
    Entry, FeedSeen, FlowSeen, Judged, Kind, Pause, Round, RowSeen, Start, Unmeasured, summary,
};
use proptest::prelude::*;

/// Moments that often lie near each other, and sometimes anywhere.
fn time() -> impl Strategy<Value = Time> {
    prop_oneof![
        8 => 1_795_400_000..1_795_500_000_u64,
        1 => any::<u64>(),
    ]
    .prop_map(Time::from_seconds)
}

fn start() -> impl Strategy<Value = Start> {
    let every = prop_oneof![4 => 60..4_000_u64, 1 => any::<u64>()];
    (time(), every, any::<u64>()).prop_map(|(at, every_seconds, for_seconds)| Start {
        format: FORMAT.to_owned(),
        version: VERSION,
        tool: "camcheck 0.1.0".to_owned(),
        at,
        every_seconds,
        for_seconds,
    })
}

fn row() -> impl Strategy<Value = RowSeen> {
    let status = prop::sample::select(vec![
        Status::Pass,
        Status::Warn,
        Status::Fail,
        Status::Inconclusive,
        Status::NotTested,
    ]);
    let id = prop::sample::select(Vec::from(RequirementId::ALL));
    let reason = prop::sample::select(Reason::ALL);
    (id, status, reason).prop_map(|(id, status, reason)| RowSeen { id, status, reason })
}

fn flow() -> impl Strategy<Value = FlowSeen> {
    (0..30_usize, 0..30_usize, 0..=100_u32, any::<Option<u16>>()).prop_map(
        |(good_seconds, measured_seconds, lost_percent, jitter_ms)| FlowSeen {
            good_seconds,
            measured_seconds,
            lost_percent,
            jitter_ms,
        },
    )
}

fn feed() -> impl Strategy<Value = FeedSeen> {
    (flow(), flow(), any::<Option<u32>>()).prop_map(|(up, down, round_trip_ms)| FeedSeen {
        up,
        down,
        round_trip_ms,
    })
}

fn round() -> impl Strategy<Value = Round> {
    let kind = prop::sample::select(vec![Kind::Whole, Kind::Small]);
    let unmeasured = prop::sample::select(vec![
        None,
        Some(Unmeasured::Slept),
        Some(Unmeasured::KeptPausing),
    ]);
    let took = prop_oneof![4 => 0..100_000_u64, 1 => any::<u64>()];
    let rows = prop::collection::vec(row(), 0..12);
    (
        (
            time(),
            took,
            kind,
            prop::sample::select(Vec::from(Judged::ALL)),
        ),
        (
            rows,
            any::<Option<bool>>(),
            prop::option::of(feed()),
            unmeasured,
        ),
    )
        .prop_map(
            |((at, took_ms, kind, result), (rows, network_changed, feed, unmeasured))| Round {
                at,
                took_ms,
                kind,
                result,
                rows,
                network_changed,
                feed,
                unmeasured,
            },
        )
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        1 => start().prop_map(Entry::Start),
        8 => round().prop_map(Entry::Round),
        1 => (time(), time()).prop_map(|(from, to)| Entry::Pause(Pause { from, to })),
    ]
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    (start(), prop::collection::vec(entry(), 0..60)).prop_map(|(start, mut entries)| {
        entries.insert(0, Entry::Start(start));
        entries
    })
}

fn written(entries: &[Entry]) -> Vec<u8> {
    let lines = entries.iter().map(|entry| log::line(entry).expect("JSON"));
    lines.collect::<String>().into_bytes()
}

proptest! {
    #[test]
    fn any_sequence_of_results_has_a_sound_summary(entries in entries(), ended in time()) {
        let summary = summary(&entries, ended);
        let all = [summary.good_seconds, summary.bad_seconds, summary.not_judged_seconds, summary.gap_seconds];
        prop_assert_eq!(all.iter().sum::<u64>(), summary.ended.since(summary.began));
        if let Some(percent) = summary.good_percent() {
            prop_assert!(percent <= 100);
            let (low, high) = summary.interval_percent.expect("there is a share");
            prop_assert!(u64::from(low) <= percent && percent <= u64::from(high));
            prop_assert!(high <= 100);
        }
        let mut ended = None;
        for outage in &summary.outages {
            prop_assert!(outage.begin_after <= Some(outage.begin_by));
            prop_assert!(outage.end_by.is_none_or(|by| outage.end_after <= by));
            prop_assert!(outage.rounds > 0);
            prop_assert!(ended <= Some(outage.begin_by), "{:#?}", summary.outages);
            ended = Some(outage.end_after);
        }
        let open = summary.outages.iter().filter(|outage| outage.end_by.is_none());
        prop_assert!(open.count() <= 1);
        for pair in summary.gaps.windows(2) {
            prop_assert!(pair[0].to <= pair[1].from);
        }
        prop_assert!(summary.timeline.len() <= 72);
    }

    #[test]
    fn a_log_reads_back_what_was_written(entries in entries()) {
        let past = log::read(&written(&entries)).expect("a log");
        prop_assert_eq!(past.entries, entries);
        prop_assert_eq!((past.damaged, past.cut_off, past.is_open_ended), (0, false, false));
    }

    #[test]
    fn a_log_may_be_a_minute_ahead_of_the_clock(start in start(), ended in 100u64..4_000_000_000) {
        let at = Time::from_seconds(ended);
        let entries = [Entry::Start(Start { at, ..start })];
        let past = log::read(&written(&entries)).expect("a log");
        prop_assert_eq!(past.check_clock(Time::from_seconds(ended - 60)), Ok(()));
        prop_assert_eq!(past.check_clock(Time::from_seconds(ended - 61)), Err(LogFault::Ahead));
    }

    #[test]
    fn a_log_that_was_cut_off_loses_its_last_line_only(
        entries in entries(),
        cut in any::<prop::sample::Index>(),
    ) {
        let whole = written(&entries);
        let first = whole.iter().position(|byte| *byte == b'\n').expect("a line");
        let length = first + 1 + cut.index(whole.len() - first);
        let past = log::read(&whole[..length]).expect("a log");
        let lines = whole[..length].iter().filter(|byte| **byte == b'\n').count();
        prop_assert!(past.entries.len() == lines || past.entries.len() == lines + 1);
        prop_assert_eq!(&entries[..past.entries.len()], &past.entries[..]);
        prop_assert_eq!(past.damaged, 0);
        prop_assert_eq!(past.is_open_ended, length < whole.len() && whole[length - 1] != b'\n');
    }

    #[test]
    fn damage_in_the_middle_is_counted_and_skipped(
        entries in entries(),
        damage in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let mut bytes = written(&entries[..1]);
        bytes.extend(damage.iter().filter(|byte| **byte != b'\n'));
        bytes.extend(b" {\n");
        bytes.extend(written(&entries));
        let past = log::read(&bytes).expect("a log");
        prop_assert_eq!(past.damaged, 1);
        prop_assert_eq!(past.entries.len(), entries.len() + 1);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = log::read(&bytes);
    }
}

#[test]
fn a_file_that_is_no_log_is_refused() {
    assert_eq!(log::read(b"").map(|past| past.entries), Ok(Vec::new()));
    assert_eq!(log::read(b"\n\n").map(|past| past.entries), Ok(Vec::new()));
    for text in [
        "hello\n",
        "{}\n",
        "{\"entry\":\"pause\",\"from\":\"2026-11-23T02:55:00Z\",\"to\":\"2026-11-23T02:55:00Z\"}\n",
        "{\"format\":\"camcheck-report\",\"version\":1}\n",
    ] {
        assert_eq!(log::read(text.as_bytes()), Err(LogFault::NotALog), "{text}");
    }
    let start = |format: &str, version: u32| {
        format!(
            "{{\"entry\":\"start\",\"format\":\"{format}\",\"version\":{version},\"tool\":\"camcheck 9.0.0\",\
             \"at\":\"2026-11-23T02:55:00Z\",\"every_seconds\":300,\"for_seconds\":300}}\n"
        )
    };
    assert!(log::read(start(FORMAT, 1).as_bytes()).is_ok());
    assert_eq!(
        log::read(start("other", 1).as_bytes()),
        Err(LogFault::NotALog)
    );
    assert_eq!(log::read(start(FORMAT, 2).as_bytes()), Err(LogFault::Newer));
}

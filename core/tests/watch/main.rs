//! Watches of simulated sites in virtual time, and of any sequence of results.

mod any_log;
#[path = "../golden/mod.rs"]
mod golden;
mod said;
mod station;

use std::time::Duration;

use camcheck_core::limits::{SURVEY_PORTS, WATCH_UDP_PORTS};
use camcheck_core::model::reason::Reason;
use camcheck_core::model::requirement::{Level, RequirementId};
use camcheck_core::model::time::Time;
use camcheck_core::model::verdict::Overall;
use camcheck_core::model::watch::{Failed, GapCause, Outage};
use camcheck_core::say::Language;
use camcheck_core::watch::{
    Entry, Judged, Kind, Round, Unmeasured, Watch, is_below_threshold, summary,
};

use station::{BEGAN, Event, Simulated, at, hours, minutes, schedule};

/// The sites that a test puts behind the same port, one after the other.
const OPEN: &str = "";
const BLOCKED_8883: &str = "[[rule]]\naction = \"drop\"\nprotocol = \"tcp\"\nports = \"8883\"\n";
const BLOCKED_RANGE: &str =
    "[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"30000-30999\"\n";
const CUT: &str = "[[rule]]\naction = \"drop\"\nprotocol = \"tcp\"\nports = \"1-65535\"\n\
                   [[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"1-65535\"\n";
const LOSSY: &str = "[wan]\nround-trip-ms = 40\nloss-percent = 18\n";
const FAR_END_DOWN: &str = "[far-end]\ndown = true\n";

fn run(every: u64, total: u64, events: Vec<Event>) -> (Watch, Simulated) {
    let mut station = Simulated::new(events);
    let watch = station.watch(schedule(every, total));
    (watch, station)
}

fn rounds(watch: &Watch) -> Vec<&Round> {
    watch.entries().iter().filter_map(Entry::round).collect()
}

/// The round that began at this minute.
fn round(watch: &Watch, minute: u64) -> &Round {
    let rounds = rounds(watch);
    let found = rounds
        .into_iter()
        .find(|round| round.at == at(minutes(minute)));
    found.unwrap_or_else(|| panic!("no round at minute {minute}"))
}

/// Bounds of an outage: the good rounds around it, and the bad ones at its ends.
fn bounds(watch: &Watch, good: u64, first: u64, last: u64, good_again: u64) -> Outage {
    let after = |minute| {
        let round = round(watch, minute);
        round.at.after(round.took_ms.div_ceil(1000))
    };
    Outage {
        begin_after: Some(at(minutes(good))),
        begin_by: after(first),
        end_after: at(minutes(last)),
        end_by: Some(after(good_again)),
        rounds: u32::try_from((last - first) / 10 + 1).expect("few"),
        failed: Vec::new(),
    }
}

#[test]
fn sixty_hours_are_summed_up_to_the_second() {
    let (mut watch, station) = run(
        minutes(10),
        hours(60),
        vec![
            Event::Site(hours(3), BLOCKED_8883),
            Event::Site(hours(3) + minutes(25), OPEN),
            Event::Site(hours(10) + minutes(5), CUT),
            Event::Site(hours(10) + minutes(35), OPEN),
            // The round at 28:00 begins late.
            Event::Sleep(hours(20) + minutes(5) + 7, hours(28) + minutes(4)),
            Event::Site(hours(30), FAR_END_DOWN),
            Event::Site(hours(30) + minutes(50), OPEN),
            Event::SlowRound(hours(40), minutes(25)),
            // No round falls into it.
            Event::Sleep(hours(50) + minutes(2), hours(50) + minutes(5)),
            Event::Site(hours(55), LOSSY),
            Event::Site(hours(56), OPEN),
        ],
    );
    let summary = watch.summary();
    assert_eq!(summary.began, at(0));
    assert_eq!(summary.ended, at(hours(60)));

    // From the last look before the device slept to the next round.
    let gaps: Vec<_> = summary.gaps.iter().map(|gap| (gap.from, gap.to)).collect();
    let (first, second, third) = (gaps[0], gaps[1], gaps[2]);
    let is_just_before = |moment, seconds| at(seconds - 10) < moment && moment <= at(seconds);
    assert!(
        is_just_before(first.0, hours(20) + minutes(5) + 7),
        "{gaps:?}"
    );
    assert_eq!(first.1, at(hours(28) + minutes(4)));
    assert_eq!(
        second,
        (at(hours(40) + minutes(10)), at(hours(40) + minutes(30)))
    );
    assert!(is_just_before(third.0, hours(50) + minutes(2)), "{gaps:?}");
    assert_eq!(third.1, at(hours(50) + minutes(10)));
    let causes: Vec<_> = summary.gaps.iter().map(|gap| gap.cause).collect();
    assert_eq!(
        causes,
        [GapCause::Slept, GapCause::SlowRound, GapCause::Slept]
    );

    // Rounds at 3:00, 3:10 and 3:20; 10:10, 10:20 and 10:30; six from 55:00 on.
    assert_eq!(summary.bad_seconds, 12 * minutes(10));
    assert_eq!(summary.not_judged_seconds, 5 * minutes(10));
    let gap_seconds: u64 = summary.gaps.iter().map(|gap| gap.to.since(gap.from)).sum();
    assert_eq!(summary.gap_seconds, gap_seconds);
    let judged = hours(60) - gap_seconds - summary.not_judged_seconds;
    assert_eq!(summary.good_seconds, judged - summary.bad_seconds);
    assert_eq!(summary.good_percent(), Some(96));
    assert!(!is_below_threshold(&summary));
    let (low, high) = summary.interval_percent.expect("judged");
    assert!(low < 96 && high > 96, "{low} {high}");

    let mut outages = summary.outages.clone();
    let failed: Vec<_> = outages
        .iter_mut()
        .map(|outage| std::mem::take(&mut outage.failed))
        .collect();
    assert_eq!(
        outages,
        [
            bounds(&watch, 170, 180, 200, 210),
            bounds(&watch, 600, 610, 630, 640),
            bounds(&watch, 3290, 3300, 3350, 3360),
        ]
    );
    let named = |id, reason| Failed { id, reason };
    assert_eq!(failed[0], [named(RequirementId::Tcp8883, Reason::NoAnswer)]);
    assert!(failed[1].contains(&named(RequirementId::Tcp443, Reason::NothingAnswers)));
    assert!(failed[1].contains(&named(RequirementId::DomainLatch, Reason::NothingAnswers)));
    assert_eq!(
        failed[2],
        [named(RequirementId::FeedReliability, Reason::FeedLossyUp)]
    );

    assert_eq!(
        (summary.timeline.len(), summary.mark_seconds),
        (72, minutes(50))
    );
    for mark in ['+', 'x', '?', '.'] {
        assert!(summary.timeline.contains(mark), "{}", summary.timeline);
    }
    let report = watch.report(station.moment()).expect("rounds were made");
    assert_eq!(report.overall, Overall::Ready);
    assert_eq!(report.watch, Some(summary));
}

#[test]
fn rounds_are_whole_first_and_after_a_change_and_small_else() {
    let (watch, _) = run(
        minutes(10),
        hours(3),
        vec![
            Event::Site(hours(1), BLOCKED_8883),
            Event::Site(hours(2), OPEN),
        ],
    );
    let kinds: Vec<_> = rounds(&watch).iter().map(|round| round.kind).collect();
    for (index, kind) in kinds.iter().enumerate() {
        // The change is seen at 1:00 and 2:00, and looked at as a whole in the round after it.
        let whole = [0, 7, 13].contains(&index);
        assert_eq!(*kind == Kind::Whole, whole, "{index}: {kinds:?}");
    }
    let rows = |index: usize| -> Vec<_> {
        let rounds = rounds(&watch);
        rounds[index].rows.iter().map(|row| row.id).collect()
    };
    // The far end takes no part in the tests of level advice here.
    let whole: Vec<_> = RequirementId::ALL
        .into_iter()
        .filter(|id| id.level() != Level::Advice)
        .collect();
    assert_eq!(rows(0), whole);
    let small: Vec<_> = whole
        .into_iter()
        .filter(|id| ![RequirementId::NatPresent, RequirementId::NatFullCone].contains(id))
        .collect();
    assert_eq!(rows(1), small);
}

#[test]
fn a_small_round_begins_a_tenth_of_the_flows_at_an_open_site() {
    let (_, station) = run(minutes(10), minutes(20), Vec::new());
    let [whole, small] = station.ports_asked[..] else {
        panic!("two rounds: {:?}", station.ports_asked);
    };
    assert!((128..SURVEY_PORTS).contains(&whole), "{whole}");
    assert!(small <= WATCH_UDP_PORTS + 1, "{small}");
}

/// A site whose blocked range is narrower than the small sample's gaps stays bad.
#[test]
fn what_a_whole_round_found_is_not_lost_on_small_ones() {
    let (mut watch, station) = run(minutes(10), hours(2), vec![Event::Site(0, BLOCKED_RANGE)]);
    let summary = watch.summary();
    assert_eq!(summary.bad_seconds, hours(2));
    assert_eq!(summary.good_percent(), Some(0));
    assert!(is_below_threshold(&summary));
    let [outage] = &summary.outages[..] else {
        panic!("one outage: {:?}", summary.outages);
    };
    assert_eq!((outage.begin_after, outage.end_by), (None, None));
    assert_eq!(outage.failed.len(), 1);
    let report = watch.report(station.moment()).expect("rounds were made");
    assert_eq!(report.network.udp_blocked.len(), 1);
}

#[test]
fn a_whole_round_without_our_servers_forgets_no_blocked_range() {
    let (watch, _) = run(
        minutes(10),
        hours(3),
        vec![
            Event::Site(0, BLOCKED_RANGE),
            Event::Site(minutes(65), FAR_END_DOWN),
            Event::Site(minutes(95), BLOCKED_RANGE),
        ],
    );
    let outbound = |round: &Round| {
        let row = round
            .rows
            .iter()
            .find(|row| row.id == RequirementId::UdpOutbound);
        row.expect("every round has it").reason
    };
    let down = at(minutes(65))..at(minutes(95));
    let (without, with): (Vec<_>, Vec<_>) = rounds(&watch)
        .into_iter()
        .partition(|round| down.contains(&round.at));
    // Otherwise the case was never met.
    assert!(
        without.iter().any(|round| round.kind == Kind::Whole),
        "{without:#?}"
    );
    assert!(
        with.iter()
            .any(|round| round.at > down.end && round.kind == Kind::Small)
    );
    for round in with {
        assert_eq!(outbound(round), Reason::UdpRangeBlocked, "{round:#?}");
    }
}

#[test]
fn what_failed_last_is_in_the_report() {
    let (mut watch, station) = run(
        minutes(10),
        minutes(50),
        vec![Event::Site(minutes(40), BLOCKED_8883)],
    );
    let report = watch.report(station.moment()).expect("rounds were made");
    assert_eq!(report.overall, Overall::NotReady);
    // It is a small round's.
    assert_eq!(Language::English.sample_limits(&report), None);
    let outages = report.watch.expect("a watch").outages;
    assert_eq!(outages.len(), 1);
    assert_eq!(outages[0].end_by, None);
}

#[test]
fn without_an_answer_before_a_silent_line_is_not_blamed_on_the_site() {
    let (watch, _) = run(
        minutes(10),
        minutes(40),
        vec![Event::Site(0, CUT), Event::Site(minutes(15), OPEN)],
    );
    let judged: Vec<_> = rounds(&watch).iter().map(|round| round.result).collect();
    assert_eq!(
        judged,
        [
            Judged::NotJudged,
            Judged::NotJudged,
            Judged::Good,
            Judged::Good
        ]
    );
    assert_eq!(watch.summary().outages, []);
    assert_eq!(watch.summary().good_percent(), Some(100));
}

#[test]
fn a_round_in_which_the_device_slept_is_a_gap() {
    let (watch, _) = run(
        minutes(10),
        hours(1),
        vec![Event::SleepInRound(minutes(20), minutes(3))],
    );
    let slept = round(&watch, 20);
    assert_eq!(slept.result, Judged::NotJudged);
    assert_eq!(slept.unmeasured, Some(Unmeasured::Slept));
    let summary = watch.summary();
    assert_eq!(summary.gap_seconds, minutes(10));
    assert_eq!(summary.good_seconds, minutes(50));
}

#[test]
fn another_network_leads_to_a_whole_round() {
    let moved = vec![Event::Move(minutes(25), "10.9.8.7")];
    let (watch, _) = run(minutes(10), hours(1), moved);
    assert_eq!(round(&watch, 20).network_changed, Some(false));
    assert_eq!(round(&watch, 30).network_changed, Some(true));
    assert_eq!(round(&watch, 30).kind, Kind::Small);
    assert_eq!(round(&watch, 40).kind, Kind::Whole);
    assert_eq!(round(&watch, 50).kind, Kind::Small);
}

#[test]
fn a_log_is_continued_with_a_gap_where_the_program_did_not_run() {
    let (first, station) = run(minutes(10), hours(1), Vec::new());
    let mut later = station.restarted(hours(3));
    let watch = later.continued(schedule(minutes(5), hours(1)), first.entries().to_vec());
    let summary = watch.summary();
    assert_eq!(summary.rounds, 6 + 12);
    assert_eq!(summary.good_seconds, hours(2));
    let [gap] = summary.gaps[..] else {
        panic!("one gap: {:?}", summary.gaps);
    };
    assert_eq!((gap.from, gap.to), (at(hours(1)), at(hours(3))));
    assert_eq!(gap.cause, GapCause::NotRunning);
}

#[test]
fn a_clock_that_was_set_back_between_two_starts_counts_no_time_twice() {
    let (first, station) = run(minutes(10), hours(2), Vec::new());
    let mut later = station.restarted(minutes(30));
    let watch = later.continued(schedule(minutes(10), hours(1)), first.entries().to_vec());
    let summary = watch.summary();
    let all = summary.good_seconds + summary.bad_seconds + summary.not_judged_seconds;
    assert_eq!(
        all + summary.gap_seconds,
        summary.ended.since(summary.began)
    );
}

#[test]
fn nothing_but_a_start_sums_up_to_nothing() {
    let began = Time::from_seconds(BEGAN.as_secs());
    let (watch, _) = run(minutes(10), minutes(10), Vec::new());
    let start = watch.entries()[..1].to_vec();
    let summary = summary(&start, began);
    assert_eq!(summary.good_percent(), None);
    assert_eq!(summary.interval_percent, None);
    assert_eq!(summary.timeline, "");
    assert!(!is_below_threshold(&summary));
}

#[test]
fn waiting_never_takes_longer_than_a_look() {
    let (_, station) = run(minutes(10), minutes(30), Vec::new());
    assert!(station.longest_wait <= Duration::from_secs(10));
}

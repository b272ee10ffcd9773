//! What is said of a watch, in every language and every form of a report.

use std::fmt::Write;

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::model::watch::{Failed, Gap, GapCause, Outage, WatchSummary};
use camcheck_core::render::text::Layout;
use camcheck_core::render::{html, markdown, text};
use camcheck_core::say::Language;
use camcheck_core::say::guide::Question;
use camcheck_core::share::link;
use camcheck_core::watch::{Judged, Kind, Round, RowSeen, Unmeasured, is_below_threshold};

use super::golden;
use super::station::{Simulated, at, hours, minutes, schedule};

fn outage(begin: (Option<u64>, u64), end: (u64, Option<u64>), failed: &[Failed]) -> Outage {
    Outage {
        begin_after: begin.0.map(at),
        begin_by: at(begin.1),
        end_after: at(end.0),
        end_by: end.1.map(at),
        rounds: 2,
        failed: failed.to_vec(),
    }
}

const fn failed(id: RequirementId, reason: Reason) -> Failed {
    Failed { id, reason }
}

/// A day with outages of each kind.
fn bad_day() -> WatchSummary {
    let cut = [
        failed(RequirementId::Tcp443, Reason::NothingAnswers),
        failed(RequirementId::DomainLatch, Reason::NothingAnswers),
    ];
    let port = [failed(RequirementId::Tcp8883, Reason::NoAnswer)];
    let feed = [
        failed(RequirementId::FeedReliability, Reason::FeedLossyUp),
        failed(RequirementId::FeedReliability, Reason::FeedSlow),
    ];
    WatchSummary {
        began: at(0),
        ended: at(hours(24)),
        rounds: 288,
        good_seconds: hours(19),
        bad_seconds: hours(3),
        not_judged_seconds: minutes(30),
        gap_seconds: hours(1) + minutes(30),
        interval_percent: Some((71, 97)),
        outages: vec![
            outage((None, 38), (minutes(10), Some(minutes(15) + 22)), &cut),
            outage(
                (Some(hours(2)), hours(2) + minutes(5) + 40),
                (hours(4), Some(hours(4) + minutes(5) + 21)),
                &port,
            ),
            // Over midnight.
            outage(
                (Some(hours(21)), hours(21) + minutes(6)),
                (hours(23) + minutes(55), None),
                &feed,
            ),
        ],
        outages_left_out: 0,
        gaps: vec![
            Gap {
                from: at(hours(6)),
                to: at(hours(7)),
                cause: GapCause::Slept,
            },
            Gap {
                from: at(hours(8)),
                to: at(hours(8) + minutes(30)),
                cause: GapCause::NotRunning,
            },
        ],
        timeline: "xx++++xxxxxx++++++...++..+++++??+++++++++++xxxx".to_owned(),
        mark_seconds: minutes(30),
    }
}

fn report(watch: WatchSummary) -> Report {
    let mut station = Simulated::new(Vec::new());
    let mut made = station.watch(schedule(minutes(10), minutes(10)));
    let report = made.report(station.moment()).expect("a round was made");
    Report {
        watch: Some(watch),
        ..report
    }
}

fn round(result: Judged, status: Status, reason: Reason) -> Round {
    Round {
        at: at(0),
        took_ms: 4_000,
        kind: Kind::Small,
        result,
        rows: vec![RowSeen {
            id: RequirementId::Tcp8883,
            status,
            reason,
        }],
        network_changed: None,
        feed: None,
        unmeasured: None,
    }
}

#[test]
fn a_watch_reads_as_expected() {
    let quiet_day = WatchSummary {
        good_seconds: hours(24),
        bad_seconds: 0,
        not_judged_seconds: 0,
        gap_seconds: 0,
        interval_percent: Some((98, 100)),
        outages: Vec::new(),
        gaps: Vec::new(),
        timeline: "+".repeat(72),
        mark_seconds: minutes(20),
        ..bad_day()
    };
    let nothing = WatchSummary {
        good_seconds: 0,
        bad_seconds: 0,
        not_judged_seconds: hours(24),
        interval_percent: None,
        outages: Vec::new(),
        gap_seconds: 0,
        ..bad_day()
    };
    let mut many = bad_day();
    many.outages = (0..15).map(|_| many.outages[1].clone()).collect();
    let rounds = [
        Round {
            kind: Kind::Whole,
            ..round(Judged::Good, Status::Pass, Reason::Answered)
        },
        round(Judged::Bad, Status::Fail, Reason::NoAnswer),
        round(Judged::Bad, Status::Inconclusive, Reason::NothingAnswers),
        round(
            Judged::NotJudged,
            Status::Inconclusive,
            Reason::FarEndPortDown,
        ),
        Round {
            unmeasured: Some(Unmeasured::Slept),
            ..round(Judged::NotJudged, Status::Pass, Reason::Answered)
        },
    ];
    for language in Language::ALL {
        let mut said = String::new();
        for watch in [&bad_day(), &quiet_day, &nothing, &many] {
            let _ = writeln!(said, "{}", language.watch_title());
            for sentence in language.watch_sentences(watch) {
                let _ = writeln!(said, "- {sentence}");
            }
            let marks = language.watch_marks(watch).expect("a timeline");
            let _ = writeln!(said, "{}\n{marks}\n", watch.timeline);
        }
        for round in &rounds {
            let _ = writeln!(said, "{}", language.round(round));
        }
        let _ = writeln!(said, "{}", language.log_continued(288, 1));
        golden::assert_reads(&format!("watch.{}.txt", language.tag()), &said);
    }
}

#[test]
fn every_form_of_a_report_has_the_summary() {
    let report = report(bad_day());
    let flat = |text: &str| text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    for language in Language::ALL {
        let layout = Layout {
            language,
            ..Layout::default()
        };
        let terminal = flat(&text::render(&report, layout));
        let markdown = markdown::render(&report, language, None);
        let html = html::render(&report, language);
        for sentence in language.watch_sentences(&bad_day()) {
            assert!(terminal.contains(&sentence), "{sentence}: {terminal}");
            assert!(
                html.contains(&sentence.replace('\'', "&#39;")),
                "{sentence}"
            );
            let escaped = sentence.replace('*', "\\*").replace('<', "\\<");
            assert!(markdown.contains(&escaped), "{sentence}: {markdown}");
        }
        for document in [&terminal, &markdown, &html] {
            assert!(document.contains(&bad_day().timeline), "{document}");
        }
    }
}

#[test]
fn a_timeline_from_outside_is_text() {
    let attack = "`<script>alert(1)</script>\u{1b}[2J".to_owned();
    let report = report(WatchSummary {
        timeline: attack,
        ..bad_day()
    });
    let language = Language::English;
    assert!(!html::render(&report, language).contains("<script>alert"));
    assert!(markdown::render(&report, language, None).contains("`'<script>alert(1)</script> [2J`"));
    assert!(!text::render(&report, Layout::default()).contains('\u{1b}'));
}

#[test]
fn links_keep_the_summary() {
    let page = "https://check.example.com/camera/";
    let report = report(bad_day());
    let full = link::read(&link::full(page, &report).expect("room")).expect("a link");
    assert_eq!(full.watch, report.watch);
    let short = link::read(&link::short(page, &report).expect("room")).expect("a link");
    let short = short.watch.expect("a summary");
    assert_eq!(short.good_percent(), Some(86));
    assert_eq!(short.outages, bad_day().outages);
    assert_eq!(short.outages_left_out, 0);
}

#[test]
fn a_short_link_keeps_the_longest_outages_and_counts_the_others() {
    let bad = |rounds, hour| Outage {
        rounds,
        ..outage(
            (Some(hours(hour)), hours(hour) + 30),
            (hours(hour), None),
            &[],
        )
    };
    let report = report(WatchSummary {
        outages: vec![bad(2, 1), bad(9, 2), bad(1, 3), bad(5, 4), bad(2, 5)],
        ..bad_day()
    });
    let short = link::short("https://check.example.com/camera/", &report).expect("room");
    let watch = link::read(&short)
        .expect("a link")
        .watch
        .expect("a summary");
    let rounds: Vec<_> = watch.outages.iter().map(|outage| outage.rounds).collect();
    assert_eq!((rounds, watch.outages_left_out), (vec![2, 9, 5], 2));
    let sentences = Language::English.watch_sentences(&watch);
    assert!(
        sentences.contains(&"Further outages: 2.".to_owned()),
        "{sentences:?}"
    );
    // How many gaps there were is not in the link.
    let gaps = "Nothing was measured for 1 h 30 min.".to_owned();
    assert!(sentences.contains(&gaps), "{sentences:?}");
}

#[test]
fn below_ninety_percent_the_guided_path_asks_about_a_sonicwall() {
    let bad = report(bad_day());
    assert_eq!(bad.overall, Overall::Ready);
    assert_eq!(Question::first(&bad), Question::SonicWall);
    let exactly = WatchSummary {
        good_seconds: 900,
        bad_seconds: 100,
        ..bad_day()
    };
    assert!(!is_below_threshold(&exactly));
    let good = Report {
        watch: Some(exactly),
        ..bad.clone()
    };
    assert_eq!(Question::first(&good), Question::TestImage);
    let not_ready = Report {
        overall: Overall::NotReady,
        ..bad
    };
    assert_eq!(Question::first(&not_ready), Question::ChangesMade);
}

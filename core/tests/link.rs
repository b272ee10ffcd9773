//! Share links of real reports: those of every simulated site, from both vantages.

mod site_files;

use std::net::IpAddr;

use camcheck_core::model::diagnosis::Diagnosis;
use camcheck_core::model::evidence::{Evidence, Name};
use camcheck_core::model::feed::Feed;
use camcheck_core::model::guide::{Answer, GuideAnswer, Question};
use camcheck_core::model::interface::{Interface, InterfaceKind};
use camcheck_core::model::network::{BehaviorSeen, NatPresence, Network};
use camcheck_core::model::place::{Connection, Place};
use camcheck_core::model::ports::PortRange;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{FORMAT, Note, Report, Row, TOOL, VERSION};
use camcheck_core::model::requirement::{Level, RequirementId};
use camcheck_core::model::time::Time;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::model::watch::{Failed, Gap, GapCause, Outage, WatchSummary};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::share::link::{self, MAX_FULL_LINK, MAX_SHORT_LINK};
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue_of, report};
use proptest::prelude::*;

const PAGE: &str = "https://check.example.com/camera/";

/// The reports of every site file, with the file's name.
fn reports() -> Vec<(String, Report)> {
    let mut reports = Vec::new();
    for (name, site) in site_files::in_folder("sites") {
        for vantage in [Vantage::Native, Vantage::Page] {
            reports.push((format!("{name} {vantage:?}"), simulated(&site, vantage)));
        }
    }
    reports
}

fn simulated(site: &Site, vantage: Vantage) -> Report {
    let catalogue = catalogue_of(&site.far_end).expect("the simulated catalogue");
    let clock = Clock::default();
    let prober = SimProber::new(
        site,
        &catalogue,
        vantage,
        Browser::Chromium,
        clock.clone(),
        0,
    );
    let options = RunOptions::new(catalogue.clone(), vantage, 7);
    report(options, &prober, &clock)
}

#[test]
fn the_full_link_of_every_site_keeps_everything() {
    for (name, report) in reports() {
        let link = link::full(PAGE, &report).expect("room");
        assert!(link.len() <= MAX_FULL_LINK, "{name}: {}", link.len());
        assert_eq!(link::read(&link), Ok(report), "{name}");
    }
}

#[test]
fn the_short_link_of_every_site_keeps_what_a_reader_needs_first() {
    for (name, report) in reports() {
        let link = link::short(PAGE, &report).expect("room");
        assert!(link.len() <= MAX_SHORT_LINK, "{name}: {}", link.len());
        let read = link::read(&link).expect("a link of our own");
        assert!(read.notes.contains(Note::Shortened), "{name}");
        assert_eq!(read.overall, report.overall, "{name}");
        assert_eq!(read.started, report.started, "{name}");
        assert_eq!(
            read.network.udp_blocked, report.network.udp_blocked,
            "{name}"
        );
        for (short, whole) in read.requirements.iter().zip(&report.requirements) {
            assert_eq!(
                (short.id, short.status, short.reason),
                (whole.id, whole.status, whole.reason)
            );
            assert_eq!(short.evidence, [], "{name}");
        }
    }
}

// ---- any report, any link ----

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,40}",
        "\\PC{0,20}",
        any::<String>(),
        "x{0,900}",
        Just("<script>alert(1)</script>".to_owned()),
    ]
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let details = prop::collection::btree_map(text(), text(), 0..4);
    let round_trip = prop::option::of(any::<u64>());
    (text(), text(), text(), round_trip, details).prop_map(
        |(test, target, result, round_trip_ms, details)| {
            let details = details.into_iter();
            Evidence {
                test: Name::from(test.as_str()),
                target: Name::from(target.as_str()),
                result: Name::from(result.as_str()),
                round_trip_ms,
                details: details
                    .map(|(name, value)| (Name::from(name.as_str()), value))
                    .collect(),
            }
        },
    )
}

fn row(id: RequirementId) -> impl Strategy<Value = Row> {
    let status = prop::sample::select(vec![
        Status::Pass,
        Status::Warn,
        Status::Fail,
        Status::Inconclusive,
        Status::NotTested,
    ]);
    let reason = prop::sample::select(Reason::ALL);
    let evidence = prop::collection::vec(evidence(), 0..12);
    (status, reason, evidence).prop_map(move |(status, reason, evidence)| Row {
        id,
        level: id.level(),
        status,
        reason,
        evidence,
    })
}

fn network() -> impl Strategy<Value = Network> {
    let addresses = || prop::collection::vec(any::<IpAddr>(), 0..40);
    let range = (1..=u16::MAX, any::<u16>()).prop_map(|(first, more)| {
        PortRange::new(first, first.saturating_add(more)).expect("first is not 0")
    });
    let behavior = || {
        prop::sample::select(vec![
            BehaviorSeen::EndpointIndependent,
            BehaviorSeen::AddressDependent,
            BehaviorSeen::AddressAndPortDependent,
            BehaviorSeen::Unknown,
        ])
    };
    let nat = prop::sample::select(vec![
        NatPresence::Present,
        NatPresence::Absent,
        NatPresence::Unknown,
    ]);
    let interface = prop::option::of((
        "\\PC{0,60}",
        prop::sample::select(vec![
            InterfaceKind::Wired,
            InterfaceKind::Wifi,
            InterfaceKind::Other,
        ]),
        any::<IpAddr>(),
        0..=128_u8,
        any::<Option<IpAddr>>(),
    ));
    let interface = interface.prop_map(|interface| {
        let (name, kind, address, prefix, gateway) = interface?;
        Some(Interface {
            name,
            kind,
            address,
            prefix,
            gateway,
        })
    });
    let udp = (
        prop_oneof![
            prop::collection::vec(range.clone(), 0..5),
            prop::collection::vec(range.clone(), 0..1500)
        ],
        prop_oneof![
            prop::collection::vec(range.clone(), 0..5),
            prop::collection::vec(range, 0..1500)
        ],
        any::<u16>(),
        0..=65_535_usize,
        0..=65_535_usize,
    );
    (
        addresses(),
        interface,
        addresses(),
        nat,
        behavior(),
        behavior(),
        udp,
    )
        .prop_map(
            |(local_addresses, interface, mapped_addresses, nat, mapping, filtering, udp)| {
                Network {
                    local_addresses,
                    interface,
                    mapped_addresses,
                    nat,
                    mapping,
                    filtering,
                    udp_blocked: udp.0,
                    udp_unconfirmed: udp.1,
                    udp_edges_within: udp.2,
                    udp_sampled: udp.3.max(udp.4),
                    udp_open: udp.3.min(udp.4),
                }
            },
        )
}

/// Any report that agrees with itself.
fn any_report() -> impl Strategy<Value = Report> {
    let rows = Vec::from(RequirementId::ALL.map(row));
    let diagnoses = prop::collection::btree_set(prop::sample::select(Diagnosis::ALL), 0..4);
    let notes = prop::collection::btree_set(
        prop::sample::select(vec![
            Note::ExtraRoot,
            Note::Cellular,
            Note::LocalFarEnd,
            Note::Merged,
        ]),
        0..3,
    );
    (
        network(),
        rows,
        diagnoses,
        notes,
        any::<u64>(),
        any::<bool>(),
        proptest::collection::vec(feed(), 0..6),
        (place(), prop::option::of(watch()), guide()),
    )
        .prop_map(
            |(
                network,
                requirements,
                diagnoses,
                notes,
                duration_ms,
                native,
                feeds,
                (place, watch, guide),
            )| Report {
                format: FORMAT.to_owned(),
                version: VERSION,
                tool: TOOL.to_owned(),
                vantage: if native {
                    Vantage::Native
                } else {
                    Vantage::Page
                },
                started: "2026-11-23T01:00:00Z".to_owned(),
                duration_ms,
                overall: Overall::of(
                    requirements.iter().map(|row| (row.id, row.status)),
                    notes.contains(&Note::LocalFarEnd),
                ),
                place,
                network,
                requirements,
                diagnoses: diagnoses.into_iter().collect(),
                feeds,
                watch,
                guide,
                notes: notes.into_iter().collect(),
            },
        )
}

fn guide() -> impl Strategy<Value = Vec<GuideAnswer>> {
    let question = prop::sample::select(Question::ALL);
    let answer = prop::sample::select(Answer::ALL);
    let answered = (question, answer);
    let answered = answered.prop_map(|(question, answer)| GuideAnswer { question, answer });
    prop::collection::vec(answered, 0..7)
}

fn place() -> impl Strategy<Value = Place> {
    let connection = prop::sample::select(Vec::from(Connection::ALL));
    let known = (
        prop::option::of(text()),
        prop::option::of(connection),
        any::<Option<i16>>(),
    );
    known.prop_map(|(site, connection, utc_offset)| Place {
        site,
        connection,
        utc_offset,
    })
}

fn feed() -> impl Strategy<Value = Feed> {
    let seconds = || proptest::collection::vec(any::<Option<u16>>(), 0..80);
    let lists = (seconds(), seconds(), seconds(), seconds(), seconds());
    (any::<u16>(), lists).prop_map(
        |(port, (up, down, up_jitter, down_jitter, round_trip))| Feed {
            port,
            up_lost_percent: up,
            down_lost_percent: down,
            up_jitter_ms: up_jitter,
            down_jitter_ms: down_jitter,
            round_trip_ms: round_trip,
        },
    )
}

fn time() -> impl Strategy<Value = Time> {
    any::<u64>().prop_map(Time::from_seconds)
}

fn outage() -> impl Strategy<Value = Outage> {
    let id = prop::sample::select(Vec::from(RequirementId::ALL));
    let reason = prop::sample::select(Reason::ALL);
    let failed = (id, reason).prop_map(|(id, reason)| Failed { id, reason });
    (
        (
            prop::option::of(time()),
            time(),
            time(),
            prop::option::of(time()),
        ),
        any::<u32>(),
        prop::collection::vec(failed, 0..30),
    )
        .prop_map(
            |((begin_after, begin_by, end_after, end_by), rounds, failed)| Outage {
                begin_after,
                begin_by,
                end_after,
                end_by,
                rounds,
                failed,
            },
        )
}

fn gap() -> impl Strategy<Value = Gap> {
    let cause = prop::sample::select(vec![
        GapCause::Slept,
        GapCause::NotRunning,
        GapCause::SlowRound,
    ]);
    (time(), time(), cause).prop_map(|(from, to, cause)| Gap { from, to, cause })
}

fn watch() -> impl Strategy<Value = WatchSummary> {
    (
        (time(), time(), any::<u32>(), any::<Option<(u8, u8)>>()),
        (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>()),
        prop::collection::vec(outage(), 0..40),
        prop::collection::vec(gap(), 0..40),
        (prop_oneof!["[+x?.]{0,120}", text()], any::<u64>()),
    )
        .prop_map(
            |((began, ended, rounds, interval_percent), seconds, outages, gaps, marks)| {
                WatchSummary {
                    began,
                    ended,
                    rounds,
                    good_seconds: seconds.0,
                    bad_seconds: seconds.1,
                    not_judged_seconds: seconds.2,
                    gap_seconds: seconds.3,
                    interval_percent,
                    outages,
                    outages_left_out: 0,
                    gaps,
                    timeline: marks.0,
                    mark_seconds: marks.1,
                }
            },
        )
}

#[test]
fn a_short_link_keeps_the_place() {
    let (_, mut report) = reports().swap_remove(0);
    report.place = Place {
        site: Some("Elm St. 12 <main entrance>".to_owned()),
        connection: Some(Connection::Wifi),
        utc_offset: Some(-300),
    };
    let link = link::short(PAGE, &report).expect("room");
    assert_eq!(link::read(&link).expect("a link").place, report.place);
    // A hostile one is cut, and steers no terminal.
    report.place.site = Some(format!("\u{202e}{}", "x".repeat(500)));
    report.place.utc_offset = Some(i16::MAX);
    let link = link::full(PAGE, &report).expect("room");
    let place = link::read(&link).expect("a link").place;
    let site = place.site.expect("a site");
    assert_eq!(
        (site.chars().count(), site.contains('\u{202e}')),
        (80, false)
    );
    assert_eq!(place.utc_offset, None);
}

/// What every form of a report keeps.
fn gist(report: &Report) -> impl PartialEq + std::fmt::Debug + use<> {
    let rows: Vec<_> = report
        .requirements
        .iter()
        // Those of level advice go where all else has been left out.
        .filter(|row| row.level != Level::Advice)
        .map(|row| (row.id, row.level, row.status, row.reason))
        .collect();
    let head = (report.vantage, report.started.clone());
    (head, report.duration_ms, rows, report.diagnoses)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_report_survives_link_and_json(report in any_report()) {
        let json = serde_json::to_string(&report).expect("a report is JSON");
        prop_assert_eq!(Report::parse(&json), Ok(report.clone()));

        for (link, most) in [
            (link::full(PAGE, &report), MAX_FULL_LINK),
            (link::short(PAGE, &report), MAX_SHORT_LINK),
        ] {
            let link = link.expect("room");
            prop_assert!(link.len() <= most);
            let read = link::read(&link).expect("a link of our own");
            prop_assert_eq!(gist(&read), gist(&report));
            prop_assert!(read == report || read.notes.contains(Note::Shortened));
            // What was read once is passed on unchanged.
            let again = link::full(PAGE, &read).expect("room");
            prop_assert_eq!(link::read(&again), Ok(read));
        }
    }

    #[test]
    fn any_text_as_link_is_refused_or_shown(text in any::<String>(), packed in "[A-Za-z0-9_-]{0,300}") {
        for link in [text.clone(), format!("#r={text}"), format!("#r={packed}")] {
            if let Ok(report) = link::read(&link) {
                prop_assert_eq!(report.requirements.len(), RequirementId::ALL.len());
            }
        }
    }

    #[test]
    fn any_bytes_behind_a_sound_start_are_refused_or_shown(
        cut in 0..400_usize,
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let whole = link::full(PAGE, &sound()).expect("room");
        let start: String = whole.chars().take(cut).collect();
        let end: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let _ = link::read(&(start + &end));
    }

    #[test]
    fn any_json_is_refused_or_shown(text in any::<String>(), at in any::<prop::sample::Index>()) {
        let _ = link::accept(&text);
        let mut json = serde_json::to_string(&sound()).expect("a report is JSON");
        let mut place = at.index(json.len());
        while !json.is_char_boundary(place) {
            place -= 1;
        }
        json.insert_str(place, &text);
        if let Ok(report) = link::accept(&json) {
            prop_assert_eq!(report.requirements.len(), RequirementId::ALL.len());
        }
    }
}

fn sound() -> Report {
    let site = Site::parse(include_str!("sites/udp-range-blocked.toml")).expect("a site");
    simulated(&site, Vantage::Native)
}

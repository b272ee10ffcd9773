//! What cannot be shown gets its own error; what can is a report like one of ours.

use serde_json::{Value, json};

use super::codec::{DICTIONARY, pack};
use super::*;
use crate::model::reason::Reason;
use crate::model::report::{FORMAT, Note, TOOL};
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::{Overall, Status};

const PAGE: &str = "https://check.example/";

/// A sound report with every row passing, as JSON to be bent.
fn sound() -> Value {
    let rows: Vec<_> = RequirementId::ALL
        .into_iter()
        .map(|id| {
            json!({ "id": id, "level": id.level(), "status": "pass", "reason": "answered",
                    "evidence": [{ "test": "tls", "target": "a.example:443", "result": "answered" }] })
        })
        .collect();
    json!({ "format": FORMAT, "version": 1, "tool": TOOL, "vantage": "native",
            "started": "2026-11-23T01:00:00Z", "duration_ms": 4200, "overall": "ready",
            "network": { "local_addresses": ["192.168.1.2"], "mapped_addresses": ["203.0.113.2"],
                         "nat": "present", "mapping": "endpoint-independent",
                         "filtering": "endpoint-independent", "udp_blocked": [],
                         "udp_sampled": 138, "udp_open": 138 },
            "requirements": rows, "diagnoses": [] })
}

/// The sound report with the value at a JSON pointer replaced.
fn bent(pointer: &str, value: Value) -> Value {
    let mut report = sound();
    *report.pointer_mut(pointer).expect(pointer) = value;
    report
}

fn read_json(json: &Value) -> Result<Report, LinkError> {
    read(&format!("{PAGE}#r={}", pack(&json.to_string())))
}

#[test]
fn a_link_opens_whole_or_as_fragment_and_survives_line_breaks() {
    let report = read_json(&sound()).expect("sound");
    let link = full(PAGE, &report).expect("room");
    let fragment = link.strip_prefix(PAGE).expect("the page first");
    let broken = link.replace("AB", "A\r\n B");
    let bare = fragment.trim_start_matches('#');
    let with_more = format!("{link}&lang=es");
    for form in [&link, fragment, &broken, bare, &with_more] {
        assert_eq!(read(form), Ok(report.clone()), "{form}");
    }
}

#[test]
fn the_dictionary_never_changes() {
    assert_eq!(adler2::adler32_slice(DICTIONARY), DICTIONARY_SUM);
    assert_eq!(
        read(OLD_LINK).map(|report| report.overall),
        Ok(Overall::Ready)
    );
}

/// Of the dictionary with which the first links were made.
const DICTIONARY_SUM: u32 = 1_170_408_166;

/// A link of the first version.
const OLD_LINK: &str = "#r=ePlFwwLm7dWxDQAABETRlcRg9i8NIOKuIIrr5XT_PfDBzQqAkw0HGjQnckAOxMayyr9QfmSZKD87z_ce_QDmPQGmxfPk";

#[test]
fn what_is_no_link_is_said_to_be_none() {
    for text in [
        "",
        "#",
        "r",
        "https://check.example/",
        "https://check.example/#top",
        "#q=r=x",
    ] {
        assert_eq!(read(text), Err(LinkError::NotALink), "{text}");
    }
}

#[test]
fn every_cut_and_every_changed_character_is_damage() {
    let link = short(PAGE, &read_json(&sound()).expect("sound")).expect("room");
    let start = link.find("#r=").expect("a fragment") + 3;
    for end in start..link.len() {
        let cut = link.get(..end).expect("ASCII");
        assert_eq!(read(cut), Err(LinkError::Damaged), "{cut}");
        let changed = if link.get(end..=end) == Some("A") {
            "B"
        } else {
            "A"
        };
        let changed = format!("{cut}{changed}{}", link.get(end + 1..).expect("ASCII"));
        assert!(
            matches!(read(&changed), Err(LinkError::Damaged | LinkError::Newer)),
            "{changed}: {:?}",
            read(&changed)
        );
    }
}

#[test]
fn a_bomb_is_refused() {
    let bomb = pack(&" ".repeat(8 << 20));
    assert!(bomb.len() < MAX_PACKED, "{}", bomb.len());
    assert_eq!(read(&format!("#r={bomb}")), Err(LinkError::TooLarge));
    let long = "A".repeat(MAX_PACKED + 1);
    assert_eq!(read(&format!("#r={long}")), Err(LinkError::TooLarge));
    assert_eq!(
        accept(&" ".repeat(MAX_INFLATED + 1)),
        Err(LinkError::TooLarge)
    );
    let deep = "[".repeat(100_000);
    assert_eq!(accept(&deep), Err(LinkError::NotAReport));
    // In a field that is read, and in one that is not.
    let deep = deep + &"]".repeat(100_000);
    let with = |field: &str| {
        sound()
            .to_string()
            .replacen('{', &format!("{{\"{field}\":{deep},"), 1)
    };
    for field in ["network", "new_field"] {
        assert_eq!(accept(&with(field)), Err(LinkError::NotAReport), "{field}");
    }
}

#[test]
fn wrong_reports_are_refused_each_with_its_reason() {
    let row = json!({ "id": "tcp-443", "level": "required", "status": "pass",
                      "reason": "answered", "evidence": [] });
    let value = LinkError::Malformed(ReportFault::Value);
    for (pointer, bad, error) in [
        ("/format", json!("other"), LinkError::NotAReport),
        ("/format", json!(7), LinkError::NotAReport),
        ("/version", json!("1"), LinkError::NotAReport),
        ("/version", json!(-1), LinkError::NotAReport),
        ("/version", json!(0), value),
        ("/version", json!(2), LinkError::Newer),
        ("/version", json!(u64::MAX), LinkError::Newer),
        (
            "/tool",
            json!("Call 555 now"),
            LinkError::Malformed(ReportFault::Tool),
        ),
        (
            "/tool",
            json!("camcheck 1"),
            LinkError::Malformed(ReportFault::Tool),
        ),
        (
            "/tool",
            json!("camcheck 0.1.0<b>"),
            LinkError::Malformed(ReportFault::Tool),
        ),
        ("/vantage", json!("moon"), value),
        (
            "/started",
            json!("yesterday"),
            LinkError::Malformed(ReportFault::Time),
        ),
        ("/started", json!(7), value),
        ("/duration_ms", json!(-1), value),
        ("/duration_ms", json!(1.5), value),
        (
            "/requirements/0/evidence",
            json!([{ "test": "https" }]),
            value,
        ),
        ("/overall", json!(null), value),
        ("/network", json!([]), value),
        ("/network/udp_blocked", json!(["9-1"]), value),
        ("/network/mapped_addresses", json!(["<b>"]), value),
        (
            "/network/udp_open",
            json!(139),
            LinkError::Malformed(ReportFault::PortCounts),
        ),
        (
            "/network/udp_sampled",
            json!(70_000),
            LinkError::Malformed(ReportFault::PortCounts),
        ),
        ("/requirements", json!({}), value),
        ("/requirements/0/id", json!("tcp-80"), value),
        ("/requirements/0/status", json!("splendid"), value),
        ("/requirements/0/evidence", json!("none"), value),
        (
            "/requirements/1",
            row,
            LinkError::Malformed(ReportFault::DuplicateRow),
        ),
        ("/diagnoses", json!(["bad-luck"]), value),
    ] {
        let read = read_json(&bent(pointer, bad.clone()));
        assert_eq!(read, Err(error), "{pointer}: {bad}");
    }
    for text in ["", "null", "[]", "hello", "{}"] {
        assert_eq!(accept(text), Err(LinkError::NotAReport), "{text}");
    }
}

#[test]
fn a_name_that_only_a_later_program_knows_is_newer() {
    let mut report = bent("/requirements/0/reason", json!("quantum-filter"));
    report["tool"] = json!("camcheck 99.0.0-beta.1");
    assert_eq!(read_json(&report), Err(LinkError::Newer));
    // What it knows besides does not matter.
    let mut report = sound();
    report["tool"] = json!("camcheck 99.0.0");
    report["new_field"] = json!({ "a": 1 });
    assert!(read_json(&report).is_ok());
}

#[test]
fn a_link_cannot_claim_more_than_its_rows_say() {
    let ready = |report: &Value| read_json(report).map(|report| report.overall);
    assert_eq!(ready(&sound()), Ok(Overall::Ready));
    let failing = bent("/requirements/3/status", json!("fail"));
    assert_eq!(ready(&failing), Ok(Overall::NotReady));
    let mut hidden = failing;
    hidden["requirements"][3]["level"] = json!("advice");
    assert_eq!(ready(&hidden), Ok(Overall::NotReady));
    let demo = {
        let mut demo = sound();
        demo["notes"] = json!(["local-far-end"]);
        demo
    };
    assert_eq!(ready(&demo), Ok(Overall::Incomplete));

    let empty = read_json(&bent("/requirements", json!([]))).expect("no row is wrong");
    assert_eq!(empty.overall, Overall::Incomplete);
    assert_eq!(empty.requirements.len(), RequirementId::ALL.len());
    let first = empty.requirements.first().expect("every row");
    assert_eq!(first.status, Status::NotTested);
    assert_eq!(first.reason, Reason::NotInThisVersion);
    assert_eq!(first.level, Level::Required);
}

#[test]
fn long_lists_and_texts_are_cut_and_the_report_says_so() {
    let evidence = json!({ "test": "x".repeat(99), "target": "<script>alert(1)</script>",
                           "result": "a\u{1b}[2J\u{202e}", "details": { "k": "y".repeat(700) } });
    let many = vec![evidence; 201];
    let report = read_json(&bent("/requirements/0/evidence", json!(many))).expect("shown");
    assert!(report.notes.contains(Note::Shortened));
    let row = report.requirements.first().expect("every row");
    assert_eq!(row.evidence.len(), 200);
    let first = row.evidence.first().expect("evidence");
    assert_eq!(first.test.as_ref().len(), 40);
    assert_eq!(first.target.as_ref(), "<script>alert(1)</script>");
    assert_eq!(first.result.to_string(), "a\u{fffd}[2J\u{fffd}");
    assert!(first.details.values().all(|value| value.len() == 600));
}

#[test]
fn a_page_address_that_leaves_no_room_is_said_to_be_too_long() {
    let report = read_json(&sound()).expect("sound");
    let page = |length: usize| format!("https://check.example/{}", "x".repeat(length));
    assert_eq!(short(&page(MAX_SHORT_LINK), &report), Err(PageTooLong));
    assert_eq!(full(&page(MAX_FULL_LINK), &report), Err(PageTooLong));
    assert!(full(&page(MAX_FULL_LINK - 400), &report).is_ok());
    let with_fragment = full("https://check.example/#old", &report).expect("room");
    assert_eq!(with_fragment.matches('#').count(), 1);
}

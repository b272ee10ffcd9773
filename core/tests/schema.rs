//! The JSON Schema of the report is generated from its types, and real reports conform to it.

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::time::Time;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::watch::{Failed, Gap, GapCause, Outage, WatchSummary};
use camcheck_core::probe::Browser;
use camcheck_core::sim::judge_site;
use camcheck_core::sim::site::Site;

#[test]
fn a_report_keeps_to_the_schema_and_reads_back_the_same() {
    let schema = serde_json::to_value(schemars::schema_for!(Report)).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let site = Site::parse(include_str!("sites/udp-range-blocked.toml")).expect("a site");
    let mut report = judge_site(&site, (Vantage::Native, Browser::Other), 0, 0)
        .expect("the simulated catalogue");
    report.watch = Some(watch());
    let json = serde_json::to_value(&report).expect("JSON");
    let errors: Vec<_> = validator
        .iter_errors(&json)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(Report::parse(&json.to_string()), Ok(report));

    let mut broken = json.clone();
    broken["requirements"][0]["status"] = "splendid".into();
    assert!(!validator.is_valid(&broken));
    assert!(Report::parse(&broken.to_string()).is_err());
    let mut newer = json;
    newer["version"] = 2.into();
    let error = Report::parse(&newer.to_string()).expect_err("a newer version");
    assert!(error.contains("version 2"), "{error}");
}

fn watch() -> WatchSummary {
    let at = Time::from_seconds;
    WatchSummary {
        began: at(0),
        ended: at(900),
        rounds: 3,
        good_seconds: 300,
        bad_seconds: 300,
        not_judged_seconds: 0,
        gap_seconds: 300,
        interval_percent: Some((9, 91)),
        outages: vec![Outage {
            begin_after: Some(at(0)),
            begin_by: at(330),
            end_after: at(300),
            end_by: None,
            rounds: 1,
            failed: vec![Failed {
                id: RequirementId::Tcp8883,
                reason: Reason::NoAnswer,
            }],
        }],
        outages_left_out: 1,
        gaps: vec![Gap {
            from: at(600),
            to: at(900),
            cause: GapCause::Slept,
        }],
        timeline: "+x.".to_owned(),
        mark_seconds: 300,
    }
}

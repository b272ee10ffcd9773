//! The JSON Schema of the report is generated from its types, and real reports conform to it.

use camcheck_core::model::report::Report;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::probe::Browser;
use camcheck_core::sim::judge_site;
use camcheck_core::sim::site::Site;

#[test]
fn a_report_keeps_to_the_schema_and_reads_back_the_same() {
    let schema = serde_json::to_value(schemars::schema_for!(Report)).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let site = Site::parse(include_str!("sites/udp-range-blocked.toml")).expect("a site");
    let report = judge_site(&site, (Vantage::Native, Browser::Other), 0, 0)
        .expect("the simulated catalogue");
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

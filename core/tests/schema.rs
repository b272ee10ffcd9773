//! The JSON Schema of the report is generated from its types, and real reports keep to it.

use std::collections::BTreeSet;

use camcheck_core::plan::RunOptions;
use camcheck_core::probe::{Browser, Vantage};
use camcheck_core::report::Report;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};

#[test]
fn a_report_keeps_to_the_schema_and_reads_back_the_same() {
    let schema = serde_json::to_value(schemars::schema_for!(Report)).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let site = Site::parse(include_str!("sites/udp-range-blocked.toml")).expect("a site");
    let catalogue = catalogue(false).expect("a catalogue");
    let clock = Clock::default();
    let prober = SimProber::new(
        &site,
        &catalogue,
        Vantage::Native,
        Browser::Other,
        clock.clone(),
        0,
    );
    let options = RunOptions {
        catalogue: catalogue.clone(),
        vantage: Vantage::Native,
        seed: 0,
        only: BTreeSet::new(),
        sweep: None,
    };
    let report = report(options, &prober, &clock);
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

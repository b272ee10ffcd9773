//! Failing rows are tested again until they pass (`camcheck --retest-until-pass`), in virtual time.

use std::time::Duration;

use camcheck_core::limits::RETEST_WHOLE_REST;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};
use camcheck_core::watch::{Retest, RetestOrder};

const OPEN: &str = include_str!("sites/full-cone.toml");
const RANGE_BLOCKED: &str = include_str!("sites/udp-range-blocked.toml");
const PORT_BLOCKED: &str = include_str!("sites/tcp-8883-dropped.toml");

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A run at a site, of everything or of what a round orders, and the UDP ports that it was told to ask.
fn run(site: &str, order: Option<&RetestOrder>) -> (Report, Vec<u16>) {
    let site = Site::parse(site).expect("a site");
    let catalogue = catalogue(site.far_end.witness).expect("the simulated catalogue");
    let clock = Clock::default();
    let from = (Vantage::Native, Browser::Other);
    let prober = SimProber::new(&site, &catalogue, from.0, from.1, clock.clone(), 0);
    let options = match order {
        Some(order) => order.options(catalogue.clone(), Vantage::Native),
        None => RunOptions::new(catalogue.clone(), Vantage::Native, 3),
    };
    let ports = options.ports.clone();
    (report(options, &prober, &clock), ports)
}

fn begun(site: &str) -> Retest {
    let (report, _) = run(site, None);
    assert_eq!(report.overall, Overall::NotReady);
    Retest::begin(report, 3, Duration::ZERO)
}

#[test]
fn only_the_failing_row_is_tested_until_it_passes() {
    let mut retest = begun(PORT_BLOCKED);
    assert_eq!(retest.failing(), RequirementId::Tcp8883);
    for (second, site, passes) in [(10, PORT_BLOCKED, false), (20, OPEN, true)] {
        let order = retest.next(seconds(second)).expect("a round");
        let (round, _) = run(site, Some(&order));
        let tested = round.requirements.iter();
        let tested = tested.filter(|row| row.status != Status::NotTested);
        let tested: Vec<_> = tested.map(|row| row.id).collect();
        // With one TCP port and one domain as controls.
        assert_eq!(
            tested,
            [
                RequirementId::Tcp443,
                RequirementId::Tcp8883,
                RequirementId::DomainLatchaccess
            ]
        );
        let changed = retest.record(&order, round, seconds(second + 1));
        assert_eq!(changed.len(), usize::from(passes), "{changed:?}");
        assert_eq!(retest.failing().is_empty(), passes);
    }
    // Rows that were not tested again keep what the first run found.
    let report = retest.report();
    assert_eq!(report.overall, Overall::ReadyWithAdvice);
    let udp = report.row(RequirementId::UdpOutbound).expect("a row");
    assert_eq!(udp.status, Status::Pass);
}

#[test]
fn the_udp_range_passes_only_by_a_whole_sample_and_not_before_the_last_one_is_forgotten() {
    let mut retest = begun(RANGE_BLOCKED);
    assert_eq!(retest.failing(), RequirementId::UdpOutbound);
    let order = retest.next(seconds(10)).expect("a round");
    let (round, ports) = run(RANGE_BLOCKED, Some(&order));
    assert!(ports.len() < 20, "{ports:?}");
    assert!(
        ports.contains(&39_999),
        "one in the blocked range: {ports:?}"
    );
    assert_eq!(retest.record(&order, round, seconds(12)), []);
    assert_eq!(retest.waits(seconds(12)), None);

    let order = retest.next(seconds(20)).expect("a round");
    let (round, _) = run(OPEN, Some(&order));
    assert_eq!(retest.record(&order, round, seconds(22)), []);
    assert_eq!(retest.failing(), RequirementId::UdpOutbound);
    let rest = RETEST_WHOLE_REST - seconds(22);
    assert_eq!(retest.waits(seconds(22)), Some(rest));
    assert_eq!(retest.next(seconds(30)), None);

    let order = retest.next(RETEST_WHOLE_REST).expect("a round");
    let (round, ports) = run(OPEN, Some(&order));
    assert!(ports.is_empty(), "the usual sample");
    let changed = retest.record(&order, round, RETEST_WHOLE_REST + seconds(3));
    let states = changed.iter().map(|row| (row.before.0, row.after.0));
    assert_eq!(states.collect::<Vec<_>>(), [(Status::Fail, Status::Pass)]);
    assert!(retest.failing().is_empty());
    let report = retest.report();
    assert!(report.network.udp_blocked.is_empty());
    assert_ne!(report.overall, Overall::NotReady);
}

/// A whole sample that fails does not pass by its few ports afterwards.
#[test]
fn a_sample_that_fails_begins_anew_with_a_few_ports() {
    let mut retest = begun(RANGE_BLOCKED);
    let order = retest.next(seconds(10)).expect("a round");
    let (round, _) = run(OPEN, Some(&order));
    retest.record(&order, round, seconds(12));
    let order = retest.next(seconds(130)).expect("a round");
    let (round, _) = run(RANGE_BLOCKED, Some(&order));
    retest.record(&order, round, seconds(134));
    assert_eq!(retest.failing(), RequirementId::UdpOutbound);
    let order = retest.next(seconds(140)).expect("a round");
    let (_, ports) = run(RANGE_BLOCKED, Some(&order));
    assert!(!ports.is_empty());
}

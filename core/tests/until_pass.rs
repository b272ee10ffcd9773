//! Failing rows are tested again until they pass (`camcheck --retest-until-pass`), in virtual time.

#[path = "any_site/counted.rs"]
mod counted;
mod site_files;

use std::time::Duration;

use camcheck_core::limits::{
    NEW_FLOWS_PER_SECOND, RETEST_LEAST_INTERVAL, RETEST_WHOLE_REST, RUN_FLOWS,
};
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::run::drive::drive;
use camcheck_core::run::{Circumstances, Run};
use camcheck_core::sim::catalogue_of;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::watch::{Retest, RetestOrder};

use counted::{Cost, Counted};

const OPEN: &str = include_str!("sites/full-cone.toml");
const RANGE_BLOCKED: &str = include_str!("sites/udp-range-blocked.toml");
const PORT_BLOCKED: &str = include_str!("sites/tcp-8883-dropped.toml");

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A run at a site, of everything or of what a round orders, and the UDP ports that it was ordered to test.
fn run(site: &str, order: Option<&RetestOrder>) -> (Report, Vec<u16>) {
    let (report, ports, _) = counted_run(&Site::parse(site).expect("a site"), order);
    (report, ports)
}

fn counted_run(site: &Site, order: Option<&RetestOrder>) -> (Report, Vec<u16>, Cost) {
    let catalogue = catalogue_of(&site.far_end).expect("the simulated catalogue");
    let clock = Clock::default();
    let from = (Vantage::Native, Browser::Other);
    let prober = SimProber::new(site, &catalogue, from.0, from.1, clock.clone(), 0);
    let prober = Counted::new(&prober);
    let options = match order {
        Some(order) => order.options(catalogue.clone(), Vantage::Native),
        None => RunOptions::new(catalogue.clone(), Vantage::Native, 3),
    };
    let ports = options.ports.clone();
    let mut run = Run::new(options);
    clock.block_on(drive(&mut run, &prober, |_| {}));
    assert_eq!(run.flows() as usize, prober.cost().flows);
    (run.report(Circumstances::default()), ports, prober.cost())
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
        let changed = retest.record(&order, (round, 10), seconds(second + 1));
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
    assert_eq!(retest.record(&order, (round, 10), seconds(12)), []);
    assert_eq!(retest.waits(seconds(12)), None);

    let order = retest.next(seconds(20)).expect("a round");
    let (round, _) = run(OPEN, Some(&order));
    assert_eq!(retest.record(&order, (round, 10), seconds(22)), []);
    assert_eq!(retest.failing(), RequirementId::UdpOutbound);
    let rest = RETEST_WHOLE_REST - seconds(22);
    assert_eq!(retest.waits(seconds(22)), Some(rest));
    assert_eq!(retest.next(seconds(30)), None);

    let order = retest.next(RETEST_WHOLE_REST).expect("a round");
    let (round, ports) = run(OPEN, Some(&order));
    assert!(ports.is_empty(), "the usual sample");
    let changed = retest.record(&order, (round, 10), RETEST_WHOLE_REST + seconds(3));
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
    retest.record(&order, (round, 10), seconds(12));
    let order = retest.next(seconds(130)).expect("a round");
    let (round, _) = run(RANGE_BLOCKED, Some(&order));
    retest.record(&order, (round, 10), seconds(134));
    assert_eq!(retest.failing(), RequirementId::UdpOutbound);
    let order = retest.next(seconds(140)).expect("a round");
    let (_, ports) = run(RANGE_BLOCKED, Some(&order));
    assert!(!ports.is_empty());
}

/// Rounds fill a router's table no more than a whole run, whose flows are forgotten by then.
#[test]
fn rounds_of_two_minutes_begin_no_more_flows_than_a_run() {
    for (name, site) in site_files::in_folder("sites") {
        let (report, _, _) = counted_run(&site, None);
        let mut retest = Retest::begin(report, 3, Duration::ZERO);
        let (mut flows, mut largest, mut now) = (0, 0, Duration::ZERO);
        while now < RETEST_WHOLE_REST {
            now += RETEST_LEAST_INTERVAL;
            let Some(order) = retest.next(now) else {
                continue;
            };
            let (round, _, cost) = counted_run(&site, Some(&order));
            let begun = u32::try_from(cost.flows).expect("a few");
            retest.record(&order, (round, begun), now);
            flows += cost.flows;
            largest = largest.max(cost.flows);
            assert!(
                cost.sustained <= NEW_FLOWS_PER_SECOND as usize,
                "{name}: {cost:?}"
            );
        }
        // The last round may have begun just now.
        assert!(flows <= RUN_FLOWS as usize + largest, "{name}: {flows}");
    }
}

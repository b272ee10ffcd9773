//! NAT tests whose packets are lost are repeated while that can help.

use std::cell::RefCell;
use std::time::Duration;

use camcheck_core::limits::{UDP_RETEST_TRIES, UDP_TRIES};
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Status;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{Browser, FilteringOutcome, MappingOutcome, Observation, Probe, Timing};
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};

const VANTAGES: [Vantage; 2] = [Vantage::Page, Vantage::Native];
const FULL_CONE: &str = include_str!("sites/full-cone.toml");
const UDP_BLOCKED: &str = include_str!("sites/udp-blocked.toml");

/// A site on which the first NAT tests get no answer.
struct Losing<'a> {
    prober: SimProber<'a>,
    /// How many tests of filtering get none.
    filtering: usize,
    /// How many tests of mapping get none.
    mapping: usize,
    asked: RefCell<Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    filtering: usize,
    /// With how many tries, one by one.
    mapping: Vec<u32>,
}

impl Prober for Losing<'_> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        let observed = self.prober.measure(probe, timing).await;
        let mut asked = self.asked.borrow_mut();
        match observed {
            Observation::Filtering(probe, outcome) => {
                asked.filtering += 1;
                let is_lost = asked.filtering <= self.filtering;
                let lost = FilteringOutcome::default();
                Observation::Filtering(probe, if is_lost { lost } else { outcome })
            }
            Observation::Mapping(probe, outcome) => {
                asked.mapping.push(timing.tries);
                let is_lost = asked.mapping.len() <= self.mapping;
                let lost = MappingOutcome::default();
                Observation::Mapping(probe, if is_lost { lost } else { outcome })
            }
            other => other,
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}

fn run(site: &str, vantage: Vantage, filtering: usize, mapping: usize) -> (Report, Asked) {
    let site = Site::parse(site).expect("a site");
    let catalogue = catalogue(false).expect("the simulated catalogue");
    let clock = Clock::default();
    let browser = Browser::Chromium;
    let losing = Losing {
        prober: SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), 3),
        filtering,
        mapping,
        asked: RefCell::default(),
    };
    let options = RunOptions::new(catalogue.clone(), vantage, 7);
    let report = report(options, &losing, &clock);
    (report, losing.asked.into_inner())
}

fn full_cone(report: &Report) -> (Status, Reason) {
    let row = report.row(RequirementId::NatFullCone).expect("the row");
    (row.status, row.reason)
}

#[test]
fn a_third_test_of_filtering_follows_two_that_were_lost() {
    for vantage in VANTAGES {
        let (report, asked) = run(FULL_CONE, vantage, 2, 0);
        assert_eq!(full_cone(&report), (Status::Pass, Reason::FullCone));
        assert_eq!(asked.filtering, 3, "{vantage:?}");
        let (report, asked) = run(FULL_CONE, vantage, 1, 0);
        assert_eq!(full_cone(&report), (Status::Pass, Reason::FullCone));
        assert_eq!(asked.filtering, 2, "{vantage:?}");
    }
}

#[test]
fn a_test_of_mapping_that_was_lost_is_repeated_with_more_tries() {
    for vantage in VANTAGES {
        let (report, asked) = run(FULL_CONE, vantage, 0, 1);
        assert_eq!(full_cone(&report), (Status::Pass, Reason::FullCone));
        let tries = [UDP_TRIES, UDP_RETEST_TRIES];
        assert!(asked.mapping.starts_with(&tries), "{vantage:?}: {asked:?}");
    }
}

#[test]
fn a_site_that_blocks_udp_waits_for_no_third_test() {
    for vantage in VANTAGES {
        let (_, asked) = run(UDP_BLOCKED, vantage, 0, 0);
        assert_eq!(asked.filtering, 2, "{vantage:?}");
    }
}

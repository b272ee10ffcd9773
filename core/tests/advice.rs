//! The rows of level advice at simulated sites, in virtual time.

mod site_files;

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::{Level, RequirementId};
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};

fn run(site: &Site, vantage: Vantage, jitter: u64, adapt: impl Fn(&mut RunOptions)) -> Report {
    let catalogue = catalogue(false).expect("the simulated catalogue");
    let clock = Clock::default();
    let browser = Browser::Chromium;
    let prober = SimProber::new(site, &catalogue, vantage, browser, clock.clone(), jitter);
    let mut options = RunOptions::new(catalogue.clone(), vantage, 7);
    adapt(&mut options);
    report(options, &prober, &clock)
}

fn thorough(site: &Site, jitter: u64) -> Report {
    run(site, Vantage::Native, jitter, |options| {
        options.thorough = true
    })
}

fn rows() -> impl Iterator<Item = RequirementId> {
    let rows = RequirementId::ALL.into_iter();
    rows.filter(|row| row.level() == Level::Advice)
}

fn row(report: &Report, id: RequirementId) -> (Status, Reason) {
    let row = report.row(id).expect("every row is in a report");
    (row.status, row.reason)
}

fn site(name: &str) -> Site {
    let mut sites = site_files::in_folder("advice").into_iter();
    sites.find(|(file, _)| file == name).expect(name).1
}

#[test]
fn every_site_is_judged_right() {
    for (name, site) in site_files::in_folder("advice") {
        let report = thorough(&site, 0);
        assert_eq!(site.expect.differences(&report), [], "{name}");
    }
}

#[test]
fn the_order_of_arrival_makes_no_difference() {
    for (name, site) in site_files::in_folder("advice") {
        let first = thorough(&site, 0);
        for jitter in 1..4 {
            let mut other = thorough(&site, jitter);
            other.duration_ms = first.duration_ms;
            assert_eq!(first, other, "{name} {jitter}");
        }
    }
}

#[test]
fn no_row_of_level_advice_makes_a_site_not_ready() {
    for (name, site) in site_files::in_folder("advice") {
        let report = thorough(&site, 0);
        assert!(
            rows().all(|id| row(&report, id).0 != Status::Fail),
            "{name}"
        );
        let required = report.requirements.iter();
        let mut required = required.filter(|row| row.level == Level::Required);
        if required.all(|row| row.status == Status::Pass) {
            assert_ne!(report.overall, Overall::NotReady, "{name}");
        }
    }
}

#[test]
fn a_page_measures_none_of_them() {
    for (name, site) in site_files::in_folder("advice") {
        let report = run(&site, Vantage::Page, 0, |options| options.thorough = true);
        for id in rows() {
            let expected = (Status::NotTested, Reason::NotPossibleHere);
            assert_eq!(row(&report, id), expected, "{name} {id}");
        }
    }
}

#[test]
fn what_takes_long_is_measured_by_a_thorough_run_only() {
    let site = site("lifetime-30");
    let quick = run(&site, Vantage::Native, 0, |_| {});
    for id in [RequirementId::UdpLifetime, RequirementId::Bandwidth] {
        let expected = (Status::NotTested, Reason::ThoroughOnly);
        assert_eq!(row(&quick, id), expected);
    }
    assert_eq!(row(&quick, RequirementId::Ntp).0, Status::Pass);
    assert!(quick.duration_ms < 6_000, "{} ms", quick.duration_ms);
    assert!(thorough(&site, 0).duration_ms > 125_000);
}

#[test]
fn a_row_can_be_tested_alone() {
    let clean = site("clean");
    for id in rows() {
        let alone = run(&clean, Vantage::Native, 0, |options| {
            options.thorough = true;
            options.only = id.into();
        });
        assert_eq!(row(&alone, id).0, Status::Pass, "{id}");
        let blocked = site("udp-blocked");
        let alone = run(&blocked, Vantage::Native, 0, |options| {
            options.thorough = true;
            options.only = id.into();
        });
        let expected = match id {
            RequirementId::Bandwidth => Status::Pass,
            RequirementId::Ntp => Status::Warn,
            _ => Status::Inconclusive,
        };
        assert_eq!(row(&alone, id).0, expected, "{id}");
    }
}

/// A far end of an earlier version offers none of it.
#[test]
fn nothing_is_measured_where_the_far_end_takes_no_part() {
    let mut earlier = site("mtu-black-hole");
    earlier.far_end.path_tests = false;
    let report = thorough(&earlier, 0);
    for id in rows() {
        let expected = (Status::NotTested, Reason::NotOffered);
        assert_eq!(row(&report, id), expected, "{id}");
    }
}

#[test]
fn loss_is_not_taken_for_a_fault_of_the_path() {
    let mut lossy = site("clean");
    lossy.wan.loss_percent = 15;
    for jitter in 0..60 {
        let report = thorough(&lossy, jitter);
        for id in rows() {
            let status = row(&report, id).0;
            assert_ne!(status, Status::Warn, "{id} with jitter {jitter}");
        }
    }
}

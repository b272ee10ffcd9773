//! The rows of level advice at simulated sites, in virtual time.

mod site_files;

use std::time::Duration;

use camcheck_core::limits::FEED_WINDOWS;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::{Level, RequirementId};
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{Browser, IdleOutcome, LargeOutcome, Observation, Probe, Timing};
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

/// A thorough run whose prober is a variant of the simulated one.
fn with_prober<'a, P: Prober>(site: &'a Site, variant: impl Fn(SimProber<'a>) -> P) -> Report {
    let catalogue: &'static _ =
        Box::leak(Box::new(catalogue(false).expect("the simulated catalogue")));
    let clock = Clock::default();
    let (vantage, browser) = (Vantage::Native, Browser::Other);
    let prober = SimProber::new(site, catalogue, vantage, browser, clock.clone(), 0);
    let options = RunOptions {
        thorough: true,
        ..RunOptions::new(catalogue.clone(), vantage, 7)
    };
    report(options, &variant(prober), &clock)
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
        let required = report.requirements.iter();
        let mut required = required.filter(|row| row.level == Level::Required);
        if required.all(|row| row.status == Status::Pass) {
            assert_ne!(report.overall, Overall::NotReady, "{name}");
        }
    }
}

#[test]
fn a_page_measures_only_what_a_feed_shows() {
    for (name, site) in site_files::in_folder("advice") {
        let report = run(&site, Vantage::Page, 0, |_| {});
        for id in rows() {
            let reason = match id {
                RequirementId::Fragments => Reason::FeedNotRun,
                RequirementId::Bandwidth => Reason::OnRequest,
                _ => Reason::NotPossibleHere,
            };
            assert_eq!(row(&report, id), (Status::NotTested, reason), "{name} {id}");
        }
    }
}

#[test]
fn a_page_measures_bandwidth_on_request() {
    let bandwidth = |site: &Site, vantage| {
        let report = run(site, vantage, 0, |options| {
            options.only = RequirementId::Bandwidth.into();
            options.thorough = true;
        });
        row(&report, RequirementId::Bandwidth)
    };
    for (name, site) in site_files::in_folder("advice") {
        assert_eq!(
            bandwidth(&site, Vantage::Page),
            bandwidth(&site, Vantage::Native),
            "{name}"
        );
    }
    let low = (Status::Warn, Reason::BandwidthLow);
    assert_eq!(bandwidth(&site("up-5-mbit"), Vantage::Page), low);
}

/// What a page shows of fragments that come in.
fn fragments_in_a_page(site: &Site) -> (Status, Reason) {
    let report = run(site, Vantage::Page, 0, |options| {
        options.feed = Some(FEED_WINDOWS);
    });
    row(&report, RequirementId::Fragments)
}

#[test]
fn a_feed_shows_whether_fragments_come_in() {
    let arrives = (Status::Pass, Reason::FragmentsPassIn);
    let vanishes = (Status::Warn, Reason::FragmentsBlockedIn);
    let mut dropped = site("fragments-dropped-in");
    for (site, expected) in [
        (&site("clean"), arrives),
        (&site("fragments-dropped-out"), arrives),
        (&dropped, vanishes),
        (
            &site("udp-blocked"),
            (Status::NotTested, Reason::NothingGetsOut),
        ),
    ] {
        assert_eq!(fragments_in_a_page(site), expected, "{}", site.title);
    }
    // Without proof that they leave the far end, they show nothing; an earlier far end sends none.
    dropped.far_end.path_unproven = true;
    let unproven = (Status::Inconclusive, Reason::NoControl);
    assert_eq!(fragments_in_a_page(&dropped), unproven);
    dropped.far_end.path_tests = false;
    let not_offered = (Status::NotTested, Reason::NotOffered);
    assert_eq!(fragments_in_a_page(&dropped), not_offered);
}

#[test]
fn large_packets_that_a_lossy_line_drops_are_not_blocked() {
    let mut site = site("clean");
    site.wan.loss_percent = 15;
    for jitter in 0..20 {
        let report = run(&site, Vantage::Page, jitter, |options| {
            options.feed = Some(FEED_WINDOWS);
        });
        assert_eq!(
            row(&report, RequirementId::Fragments).0,
            Status::Pass,
            "{jitter}"
        );
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
    assert!(thorough(&site, 0).duration_ms > 115_000);
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
            RequirementId::Ntp => Status::Fail,
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

/// A firewall in front of the far end may drop what never passed before.
#[test]
fn what_never_reached_the_far_end_is_not_attributed_to_the_site() {
    for (name, id) in [
        ("fragments-dropped-out", RequirementId::Fragments),
        ("fragments-dropped-in", RequirementId::Fragments),
        ("mtu-black-hole", RequirementId::Mtu),
        ("ntp-blocked", RequirementId::Ntp),
    ] {
        let mut site = site(name);
        site.far_end.path_unproven = true;
        let expected = (Status::Inconclusive, Reason::NoControl);
        assert_eq!(row(&thorough(&site, 0), id), expected, "{name}");
    }
}

/// A far end that vanishes during the test proves nothing about the NAT.
#[test]
fn a_lifetime_is_judged_by_the_longest_time_only() {
    struct Vanishing<'a>(SimProber<'a>);

    impl Prober for Vanishing<'_> {
        async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
            match probe {
                Probe::Idle(idle) if idle.seconds > 25 => {
                    Observation::Idle(idle.clone(), IdleOutcome::Unreached)
                }
                _ => self.0.measure(probe, timing).await,
            }
        }

        async fn sleep(&self, duration: Duration) {
            self.0.sleep(duration).await;
        }

        fn elapsed(&self) -> Duration {
            self.0.elapsed()
        }
    }

    let report = with_prober(&site("clean"), Vanishing);
    let expected = (Status::Inconclusive, Reason::TestFailed);
    assert_eq!(row(&report, RequirementId::UdpLifetime), expected);
}

/// A report of a size is not believed before packets of that size pass.
#[test]
fn a_second_hop_that_swallows_packets_is_found_behind_one_that_reports() {
    struct TwoHops<'a>(SimProber<'a>);

    impl Prober for TwoHops<'_> {
        async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
            let Probe::Large(large) = probe else {
                return self.0.measure(probe, timing).await;
            };
            let outcome = match large.bytes {
                1_465.. => LargeOutcome::TooLarge { path_mtu: 1_492 },
                1_373.. => LargeOutcome::Vanished,
                _ => LargeOutcome::Answered,
            };
            Observation::Large(large.clone(), outcome)
        }

        async fn sleep(&self, duration: Duration) {
            self.0.sleep(duration).await;
        }

        fn elapsed(&self) -> Duration {
            self.0.elapsed()
        }
    }

    let report = with_prober(&site("clean"), TwoHops);
    let expected = (Status::Warn, Reason::MtuBlackHole);
    assert_eq!(row(&report, RequirementId::Mtu), expected);
}

#[test]
fn loss_is_not_taken_for_a_fault_of_the_path() {
    let mut lossy = site("clean");
    lossy.wan.loss_percent = 15;
    for jitter in 0..60 {
        let report = thorough(&lossy, jitter);
        for id in rows() {
            let status = row(&report, id).0;
            let is_fault = matches!(status, Status::Warn | Status::Fail);
            assert!(!is_fault, "{id} with jitter {jitter}: {status}");
        }
    }
}

//! When our servers are asked for their state.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Status;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{Browser, Observation, Probe, Timing};
use camcheck_core::run::drive::drive;
use camcheck_core::run::{Circumstances, Run};
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};

const VANTAGES: [(Vantage, Browser); 2] = [
    (Vantage::Native, Browser::Other),
    (Vantage::Page, Browser::Firefox),
];

/// A far end that was up at its first check of itself.
struct WellAtFirst<'a> {
    prober: SimProber<'a>,
    /// The attempts of all health checks.
    calls: RefCell<Vec<u8>>,
}

impl Prober for WellAtFirst<'_> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        let mut observation = self.prober.measure(probe, timing).await;
        if let Observation::Http(call, Ok(reply)) = &mut observation
            && call.path == "/v1/control"
        {
            self.calls.borrow_mut().push(call.attempt);
            if call.attempt == 0 {
                reply.body = reply.body.replace(r#""up":false"#, r#""up":true"#);
            }
        }
        observation
    }

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}

/// The report on a site, and the attempts of the calls for a health check.
fn judged(site: &str, (vantage, browser): (Vantage, Browser)) -> (Report, Vec<u8>) {
    let site = Site::parse(site).expect("a site");
    let catalogue = catalogue(false).expect("the simulated catalogue");
    let clock = Clock::default();
    let prober = WellAtFirst {
        prober: SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), 1),
        calls: RefCell::default(),
    };
    let options = RunOptions::new(catalogue.clone(), vantage, 1);
    let report = report(options, &prober, &clock);
    (report, prober.calls.into_inner())
}

#[test]
fn an_open_site_needs_one_health_check() {
    for vantage in VANTAGES {
        let (_, calls) = judged(include_str!("sites/full-cone.toml"), vantage);
        assert_eq!(calls, [0], "{vantage:?}");
    }
}

#[test]
fn a_port_of_ours_that_goes_down_during_a_run_is_not_blamed_on_the_site() {
    let site = include_str!("sites/far-end-port-down.toml");
    let row = RequirementId::Tcp8883;
    for vantage in VANTAGES {
        let (report, calls) = judged(site, vantage);
        assert_eq!(calls, [0, 1], "{vantage:?}");
        let verdict = report.row(row).map(|row| (row.status, row.reason));
        let down = (Status::Inconclusive, Reason::FarEndPortDown);
        assert_eq!(verdict, Some(down), "{vantage:?}");
    }
}

#[test]
fn a_blocked_range_makes_our_servers_check_again() {
    for vantage in VANTAGES {
        let (_, calls) = judged(include_str!("sites/udp-range-blocked.toml"), vantage);
        assert_eq!(calls, [0, 1], "{vantage:?}");
    }
}

/// The addresses that were asked over UDP where the first of two far ends grants runs, or is about to end and grants none;
/// and the result of the row.
fn asked_over_udp(
    draining: bool,
    (vantage, browser): (Vantage, Browser),
) -> (BTreeSet<IpAddr>, Status) {
    let full_cone = include_str!("sites/full-cone.toml");
    let site = format!("{full_cone}\n[far-end]\nwitness = true\ndraining = {draining}\n");
    let site = Site::parse(&site).expect("a site");
    let catalogue = catalogue(true).expect("the simulated catalogue");
    let clock = Clock::default();
    let prober = SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), 1);
    let mut run = Run::new(RunOptions::new(catalogue.clone(), vantage, 1));
    clock.block_on(drive(&mut run, &prober, |_| {}));
    let report = run.report(Circumstances {
        started: "2026-11-27T07:00:00Z".to_owned(),
        duration_ms: 0,
        extra_root: false,
    });
    let asked = run.board().udp.keys().map(|probe| probe.server).collect();
    let row = report.row(RequirementId::UdpOutbound).expect("the row");
    (asked, row.status)
}

#[test]
fn a_far_end_that_grants_no_runs_is_passed_over() {
    let catalogue = catalogue(true).expect("the simulated catalogue");
    let address = |responder: usize| catalogue.responders[responder].addresses[0].ip;
    for vantage in VANTAGES {
        for (draining, responder) in [(false, 0), (true, 1)] {
            let (asked, status) = asked_over_udp(draining, vantage);
            assert_eq!(asked, [address(responder)].into(), "{vantage:?}");
            assert_eq!(status, Status::Pass, "{vantage:?}");
        }
    }
}

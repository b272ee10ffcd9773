//! The far end's receipts, read over a line that loses its answers.

use std::cell::RefCell;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use camcheck_core::limits::SWEEP_RECEIPTS_DEADLINE;
use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{Browser, Observation, Probe, Timing};
use camcheck_core::rules::judge;
use camcheck_core::run::Run;
use camcheck_core::run::drive::drive;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};
use camcheck_core::wire::http::Receipts;

const UDP_RANGE_BLOCKED: &str = include_str!("sites/udp-range-blocked.toml");

/// Receipts are asked for after mapping and at the end, by the attempt of their call.
const AFTER_MAPPING: u8 = 0;
const AT_THE_END: u8 = 1;
const AGAIN: u8 = 2;

/// A prober to which some receipts do not come in time.
struct Losing<'a> {
    prober: SimProber<'a>,
    lost: &'a [u8],
    /// The attempt and the deadline of every call for receipts.
    calls: RefCell<Vec<(u8, Duration)>>,
}

impl Prober for Losing<'_> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        if let Probe::Http(call) = probe
            && call.path.starts_with("/v1/runs/")
        {
            self.calls
                .borrow_mut()
                .push((call.attempt, timing.deadline));
            if self.lost.contains(&call.attempt) {
                self.prober.sleep(timing.deadline).await;
                let late = TcpFailure {
                    layer: Layer::Service,
                    cause: Cause::Timeout,
                };
                return Observation::Http(call.clone(), Err(late));
            }
        }
        self.prober.measure(probe, timing).await
    }

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}

/// What a run on a site with a blocked range says of it, and its calls for receipts.
fn run(lost: &[u8], sweep: Option<NonZeroU32>) -> (String, Vec<(u8, Duration)>) {
    let site = Site::parse(UDP_RANGE_BLOCKED).expect("a site");
    let catalogue = catalogue(false).expect("the simulated catalogue");
    let clock = Clock::default();
    let (vantage, browser) = (Vantage::Native, Browser::Other);
    let prober = Losing {
        prober: SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), 1),
        lost,
        calls: RefCell::default(),
    };
    let options = RunOptions {
        only: RequirementId::Tcp443 | RequirementId::UdpOutbound,
        sweep,
        ..RunOptions::new(catalogue.clone(), vantage, 1)
    };
    let report = report(options, &prober, &clock);
    let row = report.row(RequirementId::UdpOutbound).expect("a row");
    let says = format!("{} {}", row.status, row.reason);
    (says, prober.calls.into_inner())
}

fn attempts(calls: &[(u8, Duration)]) -> Vec<u8> {
    calls.iter().map(|(attempt, _)| *attempt).collect()
}

#[test]
fn what_is_read_is_not_asked_for_again() {
    let (says, calls) = run(&[], None);
    assert_eq!(says, "fail udp-range-blocked");
    assert_eq!(attempts(&calls), [AFTER_MAPPING, AT_THE_END]);
}

#[test]
fn the_last_ones_are_asked_for_twice() {
    let (says, calls) = run(&[AT_THE_END], None);
    assert_eq!(says, "fail udp-range-blocked");
    assert_eq!(attempts(&calls), [AFTER_MAPPING, AT_THE_END, AGAIN]);
    // Without them it is unknown whether requests to the silent ports got out.
    let (says, calls) = run(&[AT_THE_END, AGAIN], None);
    assert_eq!(says, "inconclusive no-control");
    assert_eq!(attempts(&calls), [AFTER_MAPPING, AT_THE_END, AGAIN]);
}

#[test]
fn those_of_a_sweep_have_time_to_come_in() {
    let (says, calls) = run(&[AT_THE_END], NonZeroU32::new(20_000));
    assert_eq!(says, "fail udp-range-blocked");
    for (attempt, deadline) in calls {
        let is_long = deadline >= SWEEP_RECEIPTS_DEADLINE;
        assert_eq!(is_long, attempt != AFTER_MAPPING, "{attempt}");
    }
    let (_, calls) = run(&[], None);
    let mut deadlines = calls.iter().map(|(_, deadline)| deadline);
    assert!(deadlines.all(|deadline| *deadline < SWEEP_RECEIPTS_DEADLINE));
}

// ---- unsolicited checks from the far end ----

const PORT_RESTRICTED: &str = include_str!("sites/port-restricted.toml");

/// What a page's run on an ordinary NAT says of the inbound row and of the NAT, where these receipts
/// come back.
fn page_run(change: impl Fn(&mut Receipts)) -> [String; 2] {
    let site = Site::parse(PORT_RESTRICTED).expect("a site");
    let catalogue = catalogue(false).expect("the simulated catalogue");
    let clock = Clock::default();
    let (vantage, browser) = (Vantage::Page, Browser::Chromium);
    let prober = SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), 1);
    let mut run = Run::new(RunOptions::new(catalogue.clone(), vantage, 1));
    clock.block_on(drive(&mut run, &prober, |_| {}));
    let mut board = run.board().clone();
    for (probe, reply) in &mut board.http {
        if probe.path.starts_with("/v1/runs/") {
            let reply = reply.as_mut().expect("receipts");
            let mut receipts: Receipts = serde_json::from_str(&reply.body).expect("receipts");
            change(&mut receipts);
            reply.body = serde_json::to_string(&receipts).expect("JSON");
        }
    }
    let judgement = judge(run.plan(), &board);
    [RequirementId::UdpInbound, RequirementId::NatFullCone].map(|id| {
        let mut verdicts = judgement.verdicts.iter();
        let verdict = verdicts.find(|verdict| verdict.id == id).expect("a row");
        format!("{} {}", verdict.status, verdict.reason)
    })
}

/// The site cannot have blocked a check that the far end did not send.
#[test]
fn a_check_that_was_not_sent_is_no_silence() {
    let ordinary = ["warn contacted-address-only", "warn narrower-filtering"];
    assert_eq!(page_run(|_| {}), ordinary);
    let busy = ["inconclusive far-end-busy"; 2];
    assert_eq!(page_run(|receipts| receipts.own_checks.clear()), busy);
    // The address that was contacted, by its other port: all that is left.
    let (alternate, contacted) = ("198.51.100.11", "198.51.100.10");
    let without = |address: &'static str| {
        move |receipts: &mut Receipts| {
            let address: IpAddr = address.parse().expect("an address");
            receipts
                .own_checks
                .retain(|check| check.from.ip() != address);
        }
    };
    assert_eq!(page_run(without(alternate)), busy);
    // Whether another port of that address gets in is open; that no other address does is not.
    let half = ["warn contacted-address-only", "inconclusive far-end-busy"];
    assert_eq!(page_run(without(contacted)), half);
}

/// Each of a page's two sockets may miss what is sent to it, as in an overloaded browser.
#[test]
fn a_check_that_one_socket_alone_was_sent_is_no_silence() {
    let says = page_run(|receipts| {
        let first = receipts.own_checks.first().expect("a check").to;
        receipts.own_checks.retain(|check| check.to == first);
    });
    assert_eq!(says, ["inconclusive far-end-busy"; 2]);
}

#[test]
fn without_receipts_it_is_unknown_what_was_sent() {
    let says = page_run(|receipts| {
        receipts.own_checks.clear();
        receipts.unrecorded = 1;
    });
    assert_eq!(says, ["inconclusive no-control"; 2]);
}

//! How a control, a witness, or the lack of one, affects a verdict. Each test takes the board of a
//! simulated run and changes what was observed.

#[path = "rules/device.rs"]
mod device;
#[path = "rules/domain.rs"]
mod domain;
#[path = "rules/names.rs"]
mod names;
#[path = "rules/network.rs"]
mod network;
#[path = "rules/tcp.rs"]
mod tcp;
#[path = "rules/udp.rs"]
mod udp;

use std::net::{IpAddr, SocketAddr};

use camcheck_core::catalogue::Scheme;
use camcheck_core::model::diagnosis::Diagnosis;
use camcheck_core::model::evidence::{Detail, Evidence, Outcome, Seen, Test};
use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Note;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::observed::board::Board;
use camcheck_core::plan::{Plan, RunOptions};
use camcheck_core::probe::{
    Browser, Environment, Observation, PortOutcome, TcpOutcome, TcpProbe, TcpService,
};
use camcheck_core::rules::{Judgement, judge};
use camcheck_core::run::Circumstances;
use camcheck_core::run::Run;
use camcheck_core::run::drive::drive;
use camcheck_core::sim::catalogue;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::wire::http::{Health, HealthCheck, ListenerState, OtherResponder, Receipts};

const FULL_CONE: &str = include_str!("sites/full-cone.toml");
const TCP_8883_DROPPED: &str = include_str!("sites/tcp-8883-dropped.toml");
const SYMMETRIC: &str = include_str!("sites/symmetric.toml");
const UDP_RANGE_BLOCKED: &str = include_str!("sites/udp-range-blocked.toml");
const UDP_BLOCKED: &str = include_str!("sites/udp-blocked.toml");
const PUBLIC_BLOCK_PAGE: &str = include_str!("sites/dns-public-block-page.toml");
const NXDOMAIN: &str = include_str!("sites/latchaccess-nxdomain.toml");

fn observed(site: &str, vantage: Vantage) -> (Plan, Board) {
    let site = Site::parse(site).expect("a site");
    let catalogue = catalogue(false).expect("a catalogue");
    let clock = Clock::default();
    let browser = Browser::Chromium;
    let prober = SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), 0);
    let mut run = Run::new(RunOptions::new(catalogue.clone(), vantage, 5));
    clock.block_on(drive(&mut run, &prober, |_| {}));
    (run.plan().clone(), run.board().clone())
}

fn says(judgement: &Judgement, id: RequirementId) -> (Status, Reason) {
    let verdict = judgement
        .verdicts
        .iter()
        .find(|verdict| verdict.id == id)
        .expect("a verdict for every row");
    (verdict.status, verdict.reason)
}

fn assert_says(plan: &Plan, board: &Board, expected: &[(RequirementId, Status, Reason)]) {
    let judgement = judge(plan, board);
    for (id, status, reason) in expected {
        assert_eq!(says(&judgement, *id), (*status, *reason), "{id}");
    }
}

fn fail_tcp(board: &mut Board, cause: Cause, matches: impl Fn(&TcpProbe) -> bool) {
    fail_tcp_with(board, &TcpOutcome::failed(Layer::Connect, cause), matches);
}

fn fail_tcp_with(board: &mut Board, outcome: &TcpOutcome, matches: impl Fn(&TcpProbe) -> bool) {
    let probes = board.tcp.keys().cloned();
    let failing: Vec<_> = probes.filter(|probe| matches(probe)).collect();
    board.tcp.retain(|probe, _| !matches(probe));
    for probe in failing {
        for attempt in 0..=1 {
            let probe = TcpProbe {
                attempt,
                ..probe.clone()
            };
            board.add(Observation::Tcp(probe, outcome.clone()));
        }
    }
}

fn silence_udp(board: &mut Board) {
    for outcome in board.udp.values_mut() {
        for port in outcome.ports.values_mut() {
            *port = PortOutcome::Silent;
        }
    }
    for outcome in board.mapping.values_mut() {
        outcome.mapped.clear();
        outcome.server_reflexive.clear();
    }
    for outcome in board.filtering.values_mut() {
        *outcome = Default::default();
    }
}

/// Rewrites the far end's health check.
fn change_health(board: &mut Board, change: impl Fn(&mut HealthCheck)) {
    let mut changed = 0;
    for (probe, reply) in &mut board.http {
        if probe.path != "/v1/control" {
            continue;
        }
        let reply = reply.as_mut().expect("a reply");
        let Ok(Health::Ready(mut health)) = reply.body.parse() else {
            panic!("no health check: {}", reply.body);
        };
        change(&mut health);
        reply.body = serde_json::to_string(&Health::Ready(health)).expect("JSON");
        changed += 1;
    }
    assert!(changed > 0, "the run never asked for a health check");
}

fn forget_look(board: &mut Board) {
    board.http.retain(|probe, _| probe.path != "/v1/control");
}

fn is_site(probe: &TcpProbe) -> bool {
    matches!(probe.service, TcpService::Site { .. })
}

fn address(last: u8) -> IpAddr {
    [198, 51, 100, last].into()
}

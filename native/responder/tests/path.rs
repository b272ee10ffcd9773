//! The native prober's tests of the path against a real far end, a demo on loopback.
#![cfg(target_os = "linux")]

#[path = "responder/process.rs"]
#[expect(dead_code, reason = "the other tests use more of it")]
mod process;

use std::net::SocketAddr;
use std::time::Duration;

use camcheck::vantage::{NativeProber, Trust};
use camcheck_core::catalogue::Scheme;
use camcheck_core::probe::prober::ByKind;
use camcheck_core::probe::{
    HttpEndpoint, IdleOutcome, IdleProbe, LargeOutcome, LargeProbe, LoadOutcome, LoadProbe,
    SipOutcome, SipProbe, Timing, Way,
};
use camcheck_core::wire::http::{Receipts, RunCreated};
use camcheck_core::wire::token::RunToken;

use process::Demo;

const PATIENCE: Duration = Duration::from_secs(10);

const TIMING: Timing = Timing {
    names: Duration::ZERO,
    deadline: PATIENCE,
    retransmit: Duration::from_millis(300),
    tries: 5,
    gap: Duration::ZERO,
};

/// Of the ports that every demo has here.
const PORT: u16 = 40_003;

fn prober() -> NativeProber {
    NativeProber::new(Trust::mozilla_and(&[]).expect("Mozilla's roots"))
}

fn token(demo: &Demo) -> RunToken {
    demo.post("/v1/runs").json::<RunCreated>().token
}

#[tokio::test]
async fn large_datagrams_are_answered_both_ways() {
    let demo = Demo::start(101, &[]);
    let token = token(&demo);
    for (bytes, may_fragment) in [(1_900, true), (1_472, false)] {
        for way in [Way::Out, Way::OutAndBack] {
            let probe = LargeProbe {
                server: SocketAddr::new(demo.ip, PORT),
                token: token.clone(),
                bytes,
                way,
                may_fragment,
                attempt: 0,
            };
            let outcome = prober().large(&probe, TIMING).await;
            assert_eq!(outcome, LargeOutcome::Answered, "{bytes} {way:?}");
        }
    }
}

#[tokio::test]
async fn small_datagrams_are_the_control() {
    let demo = Demo::start(102, &[]);
    let probe = LargeProbe {
        server: SocketAddr::new(demo.ip, PORT),
        token: "abcdefghij0123456789".parse().expect("a token"),
        bytes: 1_900,
        way: Way::Out,
        may_fragment: true,
        attempt: 0,
    };
    let outcome = prober().large(&probe, TIMING).await;
    assert_eq!(outcome, LargeOutcome::Unreached, "no run has this token");
}

#[tokio::test]
async fn the_far_end_sends_to_an_idle_socket() {
    let demo = Demo::start(103, &[]);
    let probe = IdleProbe {
        server: SocketAddr::new(demo.ip, PORT),
        token: token(&demo),
        seconds: 1,
        attempt: 0,
    };
    let outcome = prober().idle(&probe, TIMING).await;
    assert_eq!(outcome, IdleOutcome::Kept);
}

#[tokio::test]
async fn a_far_end_may_take_no_part() {
    let demo = Demo::start(104, &["--no-path-tests"]);
    let created: RunCreated = demo.post("/v1/runs").json();
    assert_eq!((created.path_tests, created.ntp), (0, false));
    let probe = IdleProbe {
        server: SocketAddr::new(demo.ip, PORT),
        token: created.token,
        seconds: 1,
        attempt: 0,
    };
    let outcome = prober().idle(&probe, TIMING).await;
    assert_eq!(outcome, IdleOutcome::Unreached);
}

#[tokio::test]
async fn sip_messages_arrive_as_they_were_sent() {
    let demo = Demo::start(105, &[]);
    let token = token(&demo);
    let probe = SipProbe {
        server: SocketAddr::new(demo.ip, PORT),
        control: 40_004,
        token: token.clone(),
        attempt: 0,
    };
    let SipOutcome::Sent { sha256 } = prober().sip(&probe, TIMING).await else {
        panic!("loopback takes everything");
    };
    let receipts: Receipts = demo.get(&format!("/v1/runs/{token}")).json();
    for port in [PORT, 40_004] {
        let mut arrived = receipts.sip.iter().filter(|sip| sip.port == port);
        let first = arrived.next().expect("a message");
        assert_eq!(first.sha256, sha256);
        assert!(arrived.all(|sip| sip.sha256 == sha256));
    }
}

#[tokio::test]
async fn bulk_data_is_transferred_both_ways_within_the_budgets() {
    let demo = Demo::start(106, &["--max-loads", "1"]);
    let token = token(&demo);
    let probe = |is_upload, token: &RunToken| LoadProbe {
        endpoint: HttpEndpoint {
            ip: demo.ip,
            host: None,
            port: 8883,
            scheme: Scheme::Http,
        },
        token: token.clone(),
        is_upload,
        attempt: 0,
    };
    for is_upload in [false, true] {
        let outcome = prober().load(&probe(is_upload, &token), TIMING).await;
        assert!(outcome.mbps() > Some(0), "{is_upload}: {outcome:?}");
    }
    let unknown = "abcdefghij0123456789".parse().expect("a token");
    let outcome = prober().load(&probe(false, &unknown), TIMING).await;
    assert_eq!(outcome, LoadOutcome::Busy);
    let answer = demo.get(&format!("/v1/runs/{token}/load"));
    assert_eq!(answer.status, 200);
    // The framing of the chunks comes on top.
    assert!(answer.body.len() > 8 << 20);
}

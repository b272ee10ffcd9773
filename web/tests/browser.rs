//! The prober in a real browser without a server: how it reports silence, and that every probe keeps its
//! deadline. The tests in the lab cover answers.
#![cfg(target_arch = "wasm32")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use camcheck_core::catalogue::Scheme;
use camcheck_core::model::failure::{Cause, Layer};
use camcheck_core::probe::prober::{ByKind, Prober};
use camcheck_core::probe::{
    Arrival, Browser, FilteringProbe, HttpEndpoint, HttpMethod, HttpProbe, MappingProbe,
    NatPresenceOutcome, NatPresenceProbe, Pace, PortOutcome, TcpProbe, TcpService, TcpTarget,
    Timing, UdpProbe, WebRtc,
};
use camcheck_web::vantage::PageProber;
use futures_util::future::join;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// TEST-NET-3 (RFC 5737): no host answers there.
const NOBODY: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1));

/// Short, so that the tests are; a real run waits longer.
const TIMING: Timing = Timing {
    names: Duration::ZERO,
    deadline: Duration::from_millis(1500),
    retransmit: Duration::from_millis(500),
    tries: 1,
    gap: Duration::from_millis(20),
};

#[wasm_bindgen_test]
async fn the_browser_and_its_webrtc_are_known() {
    let prober = PageProber::new(Box::new(drop));
    let environment = prober.environment(TIMING).await;
    assert!(matches!(
        environment.browser,
        Some(Browser::Chromium | Browser::Firefox)
    ));
    assert_eq!(environment.webrtc, Some(WebRtc::Available));
    assert!(!environment.cellular);
}

#[wasm_bindgen_test]
fn time_goes_on_while_the_device_sleeps() {
    let prober = PageProber::new(Box::new(drop));
    assert!(prober.elapsed() < Duration::from_secs(60));
    // What a page sees of an hour's sleep.
    js_sys::eval("Date.awake = Date.now; Date.now = () => Date.awake() + 3600e3").expect("set");
    let after_sleep = prober.elapsed();
    js_sys::eval("Date.now = Date.awake").expect("set back");
    assert!(after_sleep >= Duration::from_secs(3600), "{after_sleep:?}");
}

#[wasm_bindgen_test]
async fn every_port_has_an_outcome_when_the_deadline_is_over() {
    let prober = PageProber::new(Box::new(drop));
    let probe = UdpProbe {
        server: NOBODY,
        ports: (0..50).map(|index| 2033 + index * 1008).collect(),
        token: None,
        pace: Pace::Brisk,
        attempt: 0,
    };
    let outcome = prober.udp(&probe, TIMING).await;
    assert_eq!(outcome.fault, None);
    assert!(outcome.ports.keys().eq(&probe.ports));
    for (port, outcome) in outcome.ports {
        assert!(
            matches!(outcome, PortOutcome::Silent | PortOutcome::NotSent),
            "{port}: {outcome:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn nat_probes_end_without_an_answer() {
    let prober = PageProber::new(Box::new(drop));
    let server = SocketAddr::new(NOBODY, 3478);
    let presence = NatPresenceProbe {
        server,
        token: None,
        attempt: 0,
    };
    let mapping = MappingProbe {
        servers: vec![server, SocketAddr::new(NOBODY, 3479)],
        token: None,
        attempt: 0,
    };
    let filtering = FilteringProbe {
        server,
        alternate: server,
        token: None,
        attempt: 0,
    };
    let presence = prober.nat_presence(&presence, TIMING).await;
    assert_eq!(presence, NatPresenceOutcome::Silent);
    let (mapping, filtering) = join(
        prober.mapping(&mapping, TIMING),
        prober.filtering(&filtering, TIMING),
    )
    .await;
    assert!(mapping.server_reflexive.is_empty() && mapping.mapped.is_empty());
    assert!(!filtering.contacted);
    // Without a token nothing was asked for, so its silence says nothing.
    assert_eq!(filtering.both, Arrival::NotTested);
}

#[wasm_bindgen_test]
async fn tcp_that_nobody_answers_has_failed() {
    let prober = PageProber::new(Box::new(drop));
    let probe = |service| TcpProbe {
        target: TcpTarget {
            ip: Some(NOBODY),
            host: None,
            port: 443,
        },
        service,
        attempt: 0,
    };
    let ice = probe(TcpService::IceTcp);
    let hello = probe(TcpService::Hello {
        responder: "nobody".to_owned(),
        scheme: Scheme::Http,
    });
    let (ice, hello) = join(prober.tcp(&ice, TIMING), prober.tcp(&hello, TIMING)).await;
    // How a gateway treats an unused address is not tested.
    assert!(ice.result.is_err());
    assert!(hello.result.is_err());
}

#[wasm_bindgen_test]
async fn a_refused_call_is_opaque() {
    let prober = PageProber::new(Box::new(drop));
    let probe = HttpProbe {
        endpoint: HttpEndpoint {
            ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            host: None,
            // The discard service, which no browser fetches from.
            port: 9,
            scheme: Scheme::Http,
        },
        method: HttpMethod::Get,
        path: "/v1/control".to_owned(),
        attempt: 0,
    };
    let failure = prober.http(&probe, TIMING).await.expect_err("refused");
    assert_eq!(
        (failure.layer, failure.cause),
        (Layer::Opaque, Cause::Opaque)
    );
}

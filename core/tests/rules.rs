//! The truth rules: what a control, a witness or a missing one does to a verdict. Each test takes
//! the board of a simulated run and changes what was observed.

#[path = "rules/device.rs"]
mod device;
#[path = "rules/names.rs"]
mod names;

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
use camcheck_core::wire::http::{Control, ControlLook, ListenerState, OtherResponder, Receipts};

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
        outcome.reflexive.clear();
    }
    for outcome in board.filtering.values_mut() {
        *outcome = Default::default();
    }
}

/// Rewrites the far end's control look.
fn change_look(board: &mut Board, change: impl Fn(&mut ControlLook)) {
    let mut changed = 0;
    for (probe, reply) in &mut board.http {
        if probe.path != "/v1/control" {
            continue;
        }
        let reply = reply.as_mut().expect("a reply");
        let Ok(Control::Ready(mut look)) = reply.body.parse() else {
            panic!("not a look: {}", reply.body);
        };
        change(&mut look);
        reply.body = serde_json::to_string(&Control::Ready(look)).expect("JSON");
        changed += 1;
    }
    assert!(changed > 0, "the run never asked for a control look");
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

#[test]
fn a_dead_far_end_is_not_blamed_on_the_site() {
    for vantage in [Vantage::Native, Vantage::Page] {
        let (plan, mut board) = observed(FULL_CONE, vantage);
        fail_tcp(&mut board, Cause::Timeout, |probe| !is_site(probe));
        silence_udp(&mut board);
        board.http.clear();
        let judgement = judge(&plan, &board);
        assert_eq!(judgement.overall, Overall::Incomplete);
        for id in [
            RequirementId::Tcp443,
            RequirementId::Tcp3478,
            RequirementId::Tcp5349,
        ] {
            assert_eq!(
                says(&judgement, id),
                (Status::Inconclusive, Reason::FarEndUnreachable),
                "{id}"
            );
        }
        // A page's fetch may have gone through a proxy, and nothing shows that it did not.
        let expected = match vantage {
            Vantage::Native => (Status::Pass, Reason::Answered),
            Vantage::Page => (Status::Inconclusive, Reason::FarEndUnreachable),
        };
        assert_eq!(says(&judgement, RequirementId::DomainLatch), expected);
    }
}

#[test]
fn no_internet_at_all_is_said_as_such() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp(&mut board, Cause::Timeout, |_| true);
    silence_udp(&mut board);
    board.http.clear();
    assert_says(
        &plan,
        &board,
        &[
            (
                RequirementId::Tcp443,
                Status::Inconclusive,
                Reason::NothingAnswers,
            ),
            (
                RequirementId::DomainLatch,
                Status::Inconclusive,
                Reason::NothingAnswers,
            ),
        ],
    );
    assert_eq!(judge(&plan, &board).overall, Overall::Incomplete);
}

#[test]
fn a_listener_that_is_down_is_our_fault() {
    let (plan, mut board) = observed(TCP_8883_DROPPED, Vantage::Native);
    assert_says(
        &plan,
        &board,
        &[(RequirementId::Tcp8883, Status::Fail, Reason::NoAnswer)],
    );
    // The destination on the same port is down for our server as well.
    change_look(&mut board, |look| {
        for listener in &mut look.listeners.tcp {
            listener.up = listener.port != 8883;
        }
        for destination in &mut look.destinations {
            destination.error = Some("refused".to_owned());
        }
    });
    assert_says(
        &plan,
        &board,
        &[(
            RequirementId::Tcp8883,
            Status::Inconclusive,
            Reason::FarEndPortDown,
        )],
    );
}

/// Somebody else answers in its place, or it does not speak what the catalogue tells.
#[test]
fn a_destination_that_answers_wrongly_is_no_fault_of_our_server() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    let row = RequirementId::Tcp8883;
    let answer = TcpOutcome::failed(Layer::Service, Cause::BadReply);
    fail_tcp_with(&mut board, &answer, |probe| {
        probe.service == TcpService::Tls
    });
    assert_says(
        &plan,
        &board,
        &[(row, Status::Fail, Reason::ProtocolBlocked)],
    );
    change_look(&mut board, |look| {
        for destination in &mut look.destinations {
            destination.error = Some("service: bad-reply".to_owned());
        }
    });
    // The other destinations of the port are our own servers, which answer.
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::HostDown)],
    );
}

#[test]
fn a_far_end_that_turned_us_away_is_busy_and_not_blocked() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp(&mut board, Cause::Reset, |probe| {
        probe.target.ip.is_some() && probe.target.port == 8883
    });
    let says = |board: &Board, status, reason| {
        assert_says(&plan, board, &[(RequirementId::Tcp8883, status, reason)]);
    };
    says(&board, Status::Fail, Reason::Reset);
    change_look(&mut board, |look| look.refused_connections = 3);
    says(&board, Status::Inconclusive, Reason::FarEndBusy);
    let (plan, board) = {
        let (plan, mut board) = observed(TCP_8883_DROPPED, Vantage::Native);
        change_look(&mut board, |look| look.refused_connections = 3);
        (plan, board)
    };
    // Who is turned away has got through to the far end, and silence has not.
    assert_says(
        &plan,
        &board,
        &[(RequirementId::Tcp8883, Status::Fail, Reason::NoAnswer)],
    );
}

#[test]
fn a_browser_shows_a_connection_that_ended_unheard_as_refused() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Page);
    let is_ice =
        |probe: &TcpProbe| probe.service == TcpService::IceTcp && probe.target.port == 3478;
    fail_tcp(&mut board, Cause::Refused, is_ice);
    let row = RequirementId::Tcp3478;
    assert_says(
        &plan,
        &board,
        &[(row, Status::Fail, Reason::ProtocolBlocked)],
    );
    change_look(&mut board, |look| look.refused_connections = 3);
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::FarEndBusy)],
    );
}

#[test]
fn a_browser_that_never_tried_says_nothing_of_the_port() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Page);
    let never_tried = TcpOutcome::failed(Layer::Opaque, Cause::Opaque);
    fail_tcp_with(&mut board, &never_tried, |probe| {
        probe.service == TcpService::IceTcp
    });
    assert_says(
        &plan,
        &board,
        &[
            (
                RequirementId::Tcp3478,
                Status::Inconclusive,
                Reason::BrowserUnproven,
            ),
            (RequirementId::Tcp443, Status::Pass, Reason::Answered),
        ],
    );
}

#[test]
fn a_page_tells_what_it_cannot_see_of_a_pass() {
    for (vantage, expected) in [(Vantage::Page, 1), (Vantage::Native, 0)] {
        let (plan, board) = observed(FULL_CONE, vantage);
        let judgement = judge(&plan, &board);
        let told = |id| {
            let verdict = judgement.verdicts.iter().find(|it| it.id == id);
            let evidence = &verdict.expect("a verdict").evidence;
            let unknown = |it: &&Evidence| it.result == Seen::TrustStoreUnknown;
            evidence.iter().filter(unknown).count()
        };
        for id in [
            RequirementId::Tcp443,
            RequirementId::Tcp5349,
            RequirementId::DomainLatch,
        ] {
            assert_eq!(told(id), expected, "{vantage:?} {id}");
        }
        // It rests on ICE over TCP, which has no certificates.
        assert_eq!(told(RequirementId::Tcp3478), 0);
    }
}

#[test]
fn a_device_behind_its_own_tunnel_is_not_on_the_cameras_way() {
    for tunnel in [false, true] {
        let options = RunOptions::new(catalogue(false).expect("a catalogue"), Vantage::Native, 5);
        let mut run = Run::new(options);
        run.step();
        run.record(Observation::Environment(Environment {
            tunnel,
            ..Environment::default()
        }));
        let notes = run.report(Circumstances::default()).notes;
        assert_eq!(notes.contains(Note::Tunnel), tunnel);
    }
}

#[test]
fn several_uplinks_are_no_sonicwall() {
    let (plan, mut board) = observed(SYMMETRIC, Vantage::Native);
    let diagnoses = |board: &Board| judge(&plan, board).diagnoses;
    assert!(diagnoses(&board).contains(Diagnosis::SonicwallLike));
    for outcome in board.mapping.values_mut() {
        for (server, mapped) in outcome.mapped.clone() {
            if Some(server.ip()) == plan.alternate_server() {
                let other_uplink = IpAddr::from([203, 0, 113, 77]);
                let mapped = SocketAddr::new(other_uplink, mapped.port());
                outcome.mapped.insert(server, mapped);
            }
        }
    }
    let said = diagnoses(&board);
    assert!(!said.contains(Diagnosis::SonicwallLike), "{said:?}");
    assert!(said.contains(Diagnosis::VpnOrRelaySuspected), "{said:?}");
}

#[test]
fn a_filter_on_plain_http_is_no_captive_portal_where_our_servers_answer() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    let block_page = TcpOutcome::failed(Layer::Service, Cause::BadReply);
    fail_tcp_with(&mut board, &block_page, |probe| {
        matches!(probe.service, TcpService::Portal { .. })
    });
    assert!(judge(&plan, &board).diagnoses.is_empty());
}

#[test]
fn incomplete_receipts_prove_no_direction() {
    let (plan, mut board) = observed(UDP_RANGE_BLOCKED, Vantage::Native);
    let id = RequirementId::UdpOutbound;
    assert_says(
        &plan,
        &board,
        &[(id, Status::Fail, Reason::UdpRangeBlocked)],
    );
    for (probe, reply) in &mut board.http {
        if let Ok(reply) = reply
            && probe.path.starts_with("/v1/runs/")
        {
            let read = serde_json::from_str(&reply.body);
            let mut receipts: Receipts = read.expect("receipts");
            receipts.not_booked = 1;
            reply.body = serde_json::to_string(&receipts).expect("JSON");
        }
    }
    assert_says(
        &plan,
        &board,
        &[(id, Status::Inconclusive, Reason::NoControl)],
    );
}

#[test]
fn an_address_that_answers_nowhere_is_unreachable_not_blocked_on_each_port() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp(&mut board, Cause::Timeout, |probe| {
        probe.target.ip == Some(address(11))
    });
    for outcome in board.mapping.values_mut() {
        outcome.mapped.remove(&(address(11), 3478).into());
    }
    assert_says(
        &plan,
        &board,
        &[(
            RequirementId::Tcp443,
            Status::Inconclusive,
            Reason::FarEndUnreachable,
        )],
    );
    // Once the far end itself says that the address is down, the other one decides.
    change_look(&mut board, |look| {
        for listener in &mut look.listeners.tcp {
            listener.up = listener.address != address(11);
        }
    });
    assert_says(
        &plan,
        &board,
        &[(RequirementId::Tcp443, Status::Pass, Reason::Answered)],
    );
}

/// Another responder found these UDP ports of ours in this state.
fn witness(look: &mut ControlLook, ports: &[u16], up: bool) {
    let state = |port: &u16| ListenerState {
        address: address(10),
        port: *port,
        up,
    };
    look.others = vec![OtherResponder {
        responder: "witness".to_owned(),
        tcp: Vec::new(),
        udp: ports.iter().map(state).collect(),
    }];
}

#[test]
fn udp_ports_that_a_witness_finds_closed_too_are_our_fault() {
    let says = |board: &Board, plan: &Plan, status, reason| {
        assert_says(plan, board, &[(RequirementId::UdpOutbound, status, reason)]);
    };
    let (plan, mut board) = observed(UDP_BLOCKED, Vantage::Native);
    says(&board, &plan, Status::Fail, Reason::UdpBlocked);
    change_look(&mut board, |look| witness(look, &[3478, 40_000], true));
    says(&board, &plan, Status::Fail, Reason::UdpBlocked);
    change_look(&mut board, |look| witness(look, &[3478, 40_000], false));
    says(&board, &plan, Status::Inconclusive, Reason::FarEndPortDown);

    let (plan, mut board) = observed(UDP_RANGE_BLOCKED, Vantage::Native);
    change_look(&mut board, |look| witness(look, &[3478], false));
    says(&board, &plan, Status::Fail, Reason::UdpRangeBlocked);
    change_look(&mut board, |look| witness(look, &[40_000], false));
    says(&board, &plan, Status::Inconclusive, Reason::FarEndPortDown);
}

#[test]
fn silence_on_every_udp_port_needs_a_control() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    silence_udp(&mut board);
    // The survey wants its spread ports again; they stay silent as well.
    let receipts: Vec<_> = board
        .http
        .iter_mut()
        .filter(|(probe, _)| probe.path.starts_with("/v1/runs/"))
        .collect();
    for (_, reply) in receipts {
        reply.as_mut().expect("a reply").body = "{\"udp\":[]}".to_owned();
    }
    let camcheck_core::observed::survey::Survey::Asking(again) =
        camcheck_core::observed::survey::survey(&plan, &board, token(&board).as_ref())
    else {
        panic!("nothing to try again");
    };
    for probe in again {
        let mut outcome = camcheck_core::probe::UdpOutcome::default();
        for port in &probe.ports {
            outcome.ports.insert(*port, PortOutcome::Silent);
        }
        board.add(Observation::Udp(probe, outcome));
    }
    let row = RequirementId::UdpOutbound;
    assert_says(&plan, &board, &[(row, Status::Fail, Reason::UdpBlocked)]);
    let mut listener_down = board.clone();
    change_look(&mut listener_down, |look| {
        for listener in &mut look.listeners.udp {
            listener.up = false;
        }
    });
    assert_says(
        &plan,
        &listener_down,
        &[(row, Status::Inconclusive, Reason::FarEndPortDown)],
    );
    forget_look(&mut board);
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::NoControl)],
    );
}

fn token(board: &Board) -> Option<camcheck_core::wire::token::RunToken> {
    let mut probes = board.udp.iter();
    probes.find_map(|(probe, _)| probe.token.clone())
}

#[test]
fn a_host_that_fails_for_our_server_too_is_not_blamed_on_the_site() {
    let (plan, mut board) = observed(NXDOMAIN, Vantage::Native);
    let row = RequirementId::DomainLatchaccess;
    assert_says(&plan, &board, &[(row, Status::Fail, Reason::DnsNxdomain)]);
    change_look(&mut board, |look| {
        for domain in &mut look.domains {
            domain.error = Some("does not resolve".to_owned());
        }
    });
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::HostDown)],
    );
}

#[test]
fn a_redirect_that_a_page_cannot_follow_is_not_a_block() {
    let (plan, mut board) = observed(NXDOMAIN, Vantage::Page);
    let row = RequirementId::DomainLatchaccess;
    assert_says(&plan, &board, &[(row, Status::Fail, Reason::FetchFailed)]);
    change_look(&mut board, |look| {
        for domain in &mut look.domains {
            domain.redirects_to = Some("elsewhere.example".to_owned());
        }
    });
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::RedirectedElsewhere)],
    );
}

#[test]
fn a_host_that_no_page_can_fetch_is_not_blocked() {
    for (vantage, expected) in [
        (Vantage::Page, (Status::Inconclusive, Reason::UnfitForPages)),
        (Vantage::Native, (Status::Fail, Reason::DnsNxdomain)),
    ] {
        let (plan, mut board) = observed(NXDOMAIN, vantage);
        change_look(&mut board, |look| {
            for domain in &mut look.domains {
                domain.unfit_for_pages = true;
            }
        });
        let (status, reason) = expected;
        let row = RequirementId::DomainLatchaccess;
        assert_says(&plan, &board, &[(row, status, reason)]);
    }
}

#[test]
fn ports_that_the_far_end_saw_are_not_blocked_outbound() {
    let (plan, mut board) = observed(UDP_RANGE_BLOCKED, Vantage::Native);
    assert_eq!(
        says(&judge(&plan, &board), RequirementId::UdpOutbound).0,
        Status::Fail
    );
    let seen: Vec<_> = (30_000..50_000)
        .map(|port| {
            serde_json::json!({
                "server": "198.51.100.10", "port": port, "source": "203.0.113.2:40000"
            })
        })
        .collect();
    let body = serde_json::json!({ "udp": seen }).to_string();
    for (probe, reply) in &mut board.http {
        if probe.path.starts_with("/v1/runs/") {
            reply.as_mut().expect("a reply").body.clone_from(&body);
        }
    }
    assert_says(
        &plan,
        &board,
        &[
            (RequirementId::UdpOutbound, Status::Pass, Reason::Answered),
            (
                RequirementId::UdpInbound,
                Status::Fail,
                Reason::AnswersBlocked,
            ),
        ],
    );
}

#[test]
fn an_untrusted_certificate_everywhere_on_our_server_alone_is_our_fault() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp(&mut board, Cause::UntrustedIssuer, |probe| {
        probe.target.ip.is_some() && probe.service != TcpService::StunOverTcp
    });
    let row = RequirementId::Tcp443;
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::FarEndFault)],
    );
    // An answer under the same name without TLS, as a demo gives it, verifies no certificate.
    let ours = |probe: &&TcpProbe| probe.target.ip.is_some() && probe.target.port == 443;
    let hello = board.tcp.keys().find(ours);
    let plain = TcpProbe {
        service: TcpService::Hello {
            responder: "demo".to_owned(),
            scheme: Scheme::Http,
        },
        ..hello.expect("a probe of our server").clone()
    };
    board.add(Observation::Tcp(plain, TcpOutcome::answered()));
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::FarEndFault)],
    );
    // The same with the sites' certificates untrusted too is interception.
    fail_tcp(&mut board, Cause::UntrustedIssuer, is_site);
    assert_says(
        &plan,
        &board,
        &[
            (row, Status::Fail, Reason::TlsIntercepted),
            (
                RequirementId::DomainLatch,
                Status::Fail,
                Reason::TlsIntercepted,
            ),
        ],
    );
}

#[test]
fn interception_on_one_port_alone_shows_against_the_others() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp(&mut board, Cause::UntrustedIssuer, |probe| {
        probe.target.ip.is_some() && probe.target.port == 443
    });
    assert_says(
        &plan,
        &board,
        &[
            (RequirementId::Tcp443, Status::Fail, Reason::TlsIntercepted),
            (RequirementId::Tcp8883, Status::Pass, Reason::Answered),
        ],
    );
}

#[test]
fn plain_tcp_that_fails_beside_tls_is_a_hint_of_inspection() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Page);
    fail_tcp(&mut board, Cause::Timeout, |probe| {
        probe.service == TcpService::IceTcp && probe.target.port == 443
    });
    assert_says(
        &plan,
        &board,
        &[(RequirementId::Tcp443, Status::Warn, Reason::TlsOnlyPath)],
    );
    let judgement = judge(&plan, &board);
    assert_eq!(judgement.overall, Overall::ReadyWithAdvice);
}

#[test]
fn a_device_without_a_network_blames_nobody() {
    let (plan, _) = observed(FULL_CONE, Vantage::Native);
    let board = Board {
        environment: Some(Environment {
            offline: true,
            ..Environment::default()
        }),
        ..Board::default()
    };
    let judgement = judge(&plan, &board);
    assert_eq!(judgement.overall, Overall::Incomplete);
    assert_eq!(
        says(&judgement, RequirementId::UdpOutbound),
        (Status::Inconclusive, Reason::NoNetwork)
    );
}

#[test]
fn without_a_responder_only_the_domains_are_tested() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    let mut options_catalogue = plan.catalogue().clone();
    options_catalogue.responders.clear();
    options_catalogue.destinations.clear();
    let plan = Plan::new(RunOptions::new(options_catalogue, Vantage::Native, 0));
    board.tcp.retain(|probe, _| is_site(probe));
    assert_says(
        &plan,
        &board,
        &[
            (
                RequirementId::Tcp443,
                Status::NotTested,
                Reason::NoResponder,
            ),
            (
                RequirementId::UdpOutbound,
                Status::NotTested,
                Reason::NoResponder,
            ),
            (
                RequirementId::NatPresent,
                Status::NotTested,
                Reason::NoResponder,
            ),
            (RequirementId::DomainLatch, Status::Pass, Reason::Answered),
        ],
    );
}

#[test]
fn a_host_firewall_is_suspected_only_where_one_was_seen_and_then_with_its_evidence() {
    let (plan, board) = observed(include_str!("sites/port-restricted.toml"), Vantage::Native);
    for (seen, suspected) in [(None, false), (Some(false), false), (Some(true), true)] {
        let mut board = board.clone();
        let environment = board.environment.as_mut().expect("an environment");
        environment.host_firewall = seen;
        let judgement = judge(&plan, &board);
        let diagnosis = Diagnosis::HostFirewallSuspected;
        assert_eq!(
            judgement.diagnoses.contains(diagnosis),
            suspected,
            "{seen:?}"
        );
        let shown = judgement.verdicts.iter().any(|verdict| {
            verdict.id == RequirementId::UdpInbound
                && verdict
                    .evidence
                    .iter()
                    .any(|it| it.test == Test::HostFirewall)
        });
        assert_eq!(shown, suspected, "{seen:?}");
    }
}

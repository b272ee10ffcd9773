//! What is between the device and the internet.

use super::*;

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
fn a_host_firewall_is_suspected_only_where_one_was_seen_and_then_with_its_evidence() {
    let (plan, board) = observed(
        include_str!("../sites/port-restricted.toml"),
        Vantage::Native,
    );
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

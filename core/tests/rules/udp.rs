//! The UDP range: every negative has a control.

use super::*;

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
            receipts.unrecorded = 1;
            reply.body = serde_json::to_string(&receipts).expect("JSON");
        }
    }
    assert_says(
        &plan,
        &board,
        &[(id, Status::Inconclusive, Reason::NoControl)],
    );
}

/// Another responder found these UDP ports of ours in this state.
fn witness(health: &mut HealthCheck, ports: &[u16], up: bool) {
    let state = |port: &u16| ListenerState {
        address: address(10),
        port: *port,
        up,
    };
    health.others = vec![OtherResponder {
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
    change_health(&mut board, |health| witness(health, &[3478, 40_000], true));
    says(&board, &plan, Status::Fail, Reason::UdpBlocked);
    change_health(&mut board, |health| witness(health, &[3478, 40_000], false));
    says(&board, &plan, Status::Inconclusive, Reason::FarEndPortDown);

    let (plan, mut board) = observed(UDP_RANGE_BLOCKED, Vantage::Native);
    change_health(&mut board, |health| witness(health, &[3478], false));
    says(&board, &plan, Status::Fail, Reason::UdpRangeBlocked);
    change_health(&mut board, |health| witness(health, &[40_000], false));
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
    change_health(&mut listener_down, |health| {
        for listener in &mut health.listeners.udp {
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

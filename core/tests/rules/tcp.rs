//! TCP services: who is responsible if one does not answer.

use super::*;

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
fn a_listener_that_is_down_is_our_fault() {
    let (plan, mut board) = observed(TCP_8883_DROPPED, Vantage::Native);
    assert_says(
        &plan,
        &board,
        &[(RequirementId::Tcp8883, Status::Fail, Reason::NoAnswer)],
    );
    // The destination on the same port is down for our server as well.
    change_health(&mut board, |health| {
        for listener in &mut health.listeners.tcp {
            listener.up = listener.port != 8883;
        }
        for destination in &mut health.destinations {
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

/// Another server answers in its place, or it does not speak the protocol in the catalogue.
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
    change_health(&mut board, |health| {
        for destination in &mut health.destinations {
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
    change_health(&mut board, |health| health.refused_connections = 3);
    says(&board, Status::Inconclusive, Reason::FarEndBusy);
    let (plan, board) = {
        let (plan, mut board) = observed(TCP_8883_DROPPED, Vantage::Native);
        change_health(&mut board, |health| health.refused_connections = 3);
        (plan, board)
    };
    // A refused client has reached the far end; a silent one has not.
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
    change_health(&mut board, |health| health.refused_connections = 3);
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
    change_health(&mut board, |health| {
        for listener in &mut health.listeners.tcp {
            listener.up = listener.address != address(11);
        }
    });
    assert_says(
        &plan,
        &board,
        &[(RequirementId::Tcp443, Status::Pass, Reason::Answered)],
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

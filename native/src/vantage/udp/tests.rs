use std::net::{IpAddr, Ipv4Addr};

use camcheck_codec::stun::{Request, Response, Transaction};
use camcheck_core::probe::{Pace, PortOutcome};
use tokio::net::UdpSocket;

use super::super::testing::{BRIEF, PATIENT, closed_udp_port};
use super::*;

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// What a test server does with a request.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Answers,
    /// As if the first request were lost on the way.
    AnswersTheSecond,
    AnswersAnotherRequest,
    AnswersFromAnotherPort,
    Silent,
}

async fn server(manner: Manner) -> u16 {
    let socket = UdpSocket::bind((LOCALHOST, 0)).await.unwrap();
    let other = UdpSocket::bind((LOCALHOST, 0)).await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut buffer = [0; MAX_MESSAGE];
        let mut seen = 0;
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            seen += 1;
            let request = Request::parse(&buffer[..length]).unwrap();
            let id = if manner == Manner::AnswersAnotherRequest {
                Transaction::from([7; 12])
            } else {
                request.transaction
            };
            let answer = Response::success(id, from).encode(None);
            let _ = match manner {
                Manner::Silent => Ok(0),
                Manner::AnswersTheSecond if seen == 1 => Ok(0),
                Manner::AnswersFromAnotherPort => other.send_to(&answer, from).await,
                Manner::Answers | Manner::AnswersTheSecond | Manner::AnswersAnotherRequest => {
                    socket.send_to(&answer, from).await
                }
            };
        }
    });
    port
}

async fn ask_ports(mut ports: Vec<u16>, timing: Timing) -> UdpOutcome {
    ports.sort_unstable();
    let probe = UdpProbe {
        server: LOCALHOST,
        ports,
        token: None,
        pace: Pace::Brisk,
        attempt: 0,
    };
    ask(&Outlet::default(), &probe, timing).await
}

fn is_answered(outcome: &UdpOutcome, port: u16) -> bool {
    matches!(
        outcome.ports.get(&port),
        Some(PortOutcome::Answered {
            mapped: Some(_),
            ..
        })
    )
}

#[tokio::test]
async fn ports_answer_to_one_socket() {
    let ports = [
        server(Manner::Answers).await,
        server(Manner::Answers).await,
        server(Manner::Answers).await,
    ];
    let outcome = ask_ports(ports.to_vec(), PATIENT).await;
    assert!(ports.iter().all(|port| is_answered(&outcome, *port)));
    assert_eq!((outcome.fault, outcome.own_drops), (None, 0));
    let sources: std::collections::BTreeSet<_> = outcome
        .ports
        .values()
        .map(|outcome| {
            let PortOutcome::Answered { mapped, .. } = outcome else {
                panic!("not answered");
            };
            *mapped
        })
        .collect();
    assert_eq!(sources.len(), 1);
}

#[tokio::test]
async fn a_lost_datagram_is_sent_again() {
    let port = server(Manner::AnswersTheSecond).await;
    let outcome = ask_ports(vec![port], PATIENT).await;
    assert!(is_answered(&outcome, port));
}

#[tokio::test]
async fn what_is_no_answer_to_the_request_is_silence() {
    for manner in [
        Manner::Silent,
        Manner::AnswersAnotherRequest,
        Manner::AnswersFromAnotherPort,
    ] {
        let port = server(manner).await;
        let outcome = ask_ports(vec![port], BRIEF).await;
        assert_eq!(outcome.ports, [(port, PortOutcome::Silent)].into());
    }
}

/// Linux reports ICMP errors on unconnected sockets.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_icmp_error_concerns_its_port_only() {
    let open = server(Manner::AnswersTheSecond).await;
    let (_closed, closed) = closed_udp_port();
    let closed = closed.port();
    let timing = Timing {
        tries: 3,
        ..PATIENT
    };
    let outcome = ask_ports(vec![open, closed], timing).await;
    assert!(is_answered(&outcome, open));
    assert_eq!(outcome.ports.get(&closed), Some(&PortOutcome::Refused));
}

#[tokio::test]
async fn no_ports_are_no_work() {
    assert_eq!(ask_ports(Vec::new(), PATIENT).await, UdpOutcome::default());
}

/// No request is sent from a documentation prefix of IPv6 on a machine without such an address.
#[tokio::test]
async fn a_device_without_a_route_says_so() {
    let probe = UdpProbe {
        server: "2001:db8::1".parse().unwrap(),
        ports: vec![3478],
        token: None,
        pace: Pace::Brisk,
        attempt: 0,
    };
    let outcome = ask(&Outlet::default(), &probe, BRIEF).await;
    assert!(outcome.fault.is_some() || outcome.ports.len() == 1);
}

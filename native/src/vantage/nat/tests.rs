use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use camcheck_codec::stun::{ErrorCode, MAX_MESSAGE, Request, Response};
use tokio::net::UdpSocket;

use super::super::testing::{BRIEF, PATIENT};
use super::*;

/// A far end on two loopback addresses and two ports, four sockets in all.
struct FarEnd {
    server: SocketAddr,
    alternate: SocketAddr,
}

/// How the far end treats a CHANGE-REQUEST.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Obeys,
    /// As if the site's NAT let nothing else in.
    SendsNothing,
    Ignores,
    Refuses,
    /// Answers not even plain requests.
    Silent,
}

const ADDRESSES: [Ipv4Addr; 2] = [Ipv4Addr::new(127, 0, 0, 1), Ipv4Addr::new(127, 0, 0, 2)];

/// Both addresses on the same port.
async fn pair() -> [Arc<UdpSocket>; 2] {
    loop {
        let first = UdpSocket::bind((ADDRESSES[0], 0)).await.unwrap();
        let port = first.local_addr().unwrap().port();
        if let Ok(second) = UdpSocket::bind((ADDRESSES[1], port)).await {
            return [Arc::new(first), Arc::new(second)];
        }
    }
}

async fn far_end(manner: Manner) -> FarEnd {
    let (primary, other) = (pair().await, pair().await);
    let far_end = FarEnd {
        server: primary[0].local_addr().unwrap(),
        alternate: other[1].local_addr().unwrap(),
    };
    let sockets = [
        primary[0].clone(),
        other[0].clone(),
        primary[1].clone(),
        other[1].clone(),
    ];
    for (at, socket) in sockets.clone().into_iter().enumerate() {
        let sockets = sockets.clone();
        tokio::spawn(async move {
            let mut buffer = [0; MAX_MESSAGE];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let request = Request::parse(&buffer[..length]).unwrap();
                assert!(
                    request.change.is_none() || at == 0,
                    "an alternate was contacted"
                );
                let id = request.transaction;
                let success = Response::success(id, from).encode(None);
                let refusal = Response::error(id, ErrorCode::RATE_LIMITED).encode(None);
                let _ = match (manner, request.change) {
                    (Manner::Silent, _) | (Manner::SendsNothing, Some(_)) => Ok(0),
                    (Manner::Obeys, Some(change)) => {
                        let at = usize::from(change.port) + 2 * usize::from(change.address);
                        sockets[at].send_to(&success, from).await
                    }
                    (Manner::Refuses, Some(_)) => socket.send_to(&refusal, from).await,
                    (_, None) | (Manner::Ignores, Some(_)) => socket.send_to(&success, from).await,
                };
            }
        });
    }
    far_end
}

async fn filtering_of(manner: Manner, timing: Timing) -> FilteringOutcome {
    let far_end = far_end(manner).await;
    let probe = FilteringProbe {
        server: far_end.server,
        alternate: far_end.alternate,
        token: "abcdefghij123456".parse().ok(),
        attempt: 0,
    };
    filtering(&Outlet::default(), &probe, timing).await
}

fn everywhere(arrival: Arrival) -> FilteringOutcome {
    FilteringOutcome {
        contacted: true,
        other_port: arrival,
        other_address: arrival,
        both: arrival,
    }
}

#[tokio::test]
async fn packets_from_elsewhere_arrive_where_nothing_filters() {
    let outcome = filtering_of(Manner::Obeys, PATIENT).await;
    assert_eq!(outcome, everywhere(Arrival::Arrived));
}

#[tokio::test]
async fn silence_from_elsewhere_is_silence() {
    let outcome = filtering_of(Manner::SendsNothing, BRIEF).await;
    assert_eq!(outcome, everywhere(Arrival::Silent));
}

#[tokio::test]
async fn a_server_that_ignores_the_change_is_no_full_cone() {
    let outcome = filtering_of(Manner::Ignores, PATIENT).await;
    assert_eq!(outcome, everywhere(Arrival::NotChanged));
}

#[tokio::test]
async fn a_server_that_refuses_tells_nothing_of_the_site() {
    let outcome = filtering_of(Manner::Refuses, PATIENT).await;
    assert_eq!(outcome, everywhere(Arrival::NotTested));
}

#[tokio::test]
async fn a_silent_server_was_not_contacted() {
    let outcome = filtering_of(Manner::Silent, BRIEF).await;
    assert_eq!(outcome, FilteringOutcome::default());
}

#[tokio::test]
async fn mapping_asks_each_server_from_the_same_socket() {
    let far_end = far_end(Manner::Obeys).await;
    let probe = MappingProbe {
        servers: vec![far_end.server, far_end.alternate],
        token: None,
        attempt: 0,
    };
    let (outcome, _) = mapping(&Outlet::default(), &probe, PATIENT).await;
    let local = outcome.local.unwrap();
    assert_eq!(local.ip(), IpAddr::from(ADDRESSES[0]));
    let expected = [(far_end.server, local), (far_end.alternate, local)];
    assert_eq!(outcome.mapped, expected.into());
}

#[tokio::test]
async fn a_silent_server_leaves_time_for_the_next() {
    let (silent, far_end) = (far_end(Manner::Silent).await, far_end(Manner::Obeys).await);
    let probe = MappingProbe {
        servers: vec![silent.server, far_end.server],
        token: None,
        attempt: 0,
    };
    let timing = Timing {
        deadline: 4 * BRIEF.deadline,
        ..BRIEF
    };
    let (outcome, _) = mapping(&Outlet::default(), &probe, timing).await;
    assert!(outcome.mapped.contains_key(&far_end.server));
    assert_eq!(outcome.mapped.len(), 1);
}

#[tokio::test]
async fn without_a_nat_both_addresses_are_the_same() {
    let probe = |far_end: &FarEnd| NatPresenceProbe {
        server: far_end.server,
        token: None,
        attempt: 0,
    };
    let open = far_end(Manner::Obeys).await;
    let NatPresenceOutcome::Addresses { local, mapped } =
        presence(&Outlet::default(), &probe(&open), PATIENT).await
    else {
        panic!("no answer");
    };
    assert_eq!(local, mapped);
    let silent = far_end(Manner::Silent).await;
    assert_eq!(
        presence(&Outlet::default(), &probe(&silent), BRIEF).await,
        NatPresenceOutcome::Silent
    );
}

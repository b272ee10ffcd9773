use std::net::{Ipv4Addr, SocketAddr};

use camcheck_codec::dtls::Server;
use camcheck_codec::stun::{Request, Response};
use tokio::net::UdpSocket;

use super::super::testing::{BRIEF, PATIENT};
use super::*;

/// What a far end does with what is no STUN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dtls {
    Answered,
    Dropped,
}

/// A far end that answers STUN, with its certificate's server.
async fn far_end(dtls: Dtls) -> (SocketAddr, Server) {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    let server = Server::new().unwrap();
    let mut connection = server.accept(Duration::ZERO);
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        let started = Instant::now();
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let datagram = &buffer[..length];
            let mut answers = Vec::new();
            if let Ok(request) = Request::parse(datagram) {
                assert!(request.token.is_some(), "STUN goes under the token");
                answers.push(Response::success(request.transaction, from).encode(None));
            } else if dtls == Dtls::Answered {
                connection.receive(started.elapsed(), datagram, &mut answers);
            }
            for answer in answers {
                socket.send_to(&answer, from).await.unwrap();
            }
        }
    });
    (address, server)
}

fn probe(server: SocketAddr, certificate: &Server) -> DtlsProbe {
    DtlsProbe {
        server,
        token: "abcdefghij0123456789".parse().unwrap(),
        fingerprint: certificate.fingerprint(),
        attempt: 0,
    }
}

#[tokio::test]
async fn a_handshake_finishes_with_the_right_certificate_only() {
    let (address, server) = far_end(Dtls::Answered).await;
    let outcome = shake_hands(&Outlet::default(), &probe(address, &server), PATIENT).await;
    assert_eq!(outcome, DtlsOutcome::Finished);

    let (address, _) = far_end(Dtls::Answered).await;
    let outcome = shake_hands(&Outlet::default(), &probe(address, &server), PATIENT).await;
    assert_eq!(outcome, DtlsOutcome::Refused);
}

#[tokio::test]
async fn where_stun_alone_passes_the_handshake_does_not_finish() {
    let (address, server) = far_end(Dtls::Dropped).await;
    let outcome = shake_hands(&Outlet::default(), &probe(address, &server), BRIEF).await;
    assert_eq!(outcome, DtlsOutcome::Unfinished);
}

#[tokio::test]
async fn without_stun_nothing_is_known() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = silent.local_addr().unwrap();
    let server = Server::new().unwrap();
    let outcome = shake_hands(&Outlet::default(), &probe(address, &server), BRIEF).await;
    assert_eq!(outcome, DtlsOutcome::Unreached);
}

use std::net::Ipv4Addr;

use tokio::net::UdpSocket;

use super::super::testing::{BRIEF, PATIENT};
use super::*;

#[tokio::test]
async fn only_answers_count_and_only_under_the_token() {
    let token = "abcdefghij0123456789".parse().unwrap();
    let stranger = "Stranger0Token123456".parse().unwrap();
    let mut ports = Vec::new();
    // One answers well, one sends the question back, one answers another run.
    for answer in [
        Some(encode(Kind::Answer, &token)),
        None,
        Some(encode(Kind::Answer, &stranger)),
    ] {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        ports.push(socket.local_addr().unwrap().port());
        tokio::spawn(async move {
            let mut buffer = [0; 100];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let answer = answer.as_deref().unwrap_or(&buffer[..length]);
                socket.send_to(answer, from).await.unwrap();
            }
        });
    }
    let answers = ports[0];
    let mut probe = PlainProbe {
        server: Ipv4Addr::LOCALHOST.into(),
        ports: vec![answers],
        token,
    };
    // One that answers is not waited for any longer.
    assert_eq!(
        ask(&Outlet::default(), &probe, PATIENT).await.answered,
        [answers].into()
    );
    probe.ports = ports;
    probe.ports.sort_unstable();
    assert_eq!(
        ask(&Outlet::default(), &probe, BRIEF).await.answered,
        [answers].into()
    );
}

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use super::super::testing::closed_udp_port;
use super::*;

/// A bound socket of the other side.
fn peer() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

async fn toward(peer: SocketAddr) -> Datagrams {
    Datagrams::toward(&Outlet::default(), peer).await.unwrap()
}

/// The next datagram or error; only for what is certain to come.
async fn next(socket: &Datagrams) -> Incoming {
    loop {
        if let Some(incoming) = socket.receive(&mut [0; 16]) {
            return incoming;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn a_socket_knows_its_own_address() {
    let (_peer, address) = peer();
    let socket = toward(address).await;
    assert_eq!(socket.local().ip(), IpAddr::from(Ipv4Addr::LOCALHOST));
    assert_ne!(socket.local().port(), 0);
}

#[tokio::test]
async fn the_first_datagram_is_sent_at_once() {
    let (peer, address) = peer();
    let socket = toward(address).await;
    assert_eq!(socket.send(b"hello", address), Sending::Sent);
    let (length, from) = peer.recv_from(&mut [0; 16]).unwrap();
    assert_eq!((length, from), (5, socket.local()));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_icmp_error_names_its_endpoint_and_hinders_no_other() {
    let (_peer, open) = peer();
    let (_closed, closed) = closed_udp_port();
    let socket = toward(open).await;
    assert_eq!(socket.send(b"x", closed), Sending::Sent);
    assert_eq!(next(&socket).await, Incoming::Unreachable { to: closed });
    assert_eq!(socket.send(b"x", closed), Sending::Sent);
    assert_eq!(socket.send(b"x", open), Sending::Sent);
}

/// More than any receive buffer of ours can hold.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn own_losses_are_counted() {
    let (peer, address) = peer();
    let socket = toward(address).await;
    let payload = [0; 1400];
    let fits = 4 * RECEIVE_BUFFER / payload.len();
    for _ in 0..fits {
        peer.send_to(&payload, socket.local()).unwrap();
    }
    next(&socket).await;
    let mut received: usize = 1;
    while socket.receive(&mut [0; 16]).is_some() {
        received += 1;
    }
    // The count comes along with the next datagram that fits.
    peer.send_to(&payload, socket.local()).unwrap();
    next(&socket).await;
    // A busy machine loses some on the way to the socket, which this count does not see.
    let lost = u64::try_from(fits - received).unwrap();
    assert!((1..=lost).contains(&socket.own_drops()));
}

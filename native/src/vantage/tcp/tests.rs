use std::net::Ipv4Addr;
#[cfg(target_os = "linux")]
use std::net::Ipv6Addr;

use tokio::io::AsyncReadExt;

use super::super::testing::{BRIEF, PATIENT, closed_tcp_port, listen};
use super::*;

fn patient() -> Instant {
    Instant::now() + PATIENT.deadline
}

/// A listener whose queue is full: Linux then drops every further SYN, as a firewall would.
/// A queue of no length still holds one connection.
#[cfg(target_os = "linux")]
fn silent_port() -> (socket2::Socket, Vec<socket2::Socket>, SocketAddr) {
    use socket2::{Domain, Socket, Type};
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let wildcard = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    listener.bind(&wildcard.into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let filling = (0..4)
        .map(|_| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            socket.set_nonblocking(true).unwrap();
            // In progress, which is an error to socket2.
            let _ = socket.connect(&address);
            socket
        })
        .collect();
    (listener, filling, address.as_socket().unwrap())
}

async fn cause_of(addresses: &[SocketAddr], deadline: Instant) -> Cause {
    let failure = connect(&Outlet::default(), addresses, deadline)
        .await
        .err()
        .unwrap();
    assert_eq!(failure.layer, Layer::Connect);
    failure.cause
}

#[tokio::test]
async fn an_open_port_opens() {
    let (listener, address) = listen().await;
    let mut connected = connect(&Outlet::default(), &[address], patient())
        .await
        .unwrap();
    drop(listener.accept().await.unwrap());
    assert_eq!(connected.stream.read(&mut [0; 1]).await.unwrap(), 0);
    assert!(connected.round_trip.is_none_or(|time| time < SYN_TIMEOUT));
}

#[tokio::test]
async fn a_closed_port_is_refused() {
    let (_closed, address) = closed_tcp_port();
    assert_eq!(cause_of(&[address], patient()).await, Cause::Refused);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_port_that_says_nothing_is_a_timeout() {
    let (_listener, _filling, address) = silent_port();
    let deadline = Instant::now() + BRIEF.deadline;
    assert_eq!(cause_of(&[address], deadline).await, Cause::Timeout);
}

#[tokio::test]
async fn the_next_address_is_tried_when_the_first_is_refused() {
    let (_listener, open) = listen().await;
    let (_closed, closed) = closed_tcp_port();
    let connected = connect(&Outlet::default(), &[closed, open], patient())
        .await
        .unwrap();
    assert_eq!(connected.stream.peer_addr().unwrap(), open);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_next_address_is_tried_when_the_first_is_silent() {
    let (_listener, open) = listen().await;
    let (_silent, _filling, silent) = silent_port();
    let connected = connect(&Outlet::default(), &[silent, open], patient())
        .await
        .unwrap();
    assert_eq!(connected.stream.peer_addr().unwrap(), open);
}

#[tokio::test]
async fn no_address_at_all_is_said() {
    assert_eq!(cause_of(&[], patient()).await, Cause::NoAddress);
}

#[test]
fn errors_of_the_system_have_their_causes() {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
    for (kind, cause) in [
        (io::ErrorKind::HostUnreachable, Cause::Unreachable),
        (io::ErrorKind::PermissionDenied, Cause::ForbiddenHere),
        // There is a route to loopback, so another host must have sent the error.
        (io::ErrorKind::NetworkUnreachable, Cause::Unreachable),
        (io::ErrorKind::NetworkDown, Cause::NoNetwork),
        (io::ErrorKind::AddrNotAvailable, Cause::NoNetwork),
        (io::ErrorKind::ConnectionReset, Cause::Reset),
        (io::ErrorKind::TimedOut, Cause::Timeout),
    ] {
        assert_eq!(
            connect_cause(&kind.into(), &Outlet::default(), loopback),
            cause,
            "{kind}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_router_forbids_in_icmpv6_is_not_the_devices_doing() {
    let loopback = SocketAddr::from((Ipv6Addr::LOCALHOST, 9));
    let forbidden = io::ErrorKind::PermissionDenied.into();
    assert_eq!(
        connect_cause(&forbidden, &Outlet::default(), loopback),
        Cause::Unreachable
    );
    assert_eq!(stream_cause(&forbidden), Cause::ForbiddenHere);
}

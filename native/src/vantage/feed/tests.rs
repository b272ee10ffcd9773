use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use camcheck_codec::rtp::{Hello, SEED_LENGTH, nonce_of};
use camcheck_codec::stun::{Request, Response};
use camcheck_core::wire::fingerprint::Fingerprint;
use tokio::net::UdpSocket;

use super::super::testing::{BRIEF, PATIENT};
use super::*;

const NONCE: Nonce = Nonce([3; 16]);

/// What a far end answers a request for a nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grant {
    Nonce,
    /// Like a far end without feeds.
    Nothing,
    RateLimit,
}

/// What it does with datagrams that are not STUN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feeds {
    Streamed,
    Busy,
    Dropped,
}

/// A far end on loopback. Its own clock is a minute ahead.
async fn far_end(grant: Grant, feeds: Feeds) -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; MAX_MESSAGE];
        let started = Instant::now();
        let mut link = Link::far_end(NONCE, [9; SEED_LENGTH]).unwrap();
        let mut running: Option<(Stream, SocketAddr)> = None;
        loop {
            let tick = tokio::time::sleep(Duration::from_millis(1));
            let came = tokio::select! {
                came = socket.recv_from(&mut buffer) => Some(came.unwrap()),
                () = tick => None,
            };
            let now = started.elapsed() + Duration::from_secs(60);
            let mut answers = Vec::new();
            if let Some((length, from)) = came {
                let datagram = &buffer[..length];
                if let Ok(request) = Request::parse(datagram) {
                    assert!(request.token.is_some() && request.asks_nonce);
                    answers.push((granted(grant, &request, from), from));
                } else if feeds == Feeds::Busy {
                    let busy = link.seal(now, &Packet::Busy).unwrap();
                    answers.push((busy, from));
                } else if feeds == Feeds::Streamed {
                    assert_eq!(datagram[0] & 0xc0, 0x80, "RTP");
                    if nonce_of(datagram).is_some() && running.is_none() {
                        let hello = Hello::decode(datagram).unwrap();
                        assert_eq!((hello.nonce, hello.token), (NONCE, token()));
                        running = Some((Stream::server(now, hello.windows, false), from));
                    }
                    let (stream, _) = running.as_mut().unwrap();
                    if let Some(packet) = link.open(datagram) {
                        stream.receive(now, &packet);
                    }
                }
            }
            if let Some((stream, to)) = &mut running
                && stream.next_due() <= now
            {
                stream.send(now, true, |packet| {
                    answers.push((link.seal(now, &packet).unwrap(), *to));
                });
            }
            for (answer, to) in answers {
                socket.send_to(&answer, to).await.unwrap();
            }
        }
    });
    address
}

fn granted(grant: Grant, request: &Request<'_>, from: SocketAddr) -> Vec<u8> {
    let response = Response::success(request.transaction, from);
    match grant {
        Grant::Nonce => Response {
            nonce: Some(NONCE),
            ..response
        },
        Grant::Nothing => response,
        Grant::RateLimit => Response::error(request.transaction, ErrorCode::RATE_LIMITED),
    }
    .encode(None)
}

fn token() -> camcheck_core::wire::token::RunToken {
    "abcdefghij0123456789".parse().unwrap()
}

fn probe(server: SocketAddr) -> FeedProbe {
    FeedProbe {
        server,
        token: token(),
        carrier: FeedCarrier::Rtp,
        windows: 2,
        attempt: 0,
    }
}

async fn outcome(grant: Grant, feeds: Feeds) -> FeedOutcome {
    let address = far_end(grant, feeds).await;
    stream(&Outlet::default(), &probe(address), PATIENT, &|_| {}).await
}

#[tokio::test]
async fn a_feed_runs_both_ways_and_is_shown_second_by_second() {
    let address = far_end(Grant::Nonce, Feeds::Streamed).await;
    let shown = Mutex::new(Vec::new());
    let show = |feed: &Feed| shown.lock().unwrap().push(feed.clone());
    let FeedOutcome::Streamed(streamed) =
        stream(&Outlet::default(), &probe(address), PATIENT, &show).await
    else {
        panic!("a feed");
    };
    assert_eq!(streamed.windows.len(), 2);
    for window in &streamed.windows {
        // Loopback loses nothing; a busy machine leaves out whole frames, and flags them.
        let is_late = window.is_own_late || window.is_far_end_late;
        assert!(is_late || window.down.received == 180, "{streamed:?}");
        let up = window.up.expect("an account of the far end");
        assert!(is_late || up.received == 180, "{streamed:?}");
        assert!(is_late || window.round_trip_ms.is_some());
    }
    let shown = shown.into_inner().unwrap();
    let seconds: Vec<_> = shown
        .iter()
        .map(|feed| (feed.port, feed.up_lost_percent.len()))
        .collect();
    // The last one is still to come when the second before it is shown.
    assert_eq!(seconds, [(address.port(), 0), (address.port(), 1)]);
}

#[tokio::test]
async fn what_the_far_end_refuses_is_not_the_networks_doing() {
    assert_eq!(outcome(Grant::Nonce, Feeds::Busy).await, FeedOutcome::Busy);
    assert_eq!(
        outcome(Grant::RateLimit, Feeds::Dropped).await,
        FeedOutcome::Busy
    );
    assert_eq!(
        outcome(Grant::Nothing, Feeds::Dropped).await,
        FeedOutcome::Busy
    );
}

#[tokio::test]
async fn where_stun_alone_passes_the_feed_does_not_begin() {
    assert_eq!(
        outcome(Grant::Nonce, Feeds::Dropped).await,
        FeedOutcome::NoStart
    );
}

#[tokio::test]
async fn without_stun_nothing_is_known() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = silent.local_addr().unwrap();
    assert_eq!(
        stream(&Outlet::default(), &probe(address), BRIEF, &|_| {}).await,
        FeedOutcome::Unreached
    );
}

#[tokio::test]
async fn what_the_device_does_not_send_is_no_loss() {
    // The system does not send to a broadcast address unless a program asks for that, nor to port
    // 0.
    for address in [(Ipv4Addr::BROADCAST, 50_000), (Ipv4Addr::LOCALHOST, 0)] {
        assert_eq!(
            stream(&Outlet::default(), &probe(address.into()), BRIEF, &|_| {}).await,
            FeedOutcome::NotPossible
        );
    }
}

#[tokio::test]
async fn another_carrier_is_not_tried() {
    let channel = FeedProbe {
        carrier: FeedCarrier::Channel(Fingerprint::from([0; 32])),
        ..probe(([127, 0, 0, 1], 9).into())
    };
    assert_eq!(
        stream(&Outlet::default(), &channel, BRIEF, &|_| {}).await,
        FeedOutcome::NotPossible
    );
}

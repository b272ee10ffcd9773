use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::UdpSocket;

use super::super::testing::{BRIEF, PATIENT};
use super::*;

const NXDOMAIN: u8 = 3;
const SERVFAIL: u8 = 2;
const REFUSED: u8 = 5;

/// A resolver that answers every question with this code and these addresses.
pub(in super::super) async fn resolver(code: u8, addresses: Vec<Ipv4Addr>) -> SocketAddr {
    slow_resolver(code, addresses, Duration::ZERO).await
}

/// The same, which takes its time for each answer.
async fn slow_resolver(code: u8, addresses: Vec<Ipv4Addr>, delay: Duration) -> SocketAddr {
    let socket = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap());
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let answer = answer(&buffer[..length], code, &addresses);
            let socket = Arc::clone(&socket);
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                let _ = socket.send_to(&answer, from).await;
            });
        }
    });
    address
}

/// A resolver that never answers. It listens as long as the socket lives.
async fn silent_resolver() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

/// RFC 1035 section 4.1: the header, the question as it came, then A records for its name.
fn answer(query: &[u8], code: u8, addresses: &[Ipv4Addr]) -> Vec<u8> {
    let name = query[12..].iter().position(|byte| *byte == 0).unwrap();
    let question = &query[12..12 + name + 5];
    let count = u8::try_from(addresses.len()).unwrap();
    let mut answer = vec![
        query[0],
        query[1],
        0x81,
        0x80 | code,
        0,
        1,
        0,
        count,
        0,
        0,
        0,
        0,
    ];
    answer.extend(question);
    for address in addresses {
        answer.extend([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
        answer.extend(address.octets());
    }
    answer
}

async fn resolve(servers: &[SocketAddr]) -> Result<Vec<IpAddr>, Cause> {
    let deadline = Instant::now() + PATIENT.names;
    Resolver::at(servers)
        .resolve("www.latch.com", deadline)
        .await
}

#[tokio::test]
async fn addresses_come_back() {
    let expected = [[198, 51, 100, 1], [198, 51, 100, 2]].map(Ipv4Addr::from);
    let server = resolver(0, expected.to_vec()).await;
    let mut addresses = resolve(&[server]).await.unwrap();
    addresses.sort_unstable();
    assert_eq!(addresses, expected.map(IpAddr::from));
}

#[tokio::test]
async fn the_kinds_of_no_are_told_apart() {
    for (code, cause) in [
        (NXDOMAIN, Cause::NxDomain),
        (0, Cause::NoAddress),
        (SERVFAIL, Cause::ResolverFailure),
        (REFUSED, Cause::ResolverFailure),
    ] {
        let server = resolver(code, Vec::new()).await;
        assert_eq!(resolve(&[server]).await, Err(cause), "code {code}");
    }
}

#[tokio::test]
async fn a_silent_resolver_uses_up_the_deadline() {
    let (_silent, address) = silent_resolver().await;
    let resolver = Resolver::at(&[address]);
    let deadline = Instant::now() + BRIEF.names;
    let found = resolver.resolve("www.latch.com", deadline).await;
    assert_eq!(found, Err(Cause::Timeout));
}

#[tokio::test]
async fn a_slow_answer_is_an_answer() {
    let expected = Ipv4Addr::from([198, 51, 100, 1]);
    let later_than_one_repeat = REPEAT + Duration::from_millis(500);
    let slow = slow_resolver(0, vec![expected], later_than_one_repeat).await;
    assert_eq!(resolve(&[slow]).await, Ok(vec![expected.into()]));
}

#[tokio::test]
async fn an_answer_that_comes_after_the_next_round_began_counts_too() {
    let expected = Ipv4Addr::from([198, 51, 100, 1]);
    let later_than_one_round = RESOLVER_PATIENCE + Duration::from_millis(300);
    let slow = slow_resolver(0, vec![expected], later_than_one_round).await;
    assert_eq!(resolve(&[slow]).await, Ok(vec![expected.into()]));
}

#[tokio::test]
async fn the_next_resolver_is_asked_where_one_says_nothing_of_the_name() {
    let expected = Ipv4Addr::from([198, 51, 100, 1]);
    let right = resolver(0, vec![expected]).await;
    let (_silent, silent) = silent_resolver().await;
    for first in [
        resolver(SERVFAIL, Vec::new()).await,
        resolver(REFUSED, Vec::new()).await,
        silent,
    ] {
        assert_eq!(resolve(&[first, right]).await, Ok(vec![expected.into()]));
    }
}

#[tokio::test]
async fn what_the_first_resolver_says_of_the_name_is_final() {
    let absent = resolver(NXDOMAIN, Vec::new()).await;
    let right = resolver(0, vec![[198, 51, 100, 1].into()]).await;
    assert_eq!(resolve(&[absent, right]).await, Err(Cause::NxDomain));
    let expected = Ipv4Addr::from([198, 51, 100, 2]);
    let slow = slow_resolver(0, vec![expected], REPEAT).await;
    assert_eq!(resolve(&[slow, absent]).await, Ok(vec![expected.into()]));
}

#[tokio::test]
async fn what_was_said_tells_more_than_silence() {
    let (_silent, silent) = silent_resolver().await;
    let failing = resolver(SERVFAIL, Vec::new()).await;
    let deadline = Instant::now() + RESOLVER_PATIENCE + BRIEF.names;
    let resolver = Resolver::at(&[silent, failing]);
    let found = resolver.resolve("www.latch.com", deadline).await;
    assert_eq!(found, Err(Cause::ResolverFailure));
}

#[tokio::test]
async fn an_address_needs_no_resolver() {
    let address = IpAddr::from([198, 51, 100, 1]);
    let found = Resolver::System.resolve("198.51.100.1", Instant::now());
    assert_eq!(found.await, Ok(vec![address]));
}

#[test]
fn settings_without_a_server_are_no_settings() {
    assert!(
        build(
            &ResolverConfig::default(),
            &ResolverOpts::default(),
            &Outlet::default()
        )
        .is_empty()
    );
}

#[tokio::test]
async fn the_system_is_asked_where_its_resolvers_are_unknown() {
    let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
    let found = ask_the_system("localhost").await.unwrap();
    assert!(found.contains(&loopback), "{found:?}");
    assert!(found.iter().all(IpAddr::is_ipv4), "{found:?}");
}

#[tokio::test]
async fn what_the_system_does_not_find_may_be_its_own_fault() {
    // A label of 64 letters is not valid (RFC 1035 section 2.3.4), so no resolver is asked for it.
    let host = format!("{}.latch.com", "x".repeat(64));
    let deadline = Instant::now() + PATIENT.names;
    let found = Resolver::System.resolve(&host, deadline).await;
    assert_eq!(found, Err(Cause::ResolverUnreadable));
    let too_late = Resolver::System.resolve(&host, Instant::now());
    assert_eq!(too_late.await, Err(Cause::ResolverUnreadable));
}

#[test]
fn no_search_domain_is_added_to_a_name() {
    for host in ["www.latch.com", "www.latch.com."] {
        assert_eq!(absolute(host), "www.latch.com.");
    }
}

#[test]
fn a_public_name_has_no_private_address() {
    for sinkhole in [
        "0.0.0.0",
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.0.1",
        "100.64.0.1",
        "100.127.255.254",
        "::",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
    ] {
        assert!(is_sinkhole(sinkhole.parse().unwrap()), "{sinkhole}");
    }
    for real in ["198.51.100.1", "100.128.0.1", "52.95.110.1", "2001:db8::1"] {
        assert!(!is_sinkhole(real.parse().unwrap()), "{real}");
    }
}

#[test]
fn names_of_the_site_itself_are_not_public() {
    for name in ["www.latch.com", "kinesisvideo.us-east-1.amazonaws.com."] {
        assert!(is_public_name(name), "{name}");
    }
    for name in [
        "localhost",
        "nvr.local",
        "a.home.arpa",
        "x.internal",
        "10.0.0.1",
    ] {
        assert!(!is_public_name(name), "{name}");
    }
}

use std::net::SocketAddr;

use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::super::testing::{BRIEF, PATIENT};
use super::*;

const NXDOMAIN: u8 = 3;
const SERVFAIL: u8 = 2;
const REFUSED: u8 = 5;

/// A resolver that answers every question with this code and these addresses.
pub(in super::super) async fn resolver(code: u8, addresses: Vec<Ipv4Addr>) -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let answer = answer(&buffer[..length], code, &addresses);
            let _ = socket.send_to(&answer, from).await;
        }
    });
    address
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

async fn resolve(server: SocketAddr) -> Result<Vec<IpAddr>, Cause> {
    let resolver = Resolver::at(server);
    let looking = resolver.resolve("www.latch.com");
    timeout(PATIENT.deadline, looking).await.unwrap()
}

#[tokio::test]
async fn addresses_come_back() {
    let expected = [[198, 51, 100, 1], [198, 51, 100, 2]].map(Ipv4Addr::from);
    let server = resolver(0, expected.to_vec()).await;
    let mut addresses = resolve(server).await.unwrap();
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
        assert_eq!(resolve(server).await, Err(cause), "code {code}");
    }
}

#[tokio::test]
async fn a_silent_resolver_uses_up_the_deadline() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let resolver = Resolver::at(silent.local_addr().unwrap());
    let looking = resolver.resolve("www.latch.com");
    assert!(timeout(BRIEF.deadline, looking).await.is_err());
}

#[tokio::test]
async fn an_address_needs_no_resolver() {
    let none = Resolver { resolver: None };
    let address = IpAddr::from([198, 51, 100, 1]);
    assert_eq!(none.resolve("198.51.100.1").await, Ok(vec![address]));
    assert_eq!(none.resolve("www.latch.com").await, Err(Cause::NoNetwork));
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

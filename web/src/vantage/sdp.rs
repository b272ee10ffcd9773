//! The remote answer that the page writes itself: an ICE-lite peer whose candidates are the far
//! end's ports (RFC 8839, RFC 8445 section 2.5, RFC 6544 for TCP). Pure text.

use std::fmt::Write as _;
use std::net::IpAddr;

use camcheck_core::wire::FAR_END_ICE_PWD;
use camcheck_core::wire::fingerprint::Fingerprint;
use camcheck_core::wire::orders::{Flags, Orders};
use camcheck_core::wire::token::RunToken;

/// RFC 8445 section 5.1.2.2: the type preference of a host candidate.
const HOST_PREFERENCE: u32 = 126;

/// RFC 6544 section 4.2: what a passive host candidate over TCP gets by the recommended formula.
const TCP_PASSIVE_PRIORITY: u32 = 1_518_280_447;

/// Every answer needs a DTLS fingerprint (RFC 8122); this one fits no certificate.
const NO_FINGERPRINT: [u8; 32] = [0xaa; 32];

/// Endpoints of the far end, to be written as candidates of one remote peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Candidates {
    /// UDP ports of one address.
    Udp {
        /// The address.
        server: IpAddr,
        /// The ports, the first one with the highest priority.
        ports: Vec<u16>,
    },
    /// One TCP port, to which the browser connects.
    TcpPassive {
        /// The address.
        server: IpAddr,
        /// The port.
        port: u16,
    },
}

/// The ice-pwd in the browser's own offer.
pub(super) fn own_password(offer: &str) -> Option<&str> {
    offer
        .lines()
        .find_map(|line| line.trim_end().strip_prefix("a=ice-pwd:"))
}

/// The remote ufrag with the orders for the far end.
pub(super) fn remote_ufrag(flags: Flags, token: Option<&RunToken>, own_password: &str) -> String {
    Orders {
        flags,
        token: token.cloned(),
        ice_pwd: own_password.to_owned(),
    }
    .to_string()
}

/// The answer of a peer that has these candidates. With a certificate it waits for the browser's
/// DTLS; without one it announces that it will begin, and never does (RFC 8842 section 5.1).
pub(super) fn answer(
    ufrag: &str,
    candidates: &Candidates,
    certificate: Option<Fingerprint>,
) -> String {
    let setup = if certificate.is_some() {
        "passive"
    } else {
        "active"
    };
    let fingerprint = certificate.unwrap_or_else(|| NO_FINGERPRINT.into());
    let head = [
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=group:BUNDLE 0",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        "a=mid:0",
        &format!("a=ice-ufrag:{ufrag}"),
        &format!("a=ice-pwd:{FAR_END_ICE_PWD}"),
        &format!("a=fingerprint:sha-256 {fingerprint}"),
        &format!("a=setup:{setup}"),
        "a=sctp-port:5000",
    ]
    .join("\r\n");
    let candidates = candidate_lines(candidates);
    format!("{head}\r\n{candidates}a=end-of-candidates\r\n")
}

fn candidate_lines(candidates: &Candidates) -> String {
    let mut lines = String::new();
    // Writing to a String cannot fail.
    match candidates {
        Candidates::Udp { server, ports } => {
            for (port, index) in ports.iter().zip(0_u16..) {
                let foundation = u32::from(index) + 1;
                let priority = udp_priority(index);
                let _ = write!(
                    lines,
                    "a=candidate:{foundation} 1 udp {priority} {server} {port} typ host\r\n"
                );
            }
        }
        Candidates::TcpPassive { server, port } => {
            let _ = write!(
                lines,
                "a=candidate:1 1 tcp {TCP_PASSIVE_PRIORITY} {server} {port} typ host tcptype passive\r\n"
            );
        }
    }
    lines
}

/// RFC 8445 section 5.1.2.1, with a local preference that falls from port to port.
fn udp_priority(index: u16) -> u32 {
    (HOST_PREFERENCE << 24) + (u32::from(u16::MAX - index) << 8) + 255
}

#[cfg(test)]
mod tests {
    use camcheck_core::wire::orders::Answer;

    use super::*;

    const CHROMIUM_PWD: &str = "q/3+AbCdEfGhIjKlMnOpQrSt";

    #[test]
    fn the_own_password_is_found_in_an_offer() {
        let offer = format!("v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:{CHROMIUM_PWD}\r\n");
        assert_eq!(own_password(&offer), Some(CHROMIUM_PWD));
        assert_eq!(own_password("v=0\r\n"), None);
    }

    #[test]
    fn an_answer_carries_orders_and_one_candidate_for_each_port() {
        let flags = Flags {
            answer: Some(Answer::FalseAddress),
            ..Flags::default()
        };
        let ufrag = remote_ufrag(flags, None, CHROMIUM_PWD);
        let answer = answer(
            &ufrag,
            &Candidates::Udp {
                server: [198, 51, 100, 10].into(),
                ports: vec![1025, 65535],
            },
            None,
        );
        assert!(answer.contains("\r\na=fingerprint:sha-256 AA:AA:"));
        assert!(answer.contains("\r\na=setup:active\r\n"));
        assert!(answer.contains(&format!("\r\na=ice-ufrag:CCx+/{CHROMIUM_PWD}\r\n")));
        assert!(
            answer.contains("\r\na=candidate:1 1 udp 2130706431 198.51.100.10 1025 typ host\r\n")
        );
        assert!(
            answer.contains("\r\na=candidate:2 1 udp 2130706175 198.51.100.10 65535 typ host\r\n")
        );
        assert!(answer.ends_with("\r\na=end-of-candidates\r\n"));
        assert_eq!(answer.matches("a=candidate:").count(), 2);
        assert!(answer.lines().all(|line| !line.is_empty()));
    }

    #[test]
    fn a_peer_with_a_certificate_waits_for_dtls() {
        let candidates = Candidates::Udp {
            server: [198, 51, 100, 10].into(),
            ports: vec![40000],
        };
        let answer = answer("u", &candidates, Some([0x1f; 32].into()));
        let fingerprint = ["1F"; 32].join(":");
        assert!(answer.contains(&format!("\r\na=fingerprint:sha-256 {fingerprint}\r\n")));
        assert!(answer.contains("\r\na=setup:passive\r\n"));
    }

    #[test]
    fn a_tcp_port_is_a_passive_candidate() {
        let answer = answer(
            "u",
            &Candidates::TcpPassive {
                server: [198, 51, 100, 10].into(),
                port: 443,
            },
            None,
        );
        assert!(answer.contains(
            "a=candidate:1 1 tcp 1518280447 198.51.100.10 443 typ host tcptype passive\r\n"
        ));
    }
}

//! The browser's own candidates, as it prints them (RFC 8839 section 5.1).

use std::net::{IpAddr, SocketAddr};

/// The facts about a local candidate that a page uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LocalCandidate {
    /// Over UDP.
    pub(super) udp: bool,
    /// `host`, `srflx`, `prflx` or `relay`.
    pub(super) kind: String,
    /// Address and port; a host address is hidden behind an mDNS name.
    pub(super) address: Option<SocketAddr>,
}

impl LocalCandidate {
    /// Reads `candidate:<foundation> <component> <transport> <priority> <address> <port> typ
    /// <type> …`.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace().skip(2);
        let transport = words.next()?;
        let _priority = words.next()?;
        let address = words.next()?.parse::<IpAddr>().ok();
        let port = words.next()?.parse::<u16>().ok()?;
        let _typ = words.next().filter(|word| *word == "typ")?;
        Some(Self {
            udp: transport.eq_ignore_ascii_case("udp"),
            kind: words.next()?.to_owned(),
            address: address.map(|address| SocketAddr::new(address, port)),
        })
    }
}

/// The server in a `stun:` URL whose host is an address.
pub(super) fn stun_server(url: &str) -> Option<SocketAddr> {
    let server = url.strip_prefix("stun:")?;
    server.split('?').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_of_both_browsers_are_read() {
        let server_reflexive = LocalCandidate::parse(
            "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0",
        )
        .expect("Chromium's");
        assert!(server_reflexive.udp);
        assert_eq!(server_reflexive.kind, "srflx");
        assert_eq!(server_reflexive.address, "203.0.113.7:46154".parse().ok());

        let host = LocalCandidate::parse(
            "candidate:0 1 UDP 2122252543 1ccf2a5d-e7a5-4a37.local 43124 typ host",
        )
        .expect("Firefox's");
        assert!(host.udp);
        assert_eq!((host.kind.as_str(), host.address), ("host", None));

        let tcp =
            LocalCandidate::parse("candidate:3 1 tcp 1518280447 a.local 9 typ host tcptype active")
                .expect("TCP");
        assert!(!tcp.udp);
    }

    #[test]
    fn anything_else_is_none() {
        for line in [
            "",
            "candidate:",
            "candidate:1 1 udp 5 203.0.113.7 99999 typ host",
        ] {
            assert_eq!(LocalCandidate::parse(line), None, "{line}");
        }
    }

    #[test]
    fn a_stun_url_names_its_server() {
        let server = "198.51.100.10:3478".parse().ok();
        assert_eq!(stun_server("stun:198.51.100.10:3478"), server);
        assert_eq!(stun_server("stun:198.51.100.10:3478?transport=udp"), server);
        assert_eq!(
            stun_server("stun:[2001:db8::1]:3479"),
            "[2001:db8::1]:3479".parse().ok()
        );
        assert_eq!(stun_server("turn:198.51.100.10:3478"), None);
    }
}

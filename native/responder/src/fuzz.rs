//! The engine for `native/fuzz`, which feeds it with hostile datagrams.

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_codec::dtls::Server;

use crate::engine::{Endpoints, Engine, Local, PathOffer, Repeatable, Side};

/// The addresses of RFC 5737.
const ADDRESSES: [&str; 2] = ["198.51.100.10", "198.51.100.11"];

/// Feeds at a time.
const FEEDS: usize = 4;

/// A far end with two addresses and everything that it offers.
#[derive(Debug)]
pub struct FarEnd(Engine);

/// A datagram that arrives at it.
#[derive(Debug, Clone, Copy)]
pub struct Datagram<'a> {
    /// At its alternate address, not at the primary one.
    pub to_alternate: bool,
    /// At which port.
    pub to_port: u16,
    /// From where.
    pub from: SocketAddr,
    /// The payload.
    pub bytes: &'a [u8],
}

impl Default for FarEnd {
    fn default() -> Self {
        Self::new()
    }
}

impl FarEnd {
    /// One that has just started.
    ///
    /// # Panics
    /// If no certificate can be made.
    #[must_use]
    pub fn new() -> Self {
        let server = Server::new().expect("a certificate");
        let endpoints = Endpoints {
            public: ADDRESSES
                .map(|text| text.parse().expect("an address"))
                .into(),
            udp: "1025-65535".parse().expect("ports"),
        };
        let offer = PathOffer {
            path_tests: true,
            ntp: true,
            mtu: 1_500,
        };
        Self(
            Engine::new(endpoints, Box::new(Repeatable::default()))
                .with_dtls(server)
                .with_feeds(FEEDS)
                .with_path_offer(offer),
        )
    }

    /// A client asks for a run; whether it got one.
    pub fn create_run(&mut self, now: Duration, client: SocketAddr) -> bool {
        self.0.create_run(now, client.ip()).is_some()
    }

    /// Where the datagrams go that it sends at once.
    pub fn receive(&mut self, now: Duration, datagram: Datagram<'_>) -> Vec<SocketAddr> {
        let side = if datagram.to_alternate {
            Side::Alternate
        } else {
            Side::Primary
        };
        let local = Local {
            side,
            port: datagram.to_port,
        };
        let mut out = Vec::new();
        self.0
            .datagram(now, local, datagram.from, datagram.bytes, &mut out);
        out.iter().map(|outgoing| outgoing.to).collect()
    }

    /// It does what is due.
    pub fn tick(&mut self, now: Duration) {
        let mut out = Vec::new();
        self.0.due(now, &mut out);
    }
}

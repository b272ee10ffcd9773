//! The small formats: datagrams of Camcheck's own, SIP, NTP, MQTT.

use std::time::Duration;

use camcheck_codec::mqtt;
use camcheck_codec::nonce::Nonce;
use camcheck_codec::rtp::{Hello, Link, nonce_of};
use camcheck_core::wire::feed::Packet;
use camcheck_core::wire::path::{self, PathPacket};
use camcheck_core::wire::token::RunToken;
use camcheck_core::wire::{ntp, plain, sip};

use crate::Target;

pub(crate) const DATAGRAMS: Target = Target {
    name: "own-datagrams",
    read: read_datagram,
    seeds: datagrams,
};

pub(crate) const MQTT: Target = Target {
    name: "mqtt",
    read: |input| {
        if let Ok(mqtt::Reading::More(missing)) = mqtt::read_connect(input, LONGEST) {
            assert!((1..=LONGEST).contains(&missing), "{missing} more bytes");
        }
        if let Some(answer) = input.first_chunk() {
            let _ = mqtt::Answer::parse(*answer);
        }
    },
    seeds: || vec![mqtt::connect("camcheck")],
};

/// Of a CONNECT, after its header.
const LONGEST: usize = 1_024;

const NONCE: Nonce = Nonce([7; Nonce::LENGTH]);

fn token() -> RunToken {
    "ABCDEFGHIJKLMNOP".parse().expect("a token")
}

fn read_datagram(input: &[u8]) {
    if let Some(packet) = Packet::decode(input) {
        assert_eq!(Packet::decode(&packet.encode()), Some(packet));
    }
    if let Some(packet) = PathPacket::decode(input) {
        assert_eq!(
            PathPacket::decode(&packet.encode(input.len())),
            Some(packet)
        );
    }
    for kind in [plain::Kind::Question, plain::Kind::Answer] {
        if let Some(token) = plain::decode(kind, input) {
            // Of the same length, so that an answer is no longer than its question; counters may differ.
            let encoded = plain::encode(kind, &token);
            assert_eq!(encoded.len(), input.len());
            assert_eq!(plain::decode(kind, &encoded), Some(token));
        }
    }
    let _ = sip::token_of(input);
    let _ = ntp::answer(input, Duration::from_secs(1_800_000_000));
    let _ = ntp::read(input, 7);
    let _ = nonce_of(input);
    let _ = Hello::decode(input);
    for link in [
        Link::far_end(NONCE, [1; 10]),
        Link::client(NONCE, token(), [2; 10]),
    ] {
        let mut link = link.expect("a link");
        // The second time it is replayed.
        let first = link.open(input);
        assert!(first.is_none() || link.open(input).is_none());
    }
}

fn datagrams() -> Vec<Vec<u8>> {
    let mut link = Link::client(NONCE, token(), [2; 10]).expect("a link");
    let hello = Packet::Hello { windows: 10 };
    let packet = PathPacket {
        id: 7,
        token: token(),
        kind: path::Kind::Sized { answer: 1_000 },
    };
    let local = "192.168.1.20:5060".parse().expect("an address");
    vec![
        hello.encode(),
        Packet::Busy.encode(),
        Packet::Large.encode(),
        link.seal(Duration::from_secs(1), &hello)
            .expect("a datagram"),
        packet.encode(1_200),
        plain::encode(plain::Kind::Question, &token()),
        sip::encode(&token(), local, "probe.example.com").into_bytes(),
        ntp::request(7).to_vec(),
    ]
}

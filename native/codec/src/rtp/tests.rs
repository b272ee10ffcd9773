use std::time::Duration;

use camcheck_core::wire::feed::{MEDIA_LENGTH, Media, Packet, Ticks};
use camcheck_core::wire::token::RunToken;
use proptest::prelude::*;

use super::*;
use crate::nonce::Nonce;

const NONCE: Nonce = Nonce([7; 16]);
const HELLO: Packet = Packet::Hello { windows: 10 };

fn token() -> RunToken {
    "abcdefghij0123456789".parse().expect("a token")
}

fn both() -> (Link, Link) {
    let client = Link::client(NONCE, token(), [1; SEED_LENGTH]).expect("a key");
    let far_end = Link::far_end(NONCE, [0xff; SEED_LENGTH]).expect("a key");
    (client, far_end)
}

fn media(frame: u32, index: u8) -> Packet {
    Packet::Media(Media {
        frame,
        index,
        is_late: false,
        receiver_is_throttled: false,
        sent: Ticks(frame),
        echo: None,
        counts: None,
        large: 0,
    })
}

fn sealed(link: &mut Link, packet: &Packet) -> Vec<u8> {
    link.seal(Duration::from_millis(1_500), packet)
        .expect("a datagram")
}

#[test]
fn datagrams_have_the_header_of_rtp() {
    let (mut client, mut far_end) = both();
    let first = sealed(&mut client, &media(0, 0));
    assert_eq!(first[..2], [0x80, 96]);
    assert_eq!(first[2..4], [0x00, 0x80]);
    // Where they begin, and a second and a half later at 90 kHz.
    assert_eq!(first[4..8], (0x0101_0101_u32 + 135_000).to_be_bytes());
    assert_eq!(first[8..12], [1; 4]);
    assert_eq!(first.len(), 12 + MEDIA_LENGTH + 16);
    let last = sealed(&mut client, &media(0, 5));
    // The marker: a frame ends.
    assert_eq!(last[..4], [0x80, 0x80 | 96, 0x00, 0x81]);
    assert_eq!(last[8..12], first[8..12]);
    // The highest sequence number to begin with leaves room for every feed.
    assert_eq!(sealed(&mut far_end, &media(0, 0))[2..4], [0x7f, 0xff]);
}

#[test]
fn a_payload_looks_random() {
    let (mut client, _) = both();
    let datagram = sealed(&mut client, &media(0, 0));
    let ones: u32 = datagram[12..].iter().map(|byte| byte.count_ones()).sum();
    let bits = u32::try_from(datagram[12..].len() * 8).expect("few");
    // Nine standard deviations.
    assert!(ones.abs_diff(bits / 2) < 430, "{ones} of {bits}");
    assert!(!datagram[12..].windows(3).any(|bytes| bytes == [0; 3]));
}

#[test]
fn a_hello_repeats_the_nonce_and_names_the_run() {
    let (mut client, mut far_end) = both();
    let datagram = sealed(&mut client, &HELLO);
    assert_eq!(datagram[..2], [0x90, 96]);
    assert_eq!(nonce_of(&datagram), Some(NONCE));
    let hello = Hello {
        nonce: NONCE,
        token: token(),
        windows: 10,
    };
    assert_eq!(Hello::decode(&datagram), Some(hello));
    // Once the far end knows the client, it is a packet like any other.
    assert_eq!(far_end.open(&datagram), Some(HELLO));
    assert_eq!(nonce_of(&sealed(&mut client, &media(0, 0))), None);
}

#[test]
fn packets_open_once_and_at_the_other_side_alone() {
    let (mut client, mut far_end) = both();
    for packet in [media(0, 0), media(0, 1), Packet::Account(Vec::new())] {
        let datagram = sealed(&mut client, &packet);
        assert_eq!(client.open(&datagram), None);
        assert_eq!(far_end.open(&datagram), Some(packet));
        assert_eq!(far_end.open(&datagram), None);
    }
    let busy = sealed(&mut far_end, &Packet::Busy);
    assert_eq!(far_end.open(&busy), None);
    assert_eq!(client.open(&busy), Some(Packet::Busy));
}

#[test]
fn another_nonce_opens_nothing() {
    let (mut client, _) = both();
    let mut other = Link::far_end(Nonce([8; 16]), [0; SEED_LENGTH]).expect("a key");
    assert_eq!(other.open(&sealed(&mut client, &media(0, 0))), None);
    // A hello whose nonce was replaced on the way.
    let mut forged = sealed(&mut client, &HELLO);
    forged[17..33].copy_from_slice(&[8; 16]);
    assert_eq!(nonce_of(&forged), Some(Nonce([8; 16])));
    assert_eq!(Hello::decode(&forged), None);
    assert_eq!(other.open(&forged), None);
}

proptest! {
    #[test]
    fn bytes_from_anywhere_do_no_harm(
        first in prop_oneof![Just(0x80_u8), Just(0x90), any::<u8>()],
        rest in proptest::collection::vec(any::<u8>(), 0..1_500),
    ) {
        let datagram = [&[first][..], &rest].concat();
        let (mut client, mut far_end) = both();
        prop_assert_eq!(far_end.open(&datagram), None);
        prop_assert_eq!(client.open(&datagram), None);
        prop_assert_eq!(Hello::decode(&datagram), None);
        let _ = nonce_of(&datagram);
    }

    /// Header and payload are both vouched for.
    #[test]
    fn a_changed_or_cut_datagram_is_none(place in 0..65_usize, bit in 0..8, length in 0..81_usize) {
        let (mut client, mut far_end) = both();
        let datagram = sealed(&mut client, &HELLO);
        prop_assert!(datagram.len() > 65);
        let mut changed = datagram.clone();
        changed[place] ^= 1_u8 << bit;
        prop_assert_eq!(far_end.open(&changed), None);
        prop_assert_eq!(Hello::decode(&changed), None);
        let cut = datagram.get(..length.min(datagram.len() - 1)).expect("shorter");
        prop_assert_eq!(far_end.open(cut), None);
        prop_assert_eq!(far_end.open(&datagram), Some(HELLO));
    }
}

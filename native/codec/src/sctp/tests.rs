use std::time::Duration;

use proptest::prelude::*;

use super::packet::*;
use super::tsn::Tsn;
use super::*;

const PEER_TAG: u32 = 0xfeed_0001;
const FIRST: Tsn = Tsn(u32::MAX - 2);
const PORTS: Ports = Ports {
    source: 5_001,
    destination: 5_000,
};
const START: Duration = Duration::from_secs(100);

/// An association with a clock that a test moves, and what a browser knows of it.
struct Bench {
    association: Association,
    now: Duration,
    out: Vec<Vec<u8>>,
    /// The tag of the far end.
    tag: u32,
    /// The first number of the far end.
    first: Tsn,
    cookie: Vec<u8>,
}

impl Bench {
    /// One that has seen the INIT of a peer with this many streams.
    fn begun(streams: u16) -> Self {
        let mut bench = Self {
            association: Association::new(),
            now: START,
            out: Vec::new(),
            tag: 0,
            first: Tsn(0),
            cookie: Vec::new(),
        };
        assert!(bench.take(&init(PEER_TAG, streams)));
        let answer = bench.out.pop().expect("an answer");
        let packet = read(&answer);
        assert_eq!((packet.ports, packet.tag), (PORTS.turned(), PEER_TAG));
        let chunk = packet.chunks().next().expect("a chunk");
        assert_eq!(chunk.kind, INIT_ACK);
        let own = Init::read(chunk.value).expect("an INIT-ACK");
        bench.tag = own.tag;
        bench.first = own.first;
        let parameters = chunk.value.get(16..).expect("parameters");
        // Forward-TSN-Supported, Supported Extensions with padding, State Cookie.
        let extensions = [0x80, 0x08, 0, 6, FORWARD_TSN, RE_CONFIG, 0, 0];
        assert!(parameters.starts_with(&[&[0xc0, 0, 0, 4], &extensions[..]].concat()));
        bench.cookie = parameters.get(16..).expect("a cookie").to_vec();
        bench
    }

    fn open() -> Self {
        Self::open_with(65_535)
    }

    fn open_with(streams: u16) -> Self {
        let mut bench = Self::begun(streams);
        let cookie = bench.cookie.clone();
        assert!(bench.put(|packet| packet.chunk(COOKIE_ECHO, 0, &[&cookie])));
        assert_eq!(bench.kinds(), [COOKIE_ACK]);
        bench
    }

    fn take(&mut self, bytes: &[u8]) -> bool {
        self.association.receive(self.now, bytes, &mut self.out)
    }

    fn put(&mut self, fill: impl FnOnce(Builder) -> Builder) -> bool {
        let packet = fill(Builder::new(PORTS, self.tag, 0)).finish();
        self.take(&packet)
    }

    fn data(&mut self, place: u32, flags: u8, part: &[u8]) -> bool {
        self.put(|packet| data(packet, FIRST.plus(place), flags, part))
    }

    fn messages(&mut self) -> Vec<Vec<u8>> {
        self.association.take_received()
    }

    /// Ticks at each moment that is due, for this long; returns the kinds of chunks that went out.
    fn pass(&mut self, time: Duration) -> Vec<u8> {
        let end = self.now + time;
        while let Some(due) = self.association.due().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.association.tick(self.now, &mut self.out);
        }
        self.now = end;
        self.kinds()
    }

    /// The kinds of chunks that went out.
    fn kinds(&mut self) -> Vec<u8> {
        let packets = std::mem::take(&mut self.out);
        let chunks = packets.iter().flat_map(|packet| read(packet).chunks());
        chunks.map(|chunk| chunk.kind).collect()
    }

    /// The number that each packet acknowledges.
    fn acknowledged(&mut self) -> Vec<Vec<Tsn>> {
        let packets = std::mem::take(&mut self.out);
        let packets = packets.iter().map(|packet| {
            let chunks = read(packet).chunks().filter(|chunk| chunk.kind == SACK);
            chunks.filter_map(|chunk| first_tsn(chunk.value)).collect()
        });
        packets.collect()
    }
}

fn read(bytes: &[u8]) -> Packet<'_> {
    Packet::read(bytes).expect("a packet")
}

fn init(tag: u32, streams: u16) -> Vec<u8> {
    let parts: [&[u8]; 5] = [
        &tag.to_be_bytes(),
        &(5_u32 << 20).to_be_bytes(),
        &streams.to_be_bytes(),
        &streams.to_be_bytes(),
        &FIRST.0.to_be_bytes(),
    ];
    Builder::new(PORTS, 0, 0).chunk(INIT, 0, &parts).finish()
}

fn data(packet: Builder, tsn: Tsn, flags: u8, part: &[u8]) -> Builder {
    let stream_sequence_protocol = [0, 0, 0, 0, 0, 0, 0, 53];
    let parts: [&[u8]; 3] = [&tsn.0.to_be_bytes(), &stream_sequence_protocol, part];
    packet.chunk(DATA, flags, &parts)
}

const WHOLE: u8 = UNORDERED | BEGINNING | END;

/// RFC 3720 appendix B.4: 32 bytes of zeros.
#[test]
fn the_checksum_is_crc32c() {
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI).checksum(&[0; 32]);
    assert_eq!(sum.to_le_bytes(), [0xaa, 0x36, 0x91, 0x8a]);
    let mut packet = init(PEER_TAG, 65_535);
    assert!(Packet::read(&packet).is_some());
    packet[20] ^= 1;
    assert!(Packet::read(&packet).is_none());
}

#[test]
fn an_association_opens_and_carries_messages_both_ways() {
    let mut bench = Bench::open();
    assert!(bench.data(0, WHOLE, b"hello"));
    assert_eq!(bench.messages(), [b"hello"]);
    let packet = bench.association.send(bench.now, b"frame").expect("open");
    let packet = read(&packet);
    assert_eq!((packet.ports, packet.tag), (PORTS.turned(), PEER_TAG));
    let chunk = packet.chunks().next().expect("a chunk");
    let sent = Data::read(chunk).expect("data");
    assert_eq!(
        (sent.flags, sent.tsn, sent.bytes),
        (WHOLE, bench.first, &b"frame"[..])
    );
    assert_eq!(chunk.value.get(4..12), Some(&[0, 0, 0, 0, 0, 0, 0, 53][..]));
}

#[test]
fn data_may_come_with_the_cookie_and_not_before() {
    let mut bench = Bench::begun(65_535);
    assert!(!bench.data(0, WHOLE, b"early"));
    assert!(bench.association.send(bench.now, b"early").is_none());
    let cookie = bench.cookie.clone();
    bench.put(|packet| {
        data(
            packet.chunk(COOKIE_ECHO, 0, &[&cookie]),
            FIRST,
            WHOLE,
            b"hello",
        )
    });
    assert_eq!(bench.messages(), [b"hello"]);
    // The answer was lost: it is given again.
    assert_eq!(bench.kinds(), [COOKIE_ACK]);
    bench.put(|packet| packet.chunk(COOKIE_ECHO, 0, &[&cookie]));
    assert_eq!(bench.kinds(), [COOKIE_ACK]);
    let mut other = Bench::begun(65_535);
    other.put(|packet| packet.chunk(COOKIE_ECHO, 0, &[b"another!"]));
    assert!(!other.data(0, WHOLE, b"hello"));
}

#[test]
fn an_init_that_comes_again_gets_the_same_answer_and_another_none_once_open() {
    let mut bench = Bench::open();
    assert!(bench.take(&init(PEER_TAG, 65_535)));
    assert_eq!(bench.kinds(), [INIT_ACK]);
    assert!(!bench.take(&init(PEER_TAG + 1, 65_535)));
    assert!(!bench.take(&init(0, 65_535)));
    assert!(bench.data(0, WHOLE, b"still open"));
}

#[test]
fn all_is_acknowledged_up_to_the_highest_number() {
    let mut bench = Bench::open();
    for place in [0, 1, 5] {
        assert!(bench.data(place, WHOLE, b"x"));
    }
    assert_eq!(bench.acknowledged(), [[FIRST.plus(5)]]);
    // What is left of a burst waits a moment.
    assert!(bench.data(9, WHOLE, b"x"));
    assert!(bench.out.is_empty());
    bench.pass(Duration::from_millis(10));
    bench.data(7, WHOLE, b"late");
    assert_eq!(bench.messages(), [b"late"]);
}

#[test]
fn the_rest_of_a_burst_is_acknowledged_soon() {
    let mut bench = Bench::open();
    bench.data(9, WHOLE, b"x");
    bench.now += Duration::from_millis(10);
    bench.association.tick(bench.now, &mut bench.out);
    assert_eq!(bench.acknowledged(), [[FIRST.plus(9)]]);
}

#[test]
fn silence_brings_ladders_for_dcsctp_alone() {
    for (streams, ladders) in [(65_535, 98), (2_048, 0)] {
        let mut bench = Bench::open_with(streams);
        assert_eq!(bench.association.is_throttled(), ladders == 0);
        assert_eq!(bench.pass(Duration::from_secs(9)), [0; 0]);
        bench.data(3, WHOLE, b"x");
        bench.pass(Duration::from_millis(79));
        let end = bench.now + Duration::from_secs(9);
        let mut count = 0;
        while let Some(due) = bench.association.due().filter(|due| *due <= end) {
            bench.now = due;
            bench.association.tick(due, &mut bench.out);
            let rungs: Vec<_> = (1..=64).map(|rung| FIRST.plus(3 + rung)).collect();
            assert!(bench.out[0].len() < 1_100);
            assert_eq!(bench.acknowledged(), [rungs]);
            count += 1;
        }
        assert!((ladders - 1..=ladders + 1).contains(&count), "{count}");
    }
}

#[test]
fn a_message_is_put_together_in_any_order() {
    let parts: [(u32, u8, &[u8]); 3] = [(4, BEGINNING, b"a"), (5, 0, b"b"), (6, END, b"c")];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        let mut bench = Bench::open();
        for (count, place) in order.into_iter().enumerate() {
            let (place, flags, part) = parts[place];
            assert!(bench.data(place, UNORDERED | flags, part));
            let expected: &[&[u8]] = if count == 2 { &[b"abc"] } else { &[] };
            assert_eq!(bench.messages(), expected);
        }
    }
}

#[test]
fn fragments_that_lack_a_part_make_nothing() {
    let mut bench = Bench::open();
    // Without its middle, with two beginnings, with an end in between.
    for (place, flags) in [
        (0, BEGINNING),
        (2, END),
        (10, BEGINNING),
        (11, BEGINNING),
        (13, END),
    ] {
        bench.data(place, flags, b"x");
        assert!(bench.messages().is_empty());
    }
    bench.data(12, 0, b"x");
    assert_eq!(bench.messages(), [b"xxx"]);
}

#[test]
fn fragments_without_end_make_room_for_each_other() {
    let mut bench = Bench::open();
    for place in 0..5_000 {
        bench.data(place, if place == 0 { BEGINNING } else { 0 }, &[7; 1_000]);
    }
    bench.data(5_000, END, b"x");
    assert!(bench.messages().is_empty());
    bench.data(5_001, WHOLE, b"whole");
    assert_eq!(bench.messages(), [b"whole"]);
    // No message is longer than a few packets.
    for (place, flags) in [(5_002, BEGINNING), (5_003, 0), (5_004, END)] {
        bench.data(place, flags, &[7; 1_000]);
    }
    assert!(bench.messages().is_empty());
}

#[test]
fn a_number_far_away_is_no_data_of_the_association() {
    let mut bench = Bench::open();
    for place in [20_000, u32::MAX / 2, u32::MAX - 20_000] {
        assert!(!bench.data(place, WHOLE, b"x"));
    }
    assert!(bench.messages().is_empty());
    assert!(!bench.put(|packet| packet.chunk(FORWARD_TSN, 0, &[&[0x70; 4]])));
}

#[test]
fn the_peer_is_told_not_to_wait_for_what_is_old() {
    let mut bench = Bench::open();
    for _ in 0..6 {
        bench.association.send(bench.now, b"x").expect("open");
    }
    let acknowledge = |count| bench_sack(count);
    assert_eq!(bench.pass(Duration::from_millis(299)), [0; 0]);
    let first = bench.first;
    bench.put(|packet| acknowledge(first.plus(1))(packet));
    assert_eq!(bench.pass(Duration::from_millis(101)), [FORWARD_TSN; 3]);
    bench.put(|packet| acknowledge(first.plus(5))(packet));
    assert_eq!(bench.pass(Duration::from_secs(1)), [0; 0]);
    assert_eq!(bench.association.due(), None);
    // Of what was never sent nothing can be acknowledged.
    bench.association.send(bench.now, b"x").expect("open");
    bench.put(|packet| acknowledge(first.plus(900))(packet));
    assert_eq!(bench.pass(Duration::from_millis(300)), [FORWARD_TSN]);
}

fn bench_sack(cumulative: Tsn) -> impl FnOnce(Builder) -> Builder {
    move |packet| packet.sack(cumulative, 1 << 20)
}

#[test]
fn the_number_told_is_the_last_of_the_old_ones() {
    let mut bench = Bench::open();
    bench.association.send(bench.now, b"x");
    bench.association.send(bench.now, b"x");
    bench.now += Duration::from_millis(100);
    bench.association.send(bench.now, b"x");
    bench.now += Duration::from_millis(250);
    bench.association.tick(bench.now, &mut bench.out);
    let packet = read(&bench.out[0]);
    let chunk = packet.chunks().next().expect("a chunk");
    assert_eq!(first_tsn(chunk.value), Some(bench.first.plus(1)));
    assert_eq!(chunk.value.len(), 4, "no list of streams");
}

#[test]
fn heartbeats_and_ends_are_answered() {
    let mut bench = Bench::open();
    bench.put(|packet| packet.chunk(HEARTBEAT, 0, &[b"when"]));
    let packet = bench.out.pop().expect("an answer");
    let chunk = read(&packet).chunks().next().expect("a chunk");
    assert_eq!((chunk.kind, chunk.value), (HEARTBEAT_ACK, &b"when"[..]));
    bench.put(|packet| packet.chunk(SHUTDOWN, 0, &[&[0; 4]]));
    assert_eq!(bench.kinds(), [SHUTDOWN_ACK]);
    bench.put(|packet| packet.chunk(SHUTDOWN_COMPLETE, 0, &[]));
    assert!(bench.association.is_over());
    assert!(!bench.data(0, WHOLE, b"x"));
    assert!(bench.association.send(bench.now, b"x").is_none());
    assert_eq!(bench.association.due(), None);

    for (flags, tag) in [(0, None), (1, Some(PEER_TAG))] {
        let mut bench = Bench::open();
        let tag = tag.unwrap_or(bench.tag);
        bench.take(
            &Builder::new(PORTS, tag, 0)
                .chunk(ABORT, flags, &[])
                .finish(),
        );
        assert!(bench.association.is_over());
    }
}

#[test]
fn other_tags_and_ports_are_dropped() {
    let mut bench = Bench::open();
    let tag = bench.tag;
    for (ports, tag) in [(PORTS, tag ^ 2), (PORTS, PEER_TAG), (PORTS.turned(), tag)] {
        let packet = Builder::new(ports, tag, 0).chunk(ABORT, 0, &[]).finish();
        assert!(!bench.take(&packet));
    }
    assert!(!bench.association.is_over());
}

#[test]
fn an_unknown_chunk_is_skipped_or_ends_the_packet() {
    let mut bench = Bench::open();
    bench.put(|packet| data(packet.chunk(0xc1, 0, &[b"?"]), FIRST, WHOLE, b"x"));
    assert_eq!(bench.messages(), [b"x"]);
    bench.put(|packet| data(packet.chunk(0x41, 0, &[b"?"]), FIRST.plus(1), WHOLE, b"y"));
    assert!(bench.messages().is_empty());
}

/// A valid packet of any kind.
fn any_packet() -> impl Strategy<Value = Vec<(u8, u8, Vec<u8>)>> {
    let kind = prop_oneof![0..16_u8, Just(RE_CONFIG), Just(FORWARD_TSN), any::<u8>()];
    let value = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        // Numbers near those of the association.
        (0..80_u32, proptest::collection::vec(any::<u8>(), 8..30))
            .prop_map(|(place, rest)| { [&FIRST.plus(place).0.to_be_bytes()[..], &rest].concat() }),
    ];
    proptest::collection::vec((kind, any::<u8>(), value), 0..6)
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let mut bench = Bench::open();
        let _ = bench.take(&bytes);
        prop_assert!(bench.association.send(bench.now, b"x").is_some());
    }

    #[test]
    fn no_chunks_do_harm(
        packets in proptest::collection::vec(any_packet(), 1..40),
        cut in 0..30_usize,
        changed in any::<prop::sample::Index>(),
        bits in any::<u8>(),
    ) {
        let mut bench = Bench::open();
        for chunks in packets {
            let packet = Builder::new(PORTS, bench.tag, 0);
            let packet = chunks.iter().fold(packet, |packet, (kind, flags, value)| {
                packet.chunk(*kind, *flags, &[value])
            });
            let mut bytes = packet.finish();
            // A length or anything else behind the header is wrong, under a right checksum.
            let length = bytes.len();
            if length > 12 {
                bytes.truncate(length - cut.min(length - 12));
            }
            if bytes.len() > 12 {
                let place = 12 + changed.index(bytes.len() - 12);
                bytes[place] ^= bits;
            }
            bytes[8..12].fill(0);
            let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI).checksum(&bytes);
            bytes[8..12].copy_from_slice(&sum.to_le_bytes());
            let _ = bench.take(&bytes);
            let answered: usize = bench.out.iter().map(Vec::len).sum();
            // An INIT-ACK and a SACK have a fixed length.
            prop_assert!(answered <= bytes.len() + 80, "{answered} for {}", bytes.len());
            bench.out.clear();
            let _ = bench.association.send(bench.now, b"x");
            let sent = bench.pass(Duration::from_millis(33));
            prop_assert!(sent.len() <= 2 * 64 + 2);
        }
    }
}

//! Tests of the path: large datagrams, late answers, SIP messages, bulk data.

use camcheck_core::wire::path::{Kind, MAX_LENGTH, MIN_LENGTH, PathPacket};
use camcheck_core::wire::{SIP_PORT, sip};
use proptest::prelude::*;
use ring::digest::{SHA256, digest};

use super::*;

const OFFER: PathOffer = PathOffer {
    path_tests: true,
    ntp: true,
    mtu: 1_500,
};

fn bench() -> Bench {
    let Bench { engine, now } = Bench::new();
    Bench {
        engine: engine.with_path_offer(OFFER),
        now,
    }
}

fn packet(token: &RunToken, kind: Kind) -> PathPacket {
    PathPacket {
        id: 7,
        token: token.clone(),
        kind,
    }
}

fn asked(bench: &mut Bench, token: &RunToken, kind: Kind, length: usize) -> Vec<Outgoing> {
    bench.send(PRIMARY, CLIENT, &packet(token, kind).encode(length))
}

fn read(out: &[Outgoing]) -> (PathPacket, usize) {
    let [only] = out else {
        panic!("one datagram, not {out:?}");
    };
    assert_eq!(
        (only.from, only.to.to_string()),
        (PRIMARY, CLIENT.to_owned())
    );
    let packet = PathPacket::decode(&only.bytes).expect("a test of the path");
    (packet, only.bytes.len())
}

#[test]
fn the_offer_comes_with_the_token() {
    let created = bench().engine.create_run(Duration::ZERO, ip(CLIENT));
    let created = created.expect("a run");
    assert_eq!(
        (created.path_tests, created.ntp, created.mtu),
        (1, true, 1_500)
    );
}

#[test]
fn an_answer_has_the_length_that_was_asked_for_but_never_more_than_the_request() {
    let mut bench = bench();
    let token = bench.token();
    for (request, wanted, expected) in [
        (MAX_LENGTH, 1_900, MAX_LENGTH),
        (MAX_LENGTH, 40, MIN_LENGTH),
        (1_472, 1_472, 1_472),
        (MIN_LENGTH, 1_900, MIN_LENGTH),
        (MIN_LENGTH, 0, MIN_LENGTH),
    ] {
        let out = asked(&mut bench, &token, Kind::Sized { answer: wanted }, request);
        assert_eq!(read(&out), (packet(&token, Kind::SizedAnswer), expected));
    }
}

#[test]
fn a_late_answer_comes_when_it_is_due() {
    let mut bench = bench();
    let token = bench.token();
    let out = asked(&mut bench, &token, Kind::Late { seconds: 125 }, MIN_LENGTH);
    assert_eq!(read(&out), (packet(&token, Kind::LateNoted), MIN_LENGTH));
    let due = bench.now + Duration::from_secs(125);
    assert_eq!(bench.engine.next_due(), Some(due));
    bench.pass(Duration::from_millis(124_999));
    assert!(bench.due().is_empty());
    bench.pass(Duration::from_millis(1));
    let out = bench.due();
    assert_eq!(read(&out), (packet(&token, Kind::LateAnswer), MIN_LENGTH));
    assert_eq!(bench.engine.next_due(), None);
}

#[test]
fn late_answers_have_a_budget_and_a_longest_wait() {
    let mut bench = bench();
    let token = bench.token();
    let seconds = u16::try_from(limits::MAX_LATE_WAIT.as_secs()).expect("minutes") + 1;
    assert!(asked(&mut bench, &token, Kind::Late { seconds }, MIN_LENGTH).is_empty());
    for _ in 0..limits::MAX_LATE_OF_RUN {
        let out = asked(&mut bench, &token, Kind::Late { seconds: 10 }, MIN_LENGTH);
        assert_eq!(read(&out).0.kind, Kind::LateNoted);
    }
    assert!(asked(&mut bench, &token, Kind::Late { seconds: 10 }, MIN_LENGTH).is_empty());
    assert_eq!(bench.count(Event::PathTestRefused), 2);
    let receipts = bench.receipts(&token);
    assert_eq!(receipts.refused, 2);
}

#[test]
fn many_runs_do_not_fill_the_memory_with_late_answers() {
    let mut bench = bench();
    let runs = limits::MAX_LATE / limits::MAX_LATE_OF_RUN + 2;
    for run in 0..u32::try_from(runs).expect("few") {
        let source = SocketAddr::new(Ipv4Addr::from(0xcb00_7100 + run * 256).into(), 40_000);
        let created = bench.engine.create_run(bench.now, source.ip());
        let token = created.expect("a run").token;
        let order = packet(&token, Kind::Late { seconds: 100 }).encode(MIN_LENGTH);
        for _ in 0..limits::MAX_LATE_OF_RUN {
            bench.send(PRIMARY, &source.to_string(), &order);
        }
    }
    assert_eq!(bench.engine.late.len(), limits::MAX_LATE);
    assert!(bench.count(Event::PathTestRefused) > 0);
}

#[test]
fn nothing_else_is_answered() {
    let mut bench = bench();
    let token = bench.token();
    let unknown: RunToken = "abcdefghij0123456789".parse().expect("a token");
    let out = asked(&mut bench, &unknown, Kind::Sized { answer: 100 }, 100);
    assert!(out.is_empty());
    // What the far end itself sends, and may come back by a forged source address.
    for kind in [Kind::SizedAnswer, Kind::LateNoted, Kind::LateAnswer] {
        assert!(asked(&mut bench, &token, kind, 100).is_empty());
    }
    assert_eq!(bench.count(Event::NotStun), 4);
    let request = packet(&token, Kind::Sized { answer: 100 }).encode(100);
    for client in 1..=limits::MAX_RUN_ADDRESSES {
        let from = format!("203.0.113.{client}:40000");
        assert_eq!(bench.send(PRIMARY, &from, &request).len(), 1);
    }
    assert!(
        bench
            .send(PRIMARY, "203.0.113.99:40000", &request)
            .is_empty()
    );
    assert_eq!(bench.count(Event::Unrecorded), 1);
}

#[test]
fn a_far_end_that_offers_none_takes_no_part() {
    let mut bench = Bench::new();
    let token = bench.token();
    assert!(asked(&mut bench, &token, Kind::Sized { answer: 100 }, 100).is_empty());
    let message = sip::encode(&token, CLIENT.parse().expect("an address"), "198.51.100.10");
    bench.send(at(Side::Primary, SIP_PORT), CLIENT, message.as_bytes());
    let receipts = bench.receipts(&token);
    assert!(receipts.sip.is_empty());
    let refused = bench.engine.begin_load(bench.now, &token, ip(CLIENT));
    assert_eq!(refused, Err(NoAccess::UnknownRun));
}

#[test]
fn sip_messages_are_recorded_as_they_arrive_and_not_answered() {
    let mut bench = bench();
    let token = bench.token();
    let message = sip::encode(&token, CLIENT.parse().expect("an address"), "198.51.100.10");
    let changed = message.replace("203.0.113.7", "198.51.100.99");
    for (port, message) in [(SIP_PORT, &changed), (40_000, &message)] {
        let out = bench.send(at(Side::Primary, port), CLIENT, message.as_bytes());
        assert!(out.is_empty());
    }
    let receipts = bench.receipts(&token);
    let arrived: Vec<_> = receipts
        .sip
        .iter()
        .map(|sip| (sip.port, sip.sha256))
        .collect();
    let hash = |message: &str| {
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest(&SHA256, message.as_bytes()).as_ref());
        sha256.into()
    };
    assert_eq!(
        arrived,
        [(SIP_PORT, hash(&changed)), (40_000, hash(&message))]
    );
    for _ in 0..2 * limits::MAX_SIP_OF_RUN {
        bench.send(PRIMARY, CLIENT, message.as_bytes());
    }
    let receipts = bench.receipts(&token);
    assert_eq!(receipts.sip.len(), limits::MAX_SIP_OF_RUN);
}

#[test]
fn transfers_of_a_run_have_a_budget() {
    let mut bench = bench();
    let token = bench.token();
    for _ in 0..limits::MAX_LOADS_OF_RUN {
        let allowed = bench.engine.begin_load(bench.now, &token, ip(CLIENT));
        assert_eq!(allowed, Ok(()));
    }
    let refused = bench.engine.begin_load(bench.now, &token, ip(CLIENT));
    assert_eq!(refused, Err(NoAccess::TooOften));
    let unknown = "abcdefghij0123456789".parse().expect("a token");
    let refused = bench.engine.begin_load(bench.now, &unknown, ip(CLIENT));
    assert_eq!(refused, Err(NoAccess::UnknownRun));
    assert_eq!(bench.count(Event::LoadRefused), 1);
}

#[test]
fn receipts_contain_what_arrived_of_the_last_upload() {
    let mut bench = bench();
    let token = bench.token();
    let received = LoadReceived {
        bytes: 3_000_000,
        micros: 2_000_000,
    };
    bench.engine.note_upload(bench.now, &token, received);
    let upload = |bench: &mut Bench| {
        let receipts = bench.engine.receipts(bench.now, &token, ReceiptsForm::List);
        receipts.expect("a run").upload
    };
    assert_eq!(upload(&mut bench), Some(received));
    // Nothing of an earlier transfer is taken for the next one.
    let allowed = bench.engine.begin_load(bench.now, &token, ip(CLIENT));
    assert_eq!(allowed, Ok(()));
    assert_eq!(upload(&mut bench), None);
}

#[test]
fn many_tokens_of_one_source_get_no_more_transfers() {
    let mut bench = bench();
    let mut allowed = 0;
    for _ in 0..20 {
        let token = bench.token();
        for _ in 0..limits::MAX_LOADS_OF_RUN {
            let load = bench.engine.begin_load(bench.now, &token, ip(CLIENT));
            allowed += u32::from(load.is_ok());
        }
    }
    assert_eq!(allowed, limits::LOADS.burst);
}

#[test]
fn many_tokens_of_one_source_order_no_more_late_answers() {
    let mut bench = bench();
    let mut noted = 0;
    for _ in 0..20 {
        let token = bench.token();
        for _ in 0..limits::MAX_LATE_OF_RUN {
            let kind = Kind::Late { seconds: 100 };
            noted += asked(&mut bench, &token, kind, MIN_LENGTH).len();
        }
    }
    assert_eq!(u32::try_from(noted), Ok(limits::LATE.burst));
}

/// What passed once shows that no firewall in front of the far end drops it.
#[test]
fn what_passed_is_told_with_the_next_token() {
    let mut bench = bench();
    let token = bench.token();
    let passed = |bench: &mut Bench| {
        let created = bench.engine.create_run(bench.now, ip(CLIENT));
        created.expect("a run").passed
    };
    asked(&mut bench, &token, Kind::Sized { answer: 40 }, 1_471);
    let unknown: RunToken = "abcdefghij0123456789".parse().expect("a token");
    asked(&mut bench, &unknown, Kind::Sized { answer: 40 }, 1_900);
    assert_eq!(passed(&mut bench), Passed::default());
    asked(&mut bench, &token, Kind::Sized { answer: 40 }, 1_472);
    let mut expected = Passed {
        full_in: true,
        ..Passed::default()
    };
    assert_eq!(passed(&mut bench), expected);
    asked(&mut bench, &token, Kind::Sized { answer: 40 }, 1_900);
    expected.fragments_in = true;
    assert_eq!(passed(&mut bench), expected);
    let out = asked(&mut bench, &token, Kind::Received { bytes: 1_900 }, 40);
    assert!(out.is_empty());
    bench.engine.note_ntp();
    expected.fragments_out = true;
    expected.ntp = true;
    assert_eq!(passed(&mut bench), expected);
}

proptest! {
    /// Whatever comes in, no answer is longer, and nothing panics.
    #[test]
    fn hostile_datagrams_get_no_more_than_they_bring(
        bytes in proptest::collection::vec(any::<u8>(), 0..2_000),
        place in 0..60_usize,
        change in any::<u8>(),
        length in MIN_LENGTH..=MAX_LENGTH,
    ) {
        let mut bench = bench();
        let token = bench.token();
        let mut sound = packet(&token, Kind::Sized { answer: 1_900 }).encode(length);
        if let Some(byte) = sound.get_mut(place) {
            *byte = change;
        }
        let message = [b"INVITE ".as_slice(), &bytes].concat();
        for datagram in [&bytes, &sound, &message] {
            let out = bench.send(PRIMARY, CLIENT, datagram);
            let sent: usize = out.iter().map(|out| out.bytes.len()).sum();
            prop_assert!(sent <= datagram.len());
        }
    }
}

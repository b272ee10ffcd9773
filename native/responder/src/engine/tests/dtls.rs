//! DTLS handshakes and plain datagrams.

use camcheck_codec::dtls::{Client, Connection, Progress, Server};
use camcheck_core::wire::http::DtlsProgress;
use camcheck_core::wire::plain::{self, Kind};

use super::*;

const ROUND: Duration = Duration::from_millis(20);

fn bench() -> Bench {
    let Bench { engine, now } = Bench::new();
    let server = Server::new().expect("a certificate");
    Bench {
        engine: engine.with_dtls(server),
        now,
    }
}

/// A bench with a token, under which a request has come from the client.
fn vouched() -> (Bench, RunToken) {
    let mut bench = bench();
    let token = bench.token();
    bench.send(PRIMARY, CLIENT, &binding(None, Some(&token)));
    (bench, token)
}

/// The first datagram of a client of each version.
fn hellos(now: Duration) -> [Vec<u8>; 2] {
    let client = Client::new().expect("a key");
    [client.connect(now), client.connect_13(now)].map(|mut handshake| {
        let mut out = Vec::new();
        handshake.tick(now, &mut out);
        out.concat()
    })
}

fn hello(now: Duration) -> Vec<u8> {
    let [hello, _] = hellos(now);
    hello
}

/// Runs a handshake from an address, for this many rounds; `passes` is asked for each datagram.
fn shake(bench: &mut Bench, from: &str, rounds: usize, passes: impl FnMut() -> bool) -> Progress {
    let client = Client::new().expect("a key").connect(bench.now);
    shake_as(client, bench, from, rounds, passes)
}

fn shake_as(
    mut client: Connection,
    bench: &mut Bench,
    from: &str,
    rounds: usize,
    mut passes: impl FnMut() -> bool,
) -> Progress {
    let mut packets = Vec::new();
    for _ in 0..rounds {
        client.tick(bench.now, &mut packets);
        let mut answers = bench.due();
        for packet in std::mem::take(&mut packets) {
            if passes() {
                answers.extend(bench.send(PRIMARY, from, &packet));
            }
        }
        for answer in answers.into_iter().filter(|_| passes()) {
            client.receive(bench.now, &answer.bytes, &mut packets);
        }
        bench.pass(ROUND);
    }
    client.progress()
}

fn receipts(bench: &mut Bench, token: &RunToken) -> Receipts {
    let receipts = bench.engine.receipts(bench.now, token, ReceiptsForm::List);
    receipts.expect("receipts")
}

fn live(bench: &Bench) -> usize {
    bench.engine.sizes().dtls
}

#[test]
fn a_handshake_finishes_and_is_told_in_the_receipts() {
    let (mut bench, token) = vouched();
    assert_eq!(shake(&mut bench, CLIENT, 5, || true), Progress::Finished);
    let receipts = receipts(&mut bench, &token);
    let [told] = receipts.dtls.as_slice() else {
        panic!("{receipts:?}");
    };
    assert_eq!(told.port, PRIMARY.port);
    assert_eq!(told.source, CLIENT.parse().expect("an address"));
    assert_eq!(told.handshake, DtlsProgress::Finished);
    assert_eq!(bench.count(Event::DtlsFinished), 1);
}

#[test]
fn a_page_is_vouched_for_by_its_checks() {
    let mut bench = bench();
    let token = bench.token();
    bench.check(PRIMARY, CLIENT, &orders("r", Some(&token)));
    assert_eq!(shake(&mut bench, CLIENT, 5, || true), Progress::Finished);
}

#[test]
fn nothing_is_kept_and_nothing_sent_where_no_run_vouches() {
    let mut bench = bench();
    let token = bench.token();
    let hello = hello(bench.now);
    // No request, a request without a token, and another port of a source with one.
    assert!(bench.send(PRIMARY, CLIENT, &hello).is_empty());
    bench.send(PRIMARY, CLIENT, &binding(None, None));
    assert!(bench.send(PRIMARY, CLIENT, &hello).is_empty());
    bench.send(PRIMARY, CLIENT, &binding(None, Some(&token)));
    assert!(bench.send(PRIMARY, "203.0.113.7:40001", &hello).is_empty());
    // A voucher ages.
    bench.pass(limits::VOUCHED);
    assert!(bench.send(PRIMARY, CLIENT, &hello).is_empty());
    assert_eq!(live(&bench), 0);
    assert_eq!(bench.count(Event::DtlsUnknown), 4);
}

#[test]
fn only_a_client_hello_begins_a_handshake() {
    let (mut bench, _) = vouched();
    let hello = hello(bench.now);
    let mut other_message = hello.clone();
    other_message[13] = 16;
    let mut encrypted = hello.clone();
    encrypted[4] = 1;
    let mut tls = hello.clone();
    tls[1..3].copy_from_slice(&[3, 1]);
    for bytes in [
        other_message,
        encrypted,
        tls,
        hello[..13].to_vec(),
        vec![22],
    ] {
        assert!(bench.send(PRIMARY, CLIENT, &bytes).is_empty());
    }
    assert_eq!(live(&bench), 0);
    assert_eq!(bench.count(Event::DtlsStray), 5);
}

#[test]
fn one_hello_of_either_version_is_not_answered_with_more_than_it_brought() {
    for (version, hello) in hellos(Duration::ZERO).into_iter().enumerate() {
        let (mut bench, _) = vouched();
        let mut answered = bytes(&bench.send(PRIMARY, CLIENT, &hello));
        assert!(answered > 0, "a cookie is sent");
        for _ in 0..2_000 {
            bench.pass(ROUND);
            answered += bytes(&bench.due());
        }
        assert!(answered < hello.len(), "{version}: {answered}");
        assert_eq!(live(&bench), 0);
    }
}

fn bytes(out: &[Outgoing]) -> usize {
    out.iter().map(|out| out.bytes.len()).sum()
}

#[test]
fn a_run_has_its_share_and_is_told_when_it_is_used_up() {
    let (mut bench, token) = vouched();
    let other = bench.token();
    for port in 1..=limits::MAX_DTLS_OF_RUN + 2 {
        let from = format!("203.0.113.7:{port}");
        bench.send(PRIMARY, &from, &binding(None, Some(&token)));
        let hello = hello(bench.now);
        let answered = !bench.send(PRIMARY, &from, &hello).is_empty();
        assert_eq!(answered, port <= limits::MAX_DTLS_OF_RUN, "{port}");
    }
    assert_eq!(receipts(&mut bench, &token).dtls_refused, 2);
    assert_eq!(bench.count(Event::DtlsRefused), 2);
    // Another run of the same site is none the worse for it.
    bench.send(PRIMARY, CLIENT, &binding(None, Some(&other)));
    assert_eq!(shake(&mut bench, CLIENT, 5, || true), Progress::Finished);
}

#[test]
fn a_share_cannot_be_stretched_on_one_port() {
    let (mut bench, token) = vouched();
    for _ in 0..limits::MAX_DTLS_OF_RUN {
        assert_eq!(shake(&mut bench, CLIENT, 5, || true), Progress::Finished);
        bench.pass(limits::DTLS_SILENCE);
        bench.due();
        bench.send(PRIMARY, CLIENT, &binding(None, Some(&token)));
    }
    assert_eq!(shake(&mut bench, CLIENT, 5, || true), Progress::UnderWay);
    assert!(receipts(&mut bench, &token).dtls_refused > 0);
}

#[test]
fn a_client_that_falls_silent_is_forgotten() {
    let (mut bench, token) = vouched();
    let hello = hello(bench.now);
    bench.send(PRIMARY, CLIENT, &hello);
    assert_eq!(live(&bench), 1);
    assert!(bench.engine.next_due().is_some());
    bench.pass(limits::DTLS_SILENCE);
    assert!(bench.due().is_empty());
    assert_eq!(live(&bench), 0);
    assert_eq!(bench.engine.next_due(), None);
    let told = receipts(&mut bench, &token).dtls;
    assert_eq!(told.len(), 1);
    assert!(
        told.iter()
            .all(|told| told.handshake == DtlsProgress::Began)
    );
}

#[test]
fn loss_only_delays_a_handshake() {
    let mut random = Repeatable(42);
    for round in 0..20 {
        let (mut bench, _) = vouched();
        let passes = || {
            let mut byte = [0];
            random.fill(&mut byte);
            byte[0] >= 38
        };
        let client = Client::new().expect("a key");
        let client = if round % 2 == 0 {
            client.connect(bench.now)
        } else {
            client.connect_13(bench.now)
        };
        let progress = shake_as(client, &mut bench, CLIENT, 300, passes);
        assert_eq!(progress, Progress::Finished, "{round}");
    }
}

#[test]
fn a_run_forgets_its_own_oldest_sources_only() {
    let (mut bench, token) = vouched();
    let other = bench.token();
    let elsewhere = "203.0.113.7:9";
    bench.send(PRIMARY, elsewhere, &binding(None, Some(&other)));
    for port in 0..limits::MAX_VOUCHED {
        let from = format!("203.0.113.7:{}", 50_000 + port);
        bench.send(PRIMARY, &from, &binding(None, Some(&token)));
    }
    let hello = hello(bench.now);
    assert!(bench.send(PRIMARY, CLIENT, &hello).is_empty());
    assert!(!bench.send(PRIMARY, elsewhere, &hello).is_empty());
}

#[test]
fn an_engine_without_dtls_offers_none() {
    let mut bench = Bench::new();
    let created = bench.engine.create_run(bench.now, ip(CLIENT));
    assert_eq!(created.expect("a run").dtls_fingerprint, None);
    let hello = hello(bench.now);
    assert!(bench.send(PRIMARY, CLIENT, &hello).is_empty());
}

// ---- plain datagrams ----

#[test]
fn a_plain_datagram_is_booked_and_answered_with_the_same_length() {
    let mut bench = bench();
    let token = bench.token();
    let question = plain::encode(Kind::Question, &token);
    let out = bench.send(PRIMARY, CLIENT, &question);
    let [answer] = out.as_slice() else {
        panic!("{out:?}");
    };
    assert_eq!(
        (answer.from, answer.to),
        (PRIMARY, CLIENT.parse().expect("an address"))
    );
    assert_eq!(answer.bytes.len(), question.len());
    assert_eq!(
        plain::decode(Kind::Answer, &answer.bytes),
        Some(token.clone())
    );
    let receipts = receipts(&mut bench, &token);
    assert_eq!(receipts.plain.len(), 1);
    // It proves nothing about STUN.
    assert!(receipts.udp.is_empty());
}

#[test]
fn other_plain_datagrams_are_dropped() {
    let mut bench = bench();
    let unknown = "Unknown0Token1234567".parse().expect("a token");
    for bytes in [
        plain::encode(Kind::Question, &unknown),
        plain::encode(Kind::Answer, &unknown),
        vec![0x80; 200],
    ] {
        assert!(bench.send(PRIMARY, CLIENT, &bytes).is_empty());
    }
    assert_eq!(bench.count(Event::NotStun), 1);
    assert_eq!(bench.count(Event::RtpDropped), 2);
}

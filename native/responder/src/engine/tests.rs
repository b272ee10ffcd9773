mod budgets;
mod dtls;
mod feed;
mod path;

use camcheck_codec::stun::{BindingRequest, IceCheck, Transaction, parse_response};

use super::*;

const CLIENT: &str = "203.0.113.7:40000";
const PWD: &str = "q/3+AbCdEfGhIjKlMnOpQrSt";
const BROWSER: &str = "bRow";
const TRANSACTION: [u8; 12] = *b"transaction!";

/// An engine with a clock that a test moves.
struct Bench {
    engine: Engine,
    now: Duration,
}

impl Bench {
    fn new() -> Self {
        Self::with(&["198.51.100.10", "198.51.100.11"], "1025-65535")
    }

    fn with(addresses: &[&str], udp: &str) -> Self {
        let public = addresses
            .iter()
            .map(|text| text.parse().expect("an address"));
        let endpoints = Endpoints {
            public: public.collect(),
            udp: udp.parse().expect("ports"),
        };
        Self {
            engine: Engine::new(endpoints, Box::new(Repeatable::default())),
            now: Duration::from_secs(1_000),
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
    }

    fn token(&mut self) -> RunToken {
        let created = self.engine.create_run(self.now, ip(CLIENT));
        created.expect("a run").token
    }

    fn receipts(&mut self, token: &RunToken) -> Receipts {
        let receipts = self.engine.receipts(self.now, token, ReceiptsForm::List);
        receipts.expect("a run whose receipts may be read")
    }

    fn send(&mut self, to: Local, from: &str, bytes: &[u8]) -> Vec<Outgoing> {
        let mut out = Vec::new();
        let from = from.parse().expect("an address");
        self.engine.datagram(self.now, to, from, bytes, &mut out);
        out
    }

    fn due(&mut self) -> Vec<Outgoing> {
        let mut out = Vec::new();
        self.engine.due(self.now, &mut out);
        out
    }

    fn check(&mut self, to: Local, from: &str, orders: &str) -> Vec<Outgoing> {
        self.send(to, from, &check(orders))
    }

    fn count(&self, event: Event) -> u64 {
        self.engine.counts().get(event)
    }
}

fn ip(address: &str) -> IpAddr {
    let address: SocketAddr = address.parse().expect("an address");
    address.ip()
}

const fn at(side: Side, port: u16) -> Local {
    Local { side, port }
}

const PRIMARY: Local = at(Side::Primary, 40_000);

fn binding(change: Option<Change>, token: Option<&RunToken>) -> Vec<u8> {
    BindingRequest {
        transaction: TRANSACTION.into(),
        change,
        token: token.cloned(),
        asks_nonce: false,
    }
    .encode()
}

fn change(address: bool, port: bool) -> Option<Change> {
    Some(Change { address, port })
}

/// A check as Chromium sends it: longer than an own check by what only it has.
fn check(remote_ufrag: &str) -> Vec<u8> {
    keyed_check(remote_ufrag, FAR_END_ICE_PWD)
}

fn keyed_check(remote_ufrag: &str, pwd: &str) -> Vec<u8> {
    IceCheck {
        transaction: TRANSACTION.into(),
        username: format!("{remote_ufrag}:{BROWSER}"),
        priority: 0x6e00_01ff,
        role: Role::Controlling(7),
        use_candidate: true,
    }
    .encode(&Key::short_term(pwd))
}

#[test]
fn a_run_is_in_use_while_something_comes() {
    let mut bench = Bench::new();
    let almost = limits::RUN_IN_USE - Duration::from_millis(1);
    assert!(!bench.engine.is_in_use(bench.now));
    let token = bench.token();
    bench.pass(almost);
    assert!(
        bench.engine.is_in_use(bench.now),
        "the first request may come"
    );
    bench.send(PRIMARY, CLIENT, &binding(None, Some(&token)));
    bench.pass(almost);
    assert!(bench.engine.is_in_use(bench.now));
    let unknown = "abcdefghij1234567890".parse().expect("a token");
    bench.send(PRIMARY, CLIENT, &binding(None, Some(&unknown)));
    bench.pass(Duration::from_millis(1));
    assert!(!bench.engine.is_in_use(bench.now));
}

fn orders(flags: &str, token: Option<&RunToken>) -> String {
    let token = token.map_or("", RunToken::as_str);
    format!("CC{flags}+{token}/{PWD}")
}

fn only(out: &[Outgoing]) -> (&Outgoing, Response) {
    assert_eq!(out.len(), 1, "{out:?}");
    let response = parse_response(&out[0].bytes).expect("a response");
    assert_eq!(response.transaction, Transaction::from(TRANSACTION));
    (&out[0], response)
}

fn tags(out: &[Outgoing]) -> Vec<(Local, OwnCheck)> {
    out.iter()
        .filter_map(|out| {
            let request = Request::parse(&out.bytes).ok()?;
            Some((out.from, OwnCheck::from_priority(request.priority?)?))
        })
        .collect()
}

// ---- Binding requests ----

#[test]
fn elsewhere_an_untagged_request_gets_its_mapped_address_and_no_more() {
    let mut bench = Bench::new();
    let out = bench.send(PRIMARY, CLIENT, &binding(None, None));
    let (sent, response) = only(&out);
    assert_eq!(sent.from, PRIMARY);
    assert_eq!(sent.to, CLIENT.parse().expect("an address"));
    assert_eq!(response, Response::success(TRANSACTION.into(), sent.to));
    assert_eq!(sent.bytes.len(), 32);
}

#[test]
fn rfc5780_in_full_on_its_two_ports() {
    for (port, other) in [(3478, 3479), (3479, 3478)] {
        let mut bench = Bench::new();
        let local = at(Side::Primary, port);
        for (wanted, from) in [
            (None, local),
            (change(false, false), local),
            (change(false, true), at(Side::Primary, other)),
            (change(true, false), at(Side::Alternate, port)),
            (change(true, true), at(Side::Alternate, other)),
        ] {
            let out = bench.send(local, CLIENT, &binding(wanted, None));
            let (sent, response) = only(&out);
            assert_eq!(sent.from, from, "{wanted:?}");
            assert_eq!(
                response.response_origin,
                bench.engine.endpoints.public(from)
            );
            let alternate = at(Side::Alternate, other);
            assert_eq!(
                response.other_address,
                bench.engine.endpoints.public(alternate)
            );
        }
    }
}

#[test]
fn change_request_elsewhere_needs_a_run() {
    let mut bench = Bench::new();
    let wanted = change(true, true);
    let out = bench.send(PRIMARY, CLIENT, &binding(wanted, None));
    let (sent, response) = only(&out);
    assert_eq!(sent.from, PRIMARY);
    assert_eq!(response.error, Some(ErrorCode::UNKNOWN_ATTRIBUTE));
    assert_eq!(response.unknown, [CHANGE_REQUEST]);
    let token = bench.token();
    let out = bench.send(PRIMARY, CLIENT, &binding(wanted, Some(&token)));
    assert_eq!(only(&out).0.from, at(Side::Alternate, 3479));
}

#[test]
fn one_address_or_too_few_ports_cannot_change() {
    let mut bench = Bench::with(&["198.51.100.10"], "3478,3479");
    let local = at(Side::Primary, 3478);
    let out = bench.send(local, CLIENT, &binding(None, None));
    assert_eq!(only(&out).1.other_address, None);
    let out = bench.send(local, CLIENT, &binding(change(true, false), None));
    assert_eq!(only(&out).1.error, Some(ErrorCode::UNKNOWN_ATTRIBUTE));
    let out = bench.send(local, CLIENT, &binding(change(false, true), None));
    assert_eq!(only(&out).0.from, at(Side::Primary, 3479));

    let mut bench = Bench::with(&["198.51.100.10", "198.51.100.11"], "3478");
    let out = bench.send(local, CLIENT, &binding(change(false, true), None));
    assert_eq!(only(&out).1.error, Some(ErrorCode::UNKNOWN_ATTRIBUTE));
}

#[test]
fn unknown_attributes_get_420_from_where_they_went() {
    let mut bench = Bench::new();
    let mut bytes = binding(change(true, true), None);
    bytes.extend_from_slice(&[0x00, 0x27, 0, 4, 1, 1, 0, 0]);
    bytes[3] += 8;
    let local = at(Side::Primary, 3478);
    let out = bench.send(local, CLIENT, &bytes);
    let (sent, response) = only(&out);
    assert_eq!(sent.from, local);
    assert_eq!(response.unknown, [0x0027]);
}

// ---- ICE checks ----

#[test]
fn orders_decide_the_answer() {
    let mut bench = Bench::new();
    let client: SocketAddr = CLIENT.parse().expect("an address");
    for (flags, mapped) in [
        ("r", Some(client)),
        ("x", Some("192.0.2.1:40000".parse().expect("an address"))),
        ("", None),
        ("pib", None),
    ] {
        let out = bench.check(PRIMARY, CLIENT, &orders(flags, None));
        match mapped {
            None => assert!(out.is_empty(), "{flags}"),
            Some(mapped) => assert_eq!(only(&out).1.mapped, Some(mapped), "{flags}"),
        }
    }
}

#[test]
fn answers_to_checks_are_sealed() {
    let mut bench = Bench::new();
    let out = bench.check(PRIMARY, CLIENT, &orders("r", None));
    // Header, XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY, FINGERPRINT.
    assert_eq!(out[0].bytes.len(), 20 + 12 + 24 + 8);
}

#[test]
fn a_delayed_answer_comes_when_it_is_due() {
    let mut bench = Bench::new();
    assert!(bench.check(PRIMARY, CLIENT, &orders("3r", None)).is_empty());
    assert_eq!(
        bench.engine.next_due(),
        Some(bench.now + Duration::from_millis(1_500))
    );
    bench.pass(Duration::from_millis(1_499));
    assert!(bench.due().is_empty());
    bench.pass(Duration::from_millis(1));
    only(&bench.due());
    assert_eq!(bench.engine.next_due(), None);
}

#[test]
fn checks_that_do_not_verify_or_carry_no_orders_are_dropped() {
    let mut bench = Bench::new();
    let forged = keyed_check(&orders("r", None), "not the far end's password");
    assert!(bench.send(PRIMARY, CLIENT, &forged).is_empty());
    assert_eq!(bench.count(Event::BadIntegrity), 1);
    assert!(bench.check(PRIMARY, CLIENT, "someone").is_empty());
    assert!(
        bench
            .check(PRIMARY, CLIENT, "CCz+/0123456789012345678901")
            .is_empty()
    );
    assert_eq!(bench.count(Event::ForeignCheck), 2);
}

// ---- own checks ----

#[test]
fn own_checks_come_tagged_and_keyed_from_elsewhere() {
    let mut bench = Bench::new();
    let token = bench.token();
    let out = bench.check(PRIMARY, CLIENT, &orders("2rpib", Some(&token)));
    assert_eq!(
        tags(&out),
        [
            (at(Side::Primary, 3479), OwnCheck::OtherPort),
            (at(Side::Alternate, 40_000), OwnCheck::OtherAddress),
            (at(Side::Alternate, 3479), OwnCheck::Both),
        ]
    );
    let request_length = check(&orders("2rpib", Some(&token))).len();
    for own in &out {
        assert!(own.bytes.len() <= request_length);
        let request = Request::parse(&own.bytes).expect("a check");
        assert!(request.verify(&Key::short_term(PWD)));
        assert!(matches!(request.role, Some(Role::Controlled(_))));
        let username = format!("{BROWSER}:{}", orders("2rpib", Some(&token)));
        assert_eq!(request.username, Some(username));
    }
    let receipts = bench.receipts(&token);
    assert_eq!(receipts.own_checks.len(), 3);
    assert_eq!(receipts.refused, 0);
}

/// The browser's socket has the port of one with which it measured the mapping before.
#[test]
fn own_checks_do_not_come_from_where_the_same_port_has_sent_before() {
    let both = (at(Side::Alternate, 3479), OwnCheck::Both);
    let other_address = (at(Side::Alternate, 40_000), OwnCheck::OtherAddress);
    let other_port = (at(Side::Primary, 3479), OwnCheck::OtherPort);
    for (contacted, expected) in [
        (vec![at(Side::Primary, 3479)], vec![other_address, both]),
        (
            vec![at(Side::Primary, 3478)],
            vec![other_port, other_address, both],
        ),
        (vec![at(Side::Alternate, 3478)], vec![other_port]),
        (
            vec![at(Side::Primary, 3479), at(Side::Alternate, 3478)],
            vec![],
        ),
    ] {
        for named in [false, true] {
            let mut bench = Bench::new();
            let token = bench.token();
            for local in &contacted {
                let request = binding(None, Some(&token).filter(|_| named));
                bench.send(*local, CLIENT, &request);
            }
            let wanted = orders("pib", Some(&token));
            let sent = bench.check(PRIMARY, CLIENT, &wanted);
            assert_eq!(tags(&sent), expected, "{contacted:?}, {named}");
            // What answers an own check has sent to where that came from.
            bench.check(at(Side::Alternate, 40_000), CLIENT, &wanted);
            bench.pass(Duration::from_secs(1));
            let again = bench.check(PRIMARY, CLIENT, &wanted);
            assert_eq!(tags(&again), expected, "{contacted:?}, {named}");
            bench.pass(Duration::from_secs(1));
            let fresh = bench.check(PRIMARY, "203.0.113.9:50001", &wanted);
            assert_eq!(fresh.len(), 3);
        }
    }
}

#[test]
fn own_checks_need_a_live_token_and_an_ordinary_port_of_the_first_address() {
    let mut bench = Bench::new();
    let unknown: RunToken = "abcdefghij1234567890".parse().expect("a token");
    for token in [None, Some(&unknown)] {
        let out = bench.check(PRIMARY, CLIENT, &orders("rpib", token));
        only(&out);
    }
    let token = bench.token();
    for local in [at(Side::Alternate, 40_000), at(Side::Primary, 3479)] {
        only(&bench.check(local, CLIENT, &orders("rpib", Some(&token))));
    }
    assert_eq!(bench.count(Event::OwnCheckSent), 0);
}

#[test]
fn one_triple_a_second_and_twelve_for_each_address() {
    let mut bench = Bench::new();
    let token = bench.token();
    let orders = orders("pib", Some(&token));
    let mut sent = Vec::new();
    for _ in 0..20 {
        let both =
            [CLIENT, "203.0.113.7:50001"].map(|from| bench.check(PRIMARY, from, &orders).len());
        sent.push(both);
        bench.pass(Duration::from_millis(500));
    }
    assert_eq!(sent[..4], [[3, 3], [0, 0], [3, 3], [0, 0]]);
    let total = sent.iter().fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
    assert_eq!(total, [12, 12]);
}

#[test]
fn four_addresses_and_thirty_two_own_checks_a_run() {
    let mut bench = Bench::new();
    let token = bench.token();
    let orders = orders("pib", Some(&token));
    let mut sent = Vec::new();
    for port in 1..=5 {
        let from = format!("203.0.113.7:{port}");
        let mut here = 0;
        for _ in 0..4 {
            here += bench.check(PRIMARY, &from, &orders).len();
            bench.pass(Duration::from_secs(1));
        }
        sent.push(here);
    }
    assert_eq!(sent, [12, 12, 8, 0, 0]);
    let receipts = bench.receipts(&token);
    assert_eq!(receipts.own_checks.len(), 32);
    assert!(receipts.refused > 0, "the fourth address got nothing");
}

#[test]
fn an_own_check_that_returns_to_a_far_end_is_dropped() {
    let mut bench = Bench::new();
    let token = bench.token();
    // The ufrag of the "browser" is itself a set of orders, keyed with the far end's password.
    let inner = format!("CCrpib+{token}/{FAR_END_ICE_PWD}");
    let bytes = IceCheck {
        transaction: TRANSACTION.into(),
        username: format!("{inner}:{inner}"),
        priority: 1,
        role: Role::Controlling(7),
        use_candidate: true,
    }
    .encode(&Key::short_term(FAR_END_ICE_PWD));
    let out = bench.send(PRIMARY, "198.51.100.10:50000", &bytes);
    let own: Vec<_> = out.iter().filter(|out| out.from != PRIMARY).collect();
    assert_eq!(own.len(), 3);
    bench.pass(Duration::from_secs(2));
    for returned in own {
        let echo = bench.send(at(Side::Primary, 50_000), CLIENT, &returned.bytes);
        assert!(echo.is_empty());
    }
    assert_eq!(bench.count(Event::OwnCheckReturned), 3);
}

#[test]
fn an_own_check_is_never_longer_than_the_request() {
    let mut bench = Bench::new();
    let token = bench.token();
    // Without USE-CANDIDATE and FINGERPRINT the request is shorter than the check would be.
    let mut bytes = IceCheck {
        transaction: TRANSACTION.into(),
        username: format!("{}:{BROWSER}", orders("rpib", Some(&token))),
        priority: 1,
        role: Role::Controlling(7),
        use_candidate: false,
    }
    .encode(&Key::short_term(FAR_END_ICE_PWD));
    bytes.truncate(bytes.len() - 8);
    let length = u16::try_from(bytes.len() - 20).expect("short");
    bytes[2..4].copy_from_slice(&length.to_be_bytes());
    only(&bench.send(PRIMARY, CLIENT, &bytes));
    assert_eq!(bench.count(Event::OwnCheckSent), 0);
}

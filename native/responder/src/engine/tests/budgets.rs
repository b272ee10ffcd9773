//! Runs, budgets, streams and hostile input.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

// ---- runs and receipts ----

#[test]
fn requests_with_a_token_are_booked() {
    let mut bench = Bench::new();
    let token = bench.token();
    bench.send(PRIMARY, CLIENT, &binding(None, Some(&token)));
    bench.check(
        at(Side::Alternate, 1025),
        "203.0.113.7:1",
        &orders("", Some(&token)),
    );
    // The last packet counts.
    bench.send(PRIMARY, "203.0.113.7:41000", &binding(None, Some(&token)));
    let receipts = bench.receipts(&token);
    let seen: Vec<_> = receipts
        .udp
        .iter()
        .map(|receipt| format!("{}:{} {}", receipt.server, receipt.port, receipt.source))
        .collect();
    assert_eq!(
        seen,
        [
            "198.51.100.10:40000 203.0.113.7:41000",
            "198.51.100.11:1025 203.0.113.7:1",
        ]
    );
}

#[test]
fn untagged_requests_of_the_runs_addresses_are_told() {
    let mut bench = Bench::new();
    let local = at(Side::Primary, 3478);
    bench.send(local, "203.0.113.7:1", &binding(None, None));
    bench.pass(Duration::from_secs(1));
    let token = bench.token();
    bench.send(local, "203.0.113.7:2", &binding(None, None));
    bench.send(local, "203.0.113.99:3", &binding(None, None));
    bench.send(PRIMARY, "203.0.113.7:4", &binding(None, None));
    let receipts = bench.receipts(&token);
    // From all ports, but without requests from before the run or from strangers.
    let ports: Vec<_> = receipts
        .untagged
        .iter()
        .map(|untagged| untagged.source.port())
        .collect();
    assert_eq!(ports, [2, 4]);
}

#[test]
fn a_run_has_four_source_addresses() {
    let mut bench = Bench::new();
    let token = bench.token();
    for host in 1..=5 {
        let out = bench.send(
            at(Side::Primary, 5_000 + host),
            &format!("203.0.113.{host}:1"),
            &binding(None, Some(&token)),
        );
        assert_eq!(
            only(&out).1.error,
            None,
            "answered like an untagged request"
        );
    }
    let receipts = bench.receipts(&token);
    assert_eq!(receipts.udp.len(), 4);
    assert_eq!((receipts.refused, receipts.unrecorded), (1, 1));
    // A page's checks are reported in the same way.
    bench.check(PRIMARY, "203.0.113.5:1", &orders("r", Some(&token)));
    let receipts = bench.receipts(&token);
    assert_eq!((receipts.refused, receipts.unrecorded), (2, 2));
}

#[test]
fn runs_expire_and_free_their_receipts() {
    let mut bench = Bench::new();
    let token = bench.token();
    bench.send(PRIMARY, CLIENT, &binding(None, Some(&token)));
    bench.pass(limits::RUN_LIFETIME - Duration::from_secs(1));
    assert!(
        bench
            .engine
            .receipts(bench.now, &token, ReceiptsForm::List)
            .is_ok()
    );
    bench.pass(Duration::from_secs(1));
    let expired = bench.engine.receipts(bench.now, &token, ReceiptsForm::List);
    assert_eq!(expired, Err(NoAccess::UnknownRun));
    assert_eq!(bench.engine.sizes().runs, 0);
}

#[test]
fn tokens_differ_and_are_limited_per_source() {
    let mut bench = Bench::new();
    let mut tokens = BTreeSet::new();
    while let Some(created) = bench.engine.create_run(bench.now, ip(CLIENT)) {
        assert_eq!(created.token.as_str().len(), 20);
        tokens.insert(created.token);
    }
    assert_eq!(tokens.len(), limits::RUN_CREATION.burst as usize);
    let other = bench.engine.create_run(bench.now, ip("203.0.113.8:1"));
    assert!(other.is_some());
}

// ---- budgets ----

#[test]
fn a_full_sweep_at_twenty_thousand_a_second_is_within_budget() {
    let mut bench = Bench::new();
    let token = bench.token();
    let bytes = binding(None, Some(&token));
    for side in [Side::Primary, Side::Alternate] {
        for port in 1025..=65_535 {
            bench.pass(Duration::from_micros(50));
            let out = bench.send(at(side, port), CLIENT, &bytes);
            assert_eq!(out.len(), 1);
        }
    }
    let receipts = bench.receipts(&token);
    assert_eq!(receipts.udp.len(), 2 * 64_511);
    assert_eq!((receipts.refused, receipts.unrecorded), (0, 0));
    assert_eq!(bench.count(Event::Refused), 0);
    let in_ranges = bench
        .engine
        .receipts(bench.now, &token, ReceiptsForm::Ranges)
        .expect("receipts");
    assert!(in_ranges.udp.is_empty());
    let ports = in_ranges.udp_ports.iter();
    let ports = ports.map(|reached| reached.ports.to_string());
    assert_eq!(Vec::from_iter(ports), ["1025-65535", "1025-65535"]);
    for reached in &in_ranges.udp_ports {
        let server = reached.server;
        let [listed, ranges] = [&receipts, &in_ranges]
            .map(|receipts| receipts.ports_of(server).collect::<BTreeSet<_>>());
        assert_eq!(listed.len(), 64_511);
        assert_eq!(listed, ranges);
    }
    let body = serde_json::to_string(&in_ranges).expect("JSON");
    assert!(body.len() < 500, "{body}");
}

#[test]
fn a_refusal_is_signalled_and_in_the_end_silent() {
    let mut bench = Bench::new();
    let bytes = binding(None, None);
    let (mut answered, mut refused, mut silent) = (0, 0, 0);
    for _ in 0..10_000 {
        let out = bench.send(PRIMARY, CLIENT, &bytes);
        match out.first().map(|out| parse_response(&out.bytes)) {
            Some(Ok(response)) if response.error.is_none() => answered += 1,
            Some(Ok(response)) => {
                assert_eq!(response.error, Some(ErrorCode::RATE_LIMITED));
                refused += 1;
            }
            Some(Err(error)) => panic!("{error}"),
            None => silent += 1,
        }
    }
    assert_eq!(answered, limits::BARE_REQUESTS.burst);
    assert_eq!(refused, limits::REFUSALS.burst);
    assert_eq!(bench.count(Event::RefusedSilently), silent);
    // Others are not affected, and the budget recovers with time.
    only(&bench.send(PRIMARY, "203.0.113.8:1", &bytes));
    bench.pass(Duration::from_secs(1));
    assert_eq!(only(&bench.send(PRIMARY, CLIENT, &bytes)).1.error, None);
}

#[test]
fn a_run_over_its_budget_reads_so_in_its_receipts() {
    let mut bench = Bench::new();
    let token = bench.token();
    let bytes = binding(None, Some(&token));
    for _ in 0..limits::RUN_REQUESTS.burst {
        bench.send(PRIMARY, CLIENT, &bytes);
    }
    let out = bench.send(PRIMARY, CLIENT, &bytes);
    assert_eq!(only(&out).1.error, Some(ErrorCode::RATE_LIMITED));
    bench.check(PRIMARY, CLIENT, &orders("r", Some(&token)));
    let receipts = bench.receipts(&token);
    assert_eq!((receipts.refused, receipts.unrecorded), (2, 2));
    // Streams are never recorded.
    let client = CLIENT.parse().expect("an address");
    let bytes = check(&orders("r", Some(&token)));
    bench.engine.stream(bench.now, client, &bytes);
    let receipts = bench.receipts(&token);
    assert_eq!((receipts.refused, receipts.unrecorded), (3, 2));
}

#[test]
fn receipts_are_not_read_at_any_rate() {
    let mut bench = Bench::new();
    let token = bench.token();
    for _ in 0..limits::READINGS.burst {
        assert!(
            bench
                .engine
                .receipts(bench.now, &token, ReceiptsForm::List)
                .is_ok()
        );
    }
    let refused = bench.engine.receipts(bench.now, &token, ReceiptsForm::List);
    assert_eq!(refused, Err(NoAccess::TooOften));
    bench.pass(Duration::from_secs(1));
    assert!(
        bench
            .engine
            .receipts(bench.now, &token, ReceiptsForm::List)
            .is_ok()
    );
}

#[test]
fn refused_connections_are_told_to_whom_they_happened_for_a_minute() {
    let mut bench = Bench::new();
    let refused = |bench: &mut Bench, of| bench.engine.refused_connections(bench.now, ip(of));
    assert_eq!(refused(&mut bench, CLIENT), 0);
    for _ in 0..3 {
        bench.engine.close_for_room(bench.now, ip(CLIENT));
        bench.pass(Duration::from_secs(25));
    }
    assert_eq!(refused(&mut bench, CLIENT), 2, "75, 50 and 25 s ago");
    assert_eq!(refused(&mut bench, "203.0.113.8:1"), 0);
    bench.pass(limits::REFUSALS_REMEMBERED);
    assert_eq!(refused(&mut bench, CLIENT), 0);
    assert_eq!(bench.count(Event::TcpRefused), 3);
}

#[test]
fn refused_connections_of_a_crowd_that_is_not_told_apart_are_told_to_all_of_it() {
    let mut bench = Bench::new();
    let number = |number| IpAddr::from(Ipv4Addr::from_bits(0x0b00_0000 + number));
    let known = u32::try_from(limits::MAX_SOURCES).expect("few");
    for source in 0..known {
        bench.engine.close_for_room(bench.now, number(source));
    }
    bench.engine.close_for_room(bench.now, number(known));
    let mut refused = |source| bench.engine.refused_connections(bench.now, source);
    assert_eq!(refused(number(0)), 1);
    assert_eq!(refused(number(known + 1)), 1);
}

#[test]
fn the_table_of_sources_is_bounded() {
    let mut bench = Bench::new();
    let bytes = binding(None, None);
    for number in 0..70_000 {
        let from = SocketAddr::new(Ipv4Addr::from_bits(0x0b00_0000 + number).into(), 1);
        bench.send(PRIMARY, &from.to_string(), &bytes);
    }
    assert_eq!(bench.engine.sizes().sources, limits::MAX_SOURCES);
    bench.pass(limits::SOURCE_LIFETIME + Duration::from_secs(1));
    bench.send(PRIMARY, CLIENT, &bytes);
    assert_eq!(bench.engine.sizes().sources, 1);
}

#[test]
fn forged_sources_take_no_budget_from_those_that_use_tcp() {
    let mut bench = Bench::new();
    let bytes = binding(None, None);
    let known = u32::try_from(limits::MAX_SOURCES).expect("few");
    for number in 0..=known {
        let from = SocketAddr::new(Ipv4Addr::from_bits(0x0b00_0000 + number).into(), 1);
        bench.send(PRIMARY, &from.to_string(), &bytes);
    }
    let attacker = ip("203.0.113.99:1");
    while bench.engine.create_run(bench.now, attacker).is_some() {}
    while bench.engine.allow_http(bench.now, attacker) {}
    let visitor = ip(CLIENT);
    assert!(bench.engine.allow_http(bench.now, visitor));
    let token = bench.token();
    // Its datagrams have their own budget as well, and are remembered.
    for _ in 0..limits::BARE_REQUESTS.burst {
        bench.send(PRIMARY, "203.0.113.98:1", &bytes);
    }
    let out = bench.send(PRIMARY, CLIENT, &bytes);
    assert_eq!(only(&out).1.error, None);
    let receipts = bench.receipts(&token);
    assert_eq!(receipts.untagged.len(), 1);
}

#[test]
fn tls_handshakes_over_budget_are_told_like_connections_without_room() {
    let mut bench = Bench::new();
    let client = ip(CLIENT);
    for _ in 0..limits::TLS_HANDSHAKES.burst {
        assert!(bench.engine.allow_tls(bench.now, client));
    }
    assert!(!bench.engine.allow_tls(bench.now, client));
    assert!(bench.engine.allow_tls(bench.now, ip("203.0.113.8:1")));
    assert_eq!(bench.engine.refused_connections(bench.now, client), 1);
    assert_eq!(bench.count(Event::TlsRefused), 1);
    bench.pass(Duration::from_secs(1));
    assert!(bench.engine.allow_tls(bench.now, client));
}

// ---- streams, and hostile input ----

#[test]
fn streams_are_answered_without_change_and_without_own_checks() {
    let mut bench = Bench::new();
    let client = CLIENT.parse().expect("an address");
    let mut ask = |bytes: &[u8]| bench.engine.stream(bench.now, client, bytes);
    let answer = ask(&binding(None, None)).expect("an answer");
    let response = parse_response(&answer.bytes).expect("a response");
    assert_eq!(response.mapped, Some(client));
    let answer = ask(&binding(change(true, true), None)).expect("an answer");
    let response = parse_response(&answer.bytes).expect("a response");
    assert_eq!(response.unknown, [CHANGE_REQUEST]);
    let answer = ask(&check(&orders("2rpib", None))).expect("an answer");
    assert_eq!(answer.after, Duration::from_secs(1));
    assert!(ask(b"\x00\x01").is_none());
}

#[test]
fn what_cannot_be_answered_is_counted_by_kind() {
    let mut bench = Bench::new();
    let response = Response::success(TRANSACTION.into(), CLIENT.parse().expect("an address"));
    for (bytes, from, event) in [
        (b"GET / HTTP/1.1".to_vec(), CLIENT, Event::NotStun),
        (Vec::new(), CLIENT, Event::NotStun),
        (response.encode(None), CLIENT, Event::NotARequest),
        (binding(None, None), "203.0.113.7:0", Event::BadSource),
        (binding(None, None), "224.0.0.1:5", Event::BadSource),
    ] {
        assert!(bench.send(PRIMARY, from, &bytes).is_empty());
        assert!(bench.count(event) > 0, "{event:?}");
    }
}

proptest! {
    /// Whatever comes in without a token gets one answer at most, to its source, from the address
    /// that received it.
    #[test]
    fn hostile_input_gets_one_answer_at_most(
        bytes in proptest::collection::vec(any::<u8>(), 0..120),
        flip in proptest::option::of((0..140_usize, any::<u8>())),
        flags in "[rxpib0-9]{0,6}",
        port in 1025..=65_535_u16,
    ) {
        let mut bench = Bench::new();
        let mut valid = check(&format!("CC{flags}+/{PWD}"));
        if let Some((place, value)) = flip && let Some(byte) = valid.get_mut(place) {
            *byte ^= value;
        }
        for bytes in [bytes, valid] {
            let out = bench.send(at(Side::Primary, port), CLIENT, &bytes);
            prop_assert!(out.len() <= 1);
            for out in out {
                prop_assert_eq!(out.to, CLIENT.parse().expect("an address"));
                prop_assert_eq!(out.from, at(Side::Primary, port));
            }
        }
    }
}

// ---- forged source addresses ----

/// A holder of a token may forge a victim's address; the run's rate must not apply to that.
#[test]
fn a_token_lifts_no_limit_for_an_address_that_did_not_get_it() {
    let mut bench = Bench::new();
    let token = bench.token();
    let burst = usize::try_from(limits::BARE_REQUESTS.burst).expect("few");
    let sent = |bench: &mut Bench, from: &str| {
        let answers = (0..2 * burst).map(|_| {
            let out = bench.send(PRIMARY, from, &binding(None, Some(&token)));
            // Errors are paced as well, so that some are silent.
            let response = out.first().map(|out| parse_response(&out.bytes));
            response.is_some_and(|response| response.is_ok_and(|found| found.error.is_none()))
        });
        answers.filter(|answered| *answered).count()
    };
    assert_eq!(sent(&mut bench, "198.18.0.1:1"), burst);
    assert_eq!(sent(&mut bench, CLIENT), 2 * burst);
}

#[test]
fn many_tokens_send_no_more_own_checks_to_one_address() {
    let mut bench = Bench::new();
    let most = usize::try_from(limits::OWN_CHECKS_TO_ADDRESS.burst).expect("few");
    let mut sent = 0;
    for run in 0..100_u32 {
        let source = Ipv4Addr::from(0xcb00_7100 + run * 256);
        let created = bench.engine.create_run(bench.now, source.into());
        let token = created.expect("a run").token;
        for port in 0..4 {
            let victim = format!("198.18.0.1:{}", 1_000 + 10 * run + port);
            sent += tags(&bench.check(PRIMARY, &victim, &orders("pib", Some(&token)))).len();
        }
    }
    assert_eq!(sent, most);
    let token = bench.token();
    let own = bench.check(PRIMARY, CLIENT, &orders("pib", Some(&token)));
    assert_eq!(tags(&own).len(), 3, "others have their own");
}

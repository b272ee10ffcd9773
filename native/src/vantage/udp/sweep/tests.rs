use proptest::prelude::*;

use super::*;

const MS: Duration = Duration::from_millis(1);

const TIMING: Timing = Timing {
    names: Duration::ZERO,
    deadline: Duration::from_secs(1),
    retransmit: Duration::from_millis(100),
    tries: 3,
    gap: Duration::from_millis(20),
};

fn answer(sweep: &Sweep, port: u16) -> Response {
    let transaction = sweep.ports.get(&port).unwrap().transaction;
    Response::success(transaction, ([203, 0, 113, 7], 40_000).into())
}

/// Sends what is due at a time and says which ports it were.
fn send(sweep: &mut Sweep, now: Duration) -> Vec<u16> {
    let mut ports = Vec::new();
    while let Some((port, _)) = sweep.due(now) {
        sweep.sent(port, now);
        ports.push(port);
    }
    ports
}

#[test]
fn a_new_port_is_asked_in_every_gap_and_again_after_the_wait() {
    let mut sweep = Sweep::new(&[1025, 2000, 3000], TIMING);
    let times: Vec<_> = std::iter::from_fn(|| {
        let due = sweep.next_due()?;
        Some((due.as_millis(), send(&mut sweep, due)))
    })
    .collect();
    let expected: Vec<(u128, Vec<u16>)> = [0, 100, 200]
        .into_iter()
        .flat_map(|round| {
            [
                (round, vec![1025]),
                (round + 20, vec![2000]),
                (round + 40, vec![3000]),
            ]
        })
        .collect();
    assert_eq!(times, expected);
    assert!(sweep.all_begun());
    assert!(!sweep.is_settled());
    assert_eq!(sweep.too_late(), Some(340 * MS));
}

#[test]
fn a_slow_device_is_waited_for() {
    let mut sweep = Sweep::new(&[1025, 2000], TIMING);
    for now in [0, 5_000, 5_100] {
        send(&mut sweep, now * MS);
        assert_eq!(sweep.too_late(), None, "{now}");
    }
    send(&mut sweep, 5_200 * MS);
    assert_eq!(sweep.too_late(), Some(5_300 * MS));
}

#[test]
fn an_answered_port_is_left_alone() {
    let mut sweep = Sweep::new(&[1025], TIMING);
    assert_eq!(send(&mut sweep, Duration::ZERO), [1025]);
    let response = answer(&sweep, 1025);
    sweep.answered(1025, &response, 7 * MS);
    assert!(sweep.is_settled());
    assert!(send(&mut sweep, 500 * MS).is_empty());
    let expected = PortOutcome::Answered {
        mapped: response.mapped,
        round_trip: Some(7 * MS),
    };
    assert_eq!(sweep.outcome(0).ports, [(1025, expected)].into());
}

#[test]
fn a_round_trip_is_known_only_without_a_repeat() {
    let mut sweep = Sweep::new(&[1025], TIMING);
    send(&mut sweep, Duration::ZERO);
    send(&mut sweep, 100 * MS);
    sweep.answered(1025, &answer(&sweep, 1025), 101 * MS);
    assert!(matches!(
        sweep.outcome(0).ports.get(&1025),
        Some(PortOutcome::Answered {
            round_trip: None,
            ..
        })
    ));
}

#[test]
fn answers_that_fit_no_request_do_not_count() {
    let mut sweep = Sweep::new(&[1025, 2000], TIMING);
    // Before the request, from another port, and from a port that was not asked.
    let early = answer(&sweep, 2000);
    sweep.answered(2000, &early, Duration::ZERO);
    assert_eq!(send(&mut sweep, Duration::ZERO), [1025]);
    sweep.answered(2000, &answer(&sweep, 1025), MS);
    sweep.answered(1025, &answer(&sweep, 2000), MS);
    sweep.answered(9999, &answer(&sweep, 1025), MS);
    let ports = sweep.outcome(0).ports;
    assert_eq!(ports, [(1025, PortOutcome::Silent)].into());
}

#[test]
fn an_answer_after_an_error_counts_for_more() {
    let mut sweep = Sweep::new(&[1025, 2000], TIMING);
    for round in 0..3 {
        send(&mut sweep, (round * 100 + 20) * MS);
        sweep.refused(1025);
        sweep.refused(2000);
    }
    assert!(sweep.is_settled());
    sweep.answered(2000, &answer(&sweep, 2000), 300 * MS);
    let ports = sweep.outcome(0).ports;
    assert_eq!(ports.get(&1025), Some(&PortOutcome::Refused));
    assert!(matches!(
        ports.get(&2000),
        Some(PortOutcome::Answered { .. })
    ));
}

#[test]
fn a_refusal_for_rate_is_told_apart_and_other_errors_are_answers() {
    let mut sweep = Sweep::new(&[1025, 2000], TIMING);
    send(&mut sweep, 20 * MS);
    for (port, code) in [
        (1025, ErrorCode::RATE_LIMITED),
        (2000, ErrorCode::BAD_REQUEST),
    ] {
        let transaction = answer(&sweep, port).transaction;
        sweep.answered(port, &Response::error(transaction, code), 30 * MS);
    }
    let ports = sweep.outcome(0).ports;
    assert_eq!(ports.get(&1025), Some(&PortOutcome::RateLimited));
    assert!(matches!(
        ports.get(&2000),
        Some(PortOutcome::Answered { mapped: None, .. })
    ));
}

#[test]
fn a_device_that_sends_nothing_says_so() {
    let mut forbidden = Sweep::new(&[1025], TIMING);
    forbidden.due(Duration::ZERO).unwrap();
    forbidden.not_sent(1025, Duration::ZERO);
    assert_eq!(forbidden.outcome(0).fault, Some(UdpFault::Socket));

    let mut offline = Sweep::new(&[1025], TIMING);
    offline.due(Duration::ZERO).unwrap();
    offline.no_network();
    assert!(offline.is_settled());
    let outcome = offline.outcome(0);
    assert_eq!(outcome.fault, Some(UdpFault::NoNetwork));
    assert!(outcome.ports.is_empty());

    let mut partly = Sweep::new(&[1025, 2000], TIMING);
    partly.due(Duration::ZERO).unwrap();
    partly.not_sent(1025, Duration::ZERO);
    assert_eq!(send(&mut partly, 20 * MS), [2000]);
    assert_eq!(partly.outcome(0).fault, None);
}

#[test]
fn a_process_that_was_away_does_not_flood_the_site() {
    let fast = Timing {
        gap: Duration::from_micros(50),
        ..TIMING
    };
    let ports: Vec<u16> = (1025..=3025).collect();
    let mut sweep = Sweep::new(&ports, fast);
    assert_eq!(send(&mut sweep, Duration::ZERO).len(), 1);
    // 10 seconds of sleep would be 200,000 requests.
    let burst = send(&mut sweep, 10_000 * MS).len();
    assert!(burst <= 103, "{burst}");
}

proptest! {
    /// Whatever comes when, every port is asked at most as often as allowed, and the count of
    /// settled ports is right.
    #[test]
    fn every_port_is_asked_within_its_tries(
        count in 1_u16..200,
        steps in prop::collection::vec((0_u64..60, 0_u16..200, 0_u8..4), 0..300),
    ) {
        let ports: Vec<u16> = (2000..2000 + count).collect();
        let mut sweep = Sweep::new(&ports, TIMING);
        let mut now = Duration::ZERO;
        for (pause, port, action) in steps {
            now += Duration::from_millis(pause);
            send(&mut sweep, now);
            let port = 2000 + port % count;
            match action {
                0 => sweep.answered(port, &answer(&sweep, port), now),
                1 => sweep.refused(port),
                _ => {}
            }
        }
        let settled = sweep.ports.values().filter(|port| port.settled.is_some()).count();
        prop_assert_eq!(sweep.settled, settled);
        prop_assert!(sweep.ports.values().all(|port| port.tries <= TIMING.tries));
    }
}

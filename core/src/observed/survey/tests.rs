use std::num::NonZeroU32;

use super::*;
use crate::catalogue::Catalogue;
use crate::model::vantage::Vantage;
use crate::plan::RunOptions;
use crate::probe::{Observation, PortOutcome, UdpOutcome};
use crate::support::sorted::SortedSet;
use crate::wire::STUN_PORT;

fn plan() -> Plan {
    let catalogue = Catalogue::parse(
        r#"{ "version": 1, "page": "https://check.example/",
             "responders": [{ "name": "lab", "addresses": [{ "ip": "198.51.100.10" }] }] }"#,
    )
    .expect("a sound catalogue");
    Plan::new(RunOptions::new(catalogue, Vantage::Native, 17))
}

const ANSWERED: PortOutcome = PortOutcome::Answered {
    mapped: None,
    round_trip: None,
};

/// Answers every batch by `answer(port, attempt)` until the survey is done, and counts batches.
fn run(answer: impl Fn(u16, u8) -> Option<PortOutcome>) -> (Findings, usize) {
    let plan = plan();
    let mut board = Board::default();
    for batches in 0..40 {
        match survey(&plan, &board, None) {
            Survey::Done(findings) => return (findings, batches),
            Survey::Asking(probes) => {
                for probe in probes {
                    let ports = probe
                        .ports
                        .iter()
                        .filter_map(|port| Some((*port, answer(*port, probe.attempt)?)))
                        .collect();
                    let outcome = UdpOutcome {
                        ports,
                        ..UdpOutcome::default()
                    };
                    board.add(Observation::Udp(probe, outcome));
                }
            }
        }
    }
    panic!("the survey never ends");
}

fn ranges(ranges: &[PortRange]) -> Vec<String> {
    ranges.iter().map(ToString::to_string).collect()
}

fn open_but(blocked: impl Fn(u16) -> bool) -> impl Fn(u16, u8) -> Option<PortOutcome> {
    move |port, _| {
        Some(if blocked(port) {
            PortOutcome::Silent
        } else {
            ANSWERED
        })
    }
}

#[test]
fn an_open_range_needs_the_grid_alone() {
    let (findings, batches) = run(open_but(|_| false));
    assert_eq!(batches, 1);
    assert!(findings.blocked.is_empty() && findings.silent.is_empty());
    assert!(findings.answered.len() >= 128);
}

#[test]
fn ranges_are_found_exactly_several_at_once_and_at_the_ends() {
    for blocked in [
        vec![30000..=49999],
        vec![1025..=1100],
        vec![65000..=65535],
        vec![5000..=6000, 20000..=20999],
        vec![16384..=32767],
        vec![1025..=16383, 32768..=49151],
    ] {
        let (findings, _) = run(open_but(|port| {
            blocked.iter().any(|range| range.contains(&port))
        }));
        let expected: Vec<_> = blocked
            .iter()
            .map(|range| format!("{}-{}", range.start(), range.end()))
            .collect();
        assert_eq!(ranges(&findings.blocked), expected);
        assert!(findings.unproven.is_empty(), "{:?}", findings.unproven);
    }
}

#[test]
fn four_ranges_are_searched_together() {
    // Each is met by one sampled port; and the last three reach over several.
    for width in [504, 3_000] {
        let starts = [2_000, 12_000, 30_000, 50_000];
        let blocked = |port: u16| {
            let mut starts = starts.into_iter();
            starts.any(|start| (start..start + width).contains(&port))
        };
        let (findings, batches) = run(open_but(blocked));
        let expected = starts.map(|start| format!("{start}-{}", start + width - 1));
        assert_eq!(ranges(&findings.blocked), expected);
        assert_eq!(findings.edges_within, 0);
        // The grid, three rounds for the edges, and those once more.
        assert_eq!(batches, 5);
    }
}

#[test]
fn more_ranges_than_that_are_proven_and_their_edges_left() {
    let starts = [2_000, 12_000, 22_000, 32_000, 42_000];
    let block = |port: u16| {
        let mut starts = starts.into_iter();
        starts.position(|start| (start..start + 2_000).contains(&port))
    };
    let (findings, batches) = run(open_but(|port| block(port).is_some()));
    assert_eq!(batches, 2);
    let named: Vec<_> = findings
        .blocked
        .iter()
        .map(|range| (block(range.first()), block(range.last())))
        .collect();
    assert_eq!(
        named,
        [0, 1, 2, 3, 4].map(|index| (Some(index), Some(index)))
    );
    assert!((1..504).contains(&findings.edges_within), "{findings:?}");
    assert!(findings.unproven.is_empty(), "{:?}", findings.unproven);
}

#[test]
fn a_burst_in_which_a_silent_port_comes_back_proves_nothing() {
    // As where a limit was at work until a moment ago.
    let limited = |port: u16, attempt| {
        Some(match (port, attempt) {
            (16_384, 0) | (30_000..=30_999, 0 | 1) => PortOutcome::Silent,
            (_, 0 | 1) => ANSWERED,
            // The canaries live, and nothing else is heard of.
            _ if (30_000..=30_999).contains(&port) => PortOutcome::NotSent,
            _ => ANSWERED,
        })
    };
    let (findings, _) = run(limited);
    assert!(findings.blocked.is_empty(), "{:?}", findings.blocked);
    assert_eq!(findings.silent_at_first, SortedSet::from([16_384]));
    assert_eq!(findings.unproven.len(), 1);
}

#[test]
fn a_few_ports_that_were_lost_once_cost_no_edge() {
    let blocked = [PortRange::new(5_000, 6_999), PortRange::new(50_000, 55_000)];
    let blocked = blocked.map(|range| range.expect("a range"));
    let is_blocked = |port: u16| blocked.iter().any(|range| range.contains(port));
    // In the grid, or in the first search for the edges; next to a range, and far from it.
    for lost in [
        1_025..=1_600,
        7_000..=8_200,
        16_383..=16_384,
        55_001..=55_200,
    ] {
        for when in [0, 1] {
            let (findings, _) = run(|port, attempt| {
                let is_lost = attempt == when && lost.contains(&port);
                Some(if is_lost || is_blocked(port) {
                    PortOutcome::Silent
                } else {
                    ANSWERED
                })
            });
            assert_eq!(findings.blocked, blocked, "{lost:?}, {when}: {findings:?}");
            assert_eq!(findings.edges_within, 0, "{lost:?}, {when}");
        }
    }
}

#[test]
fn what_was_proven_is_named_where_its_edges_could_not_be_found() {
    // Much that comes back makes every retest slow, and then the time is too short for six edges.
    let blocked = [5_000..=9_999, 20_000..=25_999, 40_000..=49_999];
    let is_blocked = |port: u16| blocked.iter().any(|range| range.contains(&port));
    let (findings, _) = run(|port, attempt| {
        let lost = (10_000..20_000).contains(&port) && attempt == 0;
        Some(if lost || is_blocked(port) {
            PortOutcome::Silent
        } else {
            ANSWERED
        })
    });
    assert_eq!(findings.blocked.len(), blocked.len());
    for (named, blocked) in findings.blocked.iter().zip(&blocked) {
        assert!(blocked.contains(&named.first()) && blocked.contains(&named.last()));
        let missed = [
            named.first() - blocked.start(),
            blocked.end() - named.last(),
        ];
        let is_within = missed.iter().all(|ports| *ports <= findings.edges_within);
        assert!(is_within, "{named}: {findings:?}");
    }
    assert!(findings.edges_within > 0);
    // Nothing that was silent goes unsaid.
    let named = || findings.blocked.iter().chain(&findings.unproven);
    let is_named = |port: &u16| named().any(|range| range.contains(*port));
    assert!(findings.silent.iter().all(is_named), "{findings:?}");
}

#[test]
fn loss_in_the_first_pass_is_not_a_block() {
    let lost = |port: u16, attempt| {
        Some(if attempt == 0 && port.is_multiple_of(7) {
            PortOutcome::Silent
        } else {
            ANSWERED
        })
    };
    let (findings, _) = run(lost);
    assert!(findings.blocked.is_empty(), "{:?}", findings.blocked);
    assert!(findings.unproven.is_empty(), "{:?}", findings.unproven);
    assert!(findings.silent.is_empty());
}

#[test]
fn a_retest_whose_canaries_fail_proves_nothing() {
    // A session table that is full after the grid: nothing answers any more.
    let full = |port: u16, attempt| {
        Some(if attempt == 0 && port < 50000 {
            ANSWERED
        } else {
            PortOutcome::Silent
        })
    };
    let (findings, _) = run(full);
    assert!(findings.blocked.is_empty(), "{:?}", findings.blocked);
    assert!(!findings.unproven.is_empty());
}

#[test]
fn rounds_that_a_busy_device_lost_cost_no_edge() {
    let blocked = [PortRange::new(5_000, 6_999), PortRange::new(50_000, 55_000)];
    let blocked = blocked.map(|range| range.expect("a range"));
    for lost in [[1, 1], [1, 2], [2, 3], [1, 3], [3, 4]] {
        let (findings, _) = run(|port, attempt| {
            let is_blocked = blocked.iter().any(|range| range.contains(port));
            Some(if is_blocked || lost.contains(&attempt) {
                PortOutcome::Silent
            } else {
                ANSWERED
            })
        });
        assert_eq!(findings.blocked, blocked, "{lost:?}: {findings:?}");
        assert_eq!(findings.edges_within, 0, "{lost:?}");
    }
}

#[test]
fn silence_everywhere_is_tried_again_on_spread_ports() {
    let (findings, batches) = run(open_but(|_| true));
    assert_eq!(batches, 2);
    assert!(findings.answered.is_empty());
    assert_eq!(ranges(&findings.blocked), ["1025-65535"]);
}

#[test]
fn silence_that_ends_in_the_second_try_was_none() {
    let (findings, _) = run(|_, attempt| {
        Some(if attempt == 0 {
            PortOutcome::Silent
        } else {
            ANSWERED
        })
    });
    assert!(findings.blocked.is_empty(), "{:?}", findings.blocked);
}

#[test]
fn what_was_not_sent_is_neither_open_nor_blocked() {
    let (findings, _) = run(|port, _| {
        Some(if port == 1025 {
            PortOutcome::NotSent
        } else {
            ANSWERED
        })
    });
    assert_eq!(findings.unmeasured, SortedSet::from([1025]));
    assert!(findings.blocked.is_empty());
    let (findings, _) = run(|_, _| None);
    assert_eq!(findings.measured(), 0);
}

#[test]
fn what_a_prober_did_not_come_to_is_not_measured() {
    let (findings, _) = run(|port, _| (port < 60_000).then_some(ANSWERED));
    assert!(findings.unmeasured.contains(&65_535));
    assert!(findings.blocked.is_empty());
}

#[test]
fn an_edge_is_exact_even_if_a_batch_did_not_come_to_its_ports() {
    let near = |port: u16| port.abs_diff(30_000) < 40 || port.abs_diff(40_000) < 40;
    for lost in 1..=4 {
        let (findings, _) = run(|port, attempt| {
            Some(if attempt == lost && near(port) {
                PortOutcome::NotSent
            } else if (30_000..=40_000).contains(&port) {
                PortOutcome::Silent
            } else {
                ANSWERED
            })
        });
        let blocked: Vec<_> = findings.blocked.iter().map(ToString::to_string).collect();
        assert_eq!(blocked, ["30000-40000"], "lost in batch {lost}");
    }
}

#[test]
fn one_refused_by_icmp_counts_as_silent_and_is_remembered() {
    let (findings, _) = run(|port, _| {
        Some(if (30000..=40000).contains(&port) {
            PortOutcome::Refused
        } else {
            ANSWERED
        })
    });
    assert_eq!(ranges(&findings.blocked), ["30000-40000"]);
    assert!(findings.refused.contains(&30000));
}

#[test]
fn a_batch_that_the_device_dropped_itself_proves_nothing() {
    let plan = plan();
    let mut board = Board::default();
    loop {
        match survey(&plan, &board, None) {
            Survey::Asking(probes) => {
                for probe in probes {
                    let ports = probe
                        .ports
                        .iter()
                        .map(|port| {
                            let silent = (30000..=40000).contains(port);
                            (
                                *port,
                                if silent {
                                    PortOutcome::Silent
                                } else {
                                    ANSWERED
                                },
                            )
                        })
                        .collect();
                    let outcome = UdpOutcome {
                        ports,
                        fault: None,
                        own_drops: 3,
                    };
                    board.add(Observation::Udp(probe, outcome));
                }
            }
            Survey::Done(findings) => {
                assert!(findings.blocked.is_empty(), "{:?}", findings.blocked);
                assert!(!findings.unproven.is_empty());
                return;
            }
        }
    }
}

fn sweep(answer: impl Fn(u16, u8) -> PortOutcome) -> (Findings, usize) {
    let mut options = plan().options().clone();
    options.sweep = NonZeroU32::new(20_000);
    let plan = Plan::new(options);
    let mut board = Board::default();
    let mut batches = 0;
    loop {
        match survey(&plan, &board, None) {
            Survey::Done(findings) => return (findings, batches),
            Survey::Asking(probes) => {
                for probe in probes {
                    batches += 1;
                    let ports = probe
                        .ports
                        .iter()
                        .map(|port| (*port, answer(*port, probe.attempt)))
                        .collect();
                    let outcome = UdpOutcome {
                        ports,
                        ..UdpOutcome::default()
                    };
                    board.add(Observation::Udp(probe, outcome));
                }
            }
        }
    }
}

#[test]
fn a_sweep_tries_every_port_and_finds_a_single_blocked_one() {
    let (findings, _) = sweep(|port, _| match port {
        4444 | 30_000..=30_100 => PortOutcome::Silent,
        _ => ANSWERED,
    });
    assert_eq!(findings.measured(), 64_511);
    assert_eq!(ranges(&findings.blocked), ["4444", "30000-30100"]);
}

#[test]
fn a_sweep_tries_lost_ports_again_and_reports_upstream_filters_apart() {
    let (findings, _) = sweep(|port, attempt| match port {
        1434 | 1900 => PortOutcome::Silent,
        _ if attempt == 0 && port % 1000 == 7 => PortOutcome::Silent,
        _ => ANSWERED,
    });
    assert!(findings.blocked.is_empty(), "{:?}", findings.blocked);
    assert!(findings.unproven.is_empty(), "{:?}", findings.unproven);
    assert_eq!(findings.filtered_upstream, SortedSet::from([1434, 1900]));
}

#[test]
fn a_sweep_stops_where_the_control_port_goes_silent() {
    // The session table is full within the second batch; in the third, not even 3478 answers.
    let asked = std::cell::Cell::new(0);
    let (findings, batches) = sweep(|_, _| {
        asked.set(asked.get() + 1);
        if asked.get() > 20_000 {
            PortOutcome::Silent
        } else {
            ANSWERED
        }
    });
    // The sample, three batches, and the control once more.
    assert_eq!(batches, 5);
    assert_eq!(findings.stopped_at, Some(1025 + 2 * 16_384));
    assert!(findings.blocked.is_empty());
}

#[test]
fn a_control_port_that_was_lost_once_does_not_stop_a_sweep() {
    let lost = std::cell::Cell::new(0);
    let (findings, _) = sweep(|port, attempt| {
        lost.set(lost.get() + u32::from(port == STUN_PORT && attempt == 0));
        match (port, lost.get()) {
            (STUN_PORT, 3) if attempt == 0 => PortOutcome::Silent,
            _ => ANSWERED,
        }
    });
    assert_eq!(findings.stopped_at, None);
    assert_eq!(findings.answered.len(), 64_511);
}

#[test]
fn a_sweep_where_nothing_answers_ends_after_a_sample_and_its_retest() {
    let (findings, batches) = sweep(|_, _| PortOutcome::Silent);
    assert_eq!(batches, 2);
    assert_eq!(ranges(&findings.blocked), ["1025-65535"]);
    // What answers late is no proof of a block, and the rest was not asked.
    let (findings, _) = sweep(|_, attempt| match attempt {
        0 => PortOutcome::Silent,
        _ => ANSWERED,
    });
    assert!(findings.blocked.is_empty(), "{:?}", findings.blocked);
    assert_eq!(findings.stopped_at, Some(1025));
}

#[test]
fn a_single_silent_port_is_tried_three_times_before_it_counts_as_blocked() {
    let (findings, _) = run(|port, attempt| {
        Some(if port == 16_384 && attempt < 2 {
            PortOutcome::Silent
        } else {
            ANSWERED
        })
    });
    assert!(findings.blocked.is_empty(), "{:?}", findings.blocked);
    assert!(findings.unproven.is_empty(), "{:?}", findings.unproven);
    let (findings, _) = run(open_but(|port| port == 16_384));
    assert_eq!(ranges(&findings.blocked), ["16384"]);
}

//! Sweeps of all UDP ports on simulated sites, in virtual time.

use std::num::NonZeroU32;

use camcheck_core::model::evidence::{Detail, Test};
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};

/// A rate that a user may allow if no one else uses the network, and the default rate.
const FAST: u32 = 20_000;
const GENTLE: u32 = 100;

/// A sweep of an ordinary site with more in its file.
fn sweep(more: &str, rate: u32, seed: u64) -> Report {
    let site = Site::parse(&format!(
        "title = \"\"\n{more}\n\
         [nat]\nmapping = \"endpoint-independent\"\nfiltering = \"address-and-port-dependent\"\n\
         [expect]\noverall = \"ready\"\n"
    ))
    .expect("a sound site file");
    let catalogue = catalogue(false).expect("the simulated catalogue");
    let clock = Clock::default();
    let (vantage, browser) = (Vantage::Native, Browser::Other);
    let prober = SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), seed);
    let options = RunOptions {
        // The TCP row is the control of "nothing gets out".
        only: RequirementId::Tcp443 | RequirementId::UdpOutbound,
        sweep: NonZeroU32::new(rate),
        ..RunOptions::new(catalogue.clone(), vantage, seed)
    };
    report(options, &prober, &clock)
}

fn without_udp(ports: &str) -> String {
    format!("[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"{ports}\"\n")
}

/// Status and reason of the row, and the blocked ranges.
fn says(report: &Report) -> String {
    let row = report.row(RequirementId::UdpOutbound).expect("a row");
    let ranges = report.network.udp_blocked.iter().map(ToString::to_string);
    let ranges = ranges.collect::<Vec<_>>().join(",");
    format!("{} {} {ranges}", row.status, row.reason)
}

/// A detail of what was said of all ports together.
fn detail(report: &Report, name: Detail) -> Option<&str> {
    let row = report.row(RequirementId::UdpOutbound)?;
    let all = row
        .evidence
        .iter()
        .find(|entry| entry.test == Test::UdpGrid)?;
    all.detail(name)
}

#[test]
fn it_names_exactly_what_is_blocked() {
    // Among them sites on which the usual control port is blocked itself, and one far away from
    // the first ports that are asked.
    for ports in ["30000-49999", "40000", "3000-4000", "1025-9999,20001-65535"] {
        let report = sweep(&without_udp(ports), FAST, 1);
        assert_eq!(says(&report), format!("fail udp-range-blocked {ports}"));
        assert_eq!(detail(&report, Detail::StoppedAt), None, "{ports}");
    }
    let report = sweep(&without_udp("54-65535"), GENTLE, 1);
    assert_eq!(says(&report), "fail udp-blocked 1025-65535");
}

#[test]
fn loss_is_neither_a_blocked_port_nor_the_end_of_it() {
    for (percent, rate, seeds) in [(15, FAST, 0..3), (5, GENTLE, 2..3)] {
        for seed in seeds {
            let report = sweep(&format!("[wan]\nloss-percent = {percent}"), rate, seed);
            let what = format!("{percent} % at {rate}/s, seed {seed}");
            assert_eq!(says(&report), "pass answered ", "{what}");
            assert_eq!(detail(&report, Detail::Open), Some("64511"), "{what}");
        }
    }
}

#[test]
fn a_full_session_table_stops_it_and_is_no_block() {
    let report = sweep("[limits]\nsessions = 6000", 1_000, 1);
    assert_eq!(says(&report), "inconclusive unstable ");
    // The table is full within the second batch of 5,000; the third finds it so.
    assert_eq!(detail(&report, Detail::StoppedAt), Some("11025"));
}

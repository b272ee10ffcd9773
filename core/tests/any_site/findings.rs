//! Randomly generated sites on which a report once contained something false.

use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Status;
use camcheck_core::probe::Browser;
use camcheck_core::sim::site::Site;

use super::{judge_and_compare, run, status};

const NATIVE: (Vantage, Browser) = (Vantage::Native, Browser::Other);
const PAGE: (Vantage, Browser) = (Vantage::Page, Browser::Chromium);

const DOMAINS: [RequirementId; 3] = [
    RequirementId::DomainLatchaccess,
    RequirementId::DomainLatch,
    RequirementId::DomainAmazonaws,
];

/// A site with an ordinary NAT and more in its file; its report may contain nothing false.
fn site(more: &str, seed: u64) -> Site {
    let nat = "[nat]\nmapping = \"endpoint-independent\"\nfiltering = \"endpoint-independent\"";
    bare_site(&format!("{more}\n{nat}"), seed)
}

fn bare_site(text: &str, seed: u64) -> Site {
    let text = format!("title = \"\"\n{text}\n[expect]\noverall = \"ready\"");
    let site = Site::parse(&text).expect("a sound site file");
    judge_and_compare(&site, seed).unwrap_or_else(|error| panic!("{error}\n{text}"));
    site
}

fn rule(action: &str, protocol: &str, direction: &str, ports: &str) -> String {
    format!(
        "[[rule]]\naction = \"{action}\"\nprotocol = \"{protocol}\"\n\
         direction = \"{direction}\"\nports = \"{ports}\"\n"
    )
}

fn report(site: &Site, vantage: (Vantage, Browser)) -> Report {
    run(site, vantage, 1, 0).0
}

/// Ports of one silent stretch were seen by the far end and others not. The whole stretch counted
/// as seen, and what was blocked outbound passed.
#[test]
fn blocked_answers_beside_a_block_do_not_hide_it() {
    let rules = [
        rule("drop", "udp", "out", "20000-29999"),
        rule("drop", "udp", "in", "25000-39999"),
    ];
    let site = site(&rules.concat(), 1);
    for vantage in [NATIVE, PAGE] {
        let report = report(&site, vantage);
        assert_eq!(
            status(&report, RequirementId::UdpOutbound),
            Status::Inconclusive
        );
        assert_eq!(status(&report, RequirementId::UdpInbound), Status::Fail);
    }
}

/// The session table was full when the receipts were to be read, and those from before the ports were asked
/// were used instead: lost answers were reported as an outbound block.
#[test]
fn notes_that_cannot_be_read_at_the_end_prove_no_block() {
    let rules = rule("drop", "udp", "in", "15644-16051,16383-32388,36997-45203");
    for sessions in [150, 180, 200, 220, 521] {
        site(&format!("{rules}[limits]\nsessions = {sessions}"), 738_956);
    }
}

/// Without a token there are no receipts either, and lost answers were not noticed.
#[test]
fn without_notes_silence_leaves_the_way_in_open() {
    let rules = [
        rule("drop", "udp", "in", "16631-19049"),
        rule("drop", "tcp", "out", "1-65535"),
    ];
    let report = report(&site(&rules.concat(), 117_597), NATIVE);
    assert_eq!(
        status(&report, RequirementId::UdpInbound),
        Status::Inconclusive
    );
}

/// A browser took its fetches through the proxy, and the domains passed.
#[test]
fn fetches_that_may_go_through_a_proxy_prove_no_domain() {
    for far_end in ["", "[far-end]\ndown = true"] {
        let report = report(&site(&format!("proxy-only = true\n{far_end}"), 1), PAGE);
        for id in DOMAINS {
            assert_eq!(status(&report, id), Status::Inconclusive, "{id}");
        }
    }
}

/// STUN over TCP answered on 3478 before anything else did, so the far end's health check was asked for
/// there, where TLS is reset; whether it was known depended on what answered first.
#[test]
fn the_look_is_asked_for_where_it_can_be_had() {
    let rules = rule("reset", "tcp", "out", "3478,5349,8883");
    let site = site(&format!("{rules}when = \"client-hello\""), 1);
    let first = report(&site, NATIVE);
    for jitter in 1..8 {
        let mut other = run(&site, NATIVE, 1, jitter).0;
        other.duration_ms = first.duration_ms;
        assert_eq!(first, other, "jitter {jitter}");
    }
}

/// Two tries of a connection were lost with 15 % of the packets.
#[test]
fn loss_closes_no_port_and_no_domain() {
    for seed in 0..40 {
        site("[wan]\nloss-percent = 15", seed);
    }
}

/// The edges of four stretches were searched with up to 700 flows.
#[test]
fn many_stretches_stay_within_the_flow_budget() {
    for ports in [
        "11640-12281,24319-24869,36960-49151,64900-65535",
        "2860-3479,9944-32510,37078-38104,63428-64127,1025-1242",
    ] {
        site(&rule("drop", "udp", "out", ports), 994_643);
    }
}

/// A third stretch was met late, and nothing was left of the flows to find its edges.
#[test]
fn a_stretch_that_is_met_late_has_its_edges_found() {
    let rule = rule("drop", "udp", "out", "7777-8280,8733-9697,21523-22251");
    for seed in 0..60 {
        site(&rule, seed * 17);
    }
}

/// The simulation did not let what is accepted first through to the end.
#[test]
fn what_is_accepted_first_is_not_reset_later() {
    let rules = [
        rule("accept", "tcp", "out", "8883"),
        rule("reset", "tcp", "out", "8883"),
    ];
    let site = site(&format!("{}when = \"client-hello\"", rules.concat()), 1);
    let report = report(&site, NATIVE);
    assert_eq!(status(&report, RequirementId::Tcp8883), Status::Pass);
}

/// The simulation gave the device a public address behind the provider's NAT.
#[test]
fn a_provider_that_translates_is_a_nat() {
    let site = bare_site(
        "firewall = \"open\"\n[cgn]\nmapping = \"endpoint-independent\"\n\
         filtering = \"endpoint-independent\"",
        1,
    );
    for vantage in [NATIVE, PAGE] {
        let report = report(&site, vantage);
        assert_eq!(status(&report, RequirementId::NatPresent), Status::Pass);
    }
}

/// With a far end that has no `/v1/control`, the broker's name led to a DNS filter's page, and TCP 8883
/// was said to be inspected.
#[test]
fn a_name_that_may_lead_to_a_filter_says_nothing_of_the_port() {
    let site = site(
        "[far-end]\nplain-stun = true\n[dns]\npublic-block-page = [\".\"]",
        0,
    );
    let report = report(&site, NATIVE);
    assert_eq!(
        status(&report, RequirementId::Tcp8883),
        Status::Inconclusive
    );
}

//! Every site file, in simulation, from every vantage.

mod site_files;

use std::fmt::Write;

use camcheck_core::model::ports::PortRange;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Status;
use camcheck_core::probe::Browser;
use camcheck_core::sim::judge_site;
use camcheck_core::sim::site::Site;

const VANTAGES: [(Vantage, Browser); 3] = [
    (Vantage::Native, Browser::Other),
    (Vantage::Page, Browser::Chromium),
    (Vantage::Page, Browser::Firefox),
];

fn run(site: &Site, vantage: Vantage, browser: Browser, seed: u64, jitter: u64) -> Report {
    judge_site(site, (vantage, browser), seed, jitter).expect("the simulated catalogue")
}

#[test]
fn every_site_is_judged_right_from_every_vantage() {
    let sites = site_files::in_folder("sites");
    assert!(sites.len() >= 30, "only {} site files", sites.len());
    let mut failures = String::new();
    for (name, site) in &sites {
        for (vantage, browser) in VANTAGES {
            if vantage == Vantage::Page && site.expect.no_page {
                continue;
            }
            let report = run(site, vantage, browser, 4711, 0);
            for difference in site.expect.differences(&report) {
                let _ = writeln!(
                    failures,
                    "{name} from {vantage:?} {browser:?}: {difference:?}"
                );
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn the_order_of_arrival_makes_no_difference() {
    // Where packets are lost or counted, the network itself depends on the moment.
    let steady = |site: &Site| {
        let limits = &site.limits;
        site.wan.loss_percent == 0
            && limits.sessions.is_none()
            && limits.udp_flows_per_second.is_none()
    };
    for (name, site) in site_files::in_folder("sites")
        .into_iter()
        .filter(|(_, site)| steady(site))
    {
        for (vantage, browser) in VANTAGES {
            let first = run(&site, vantage, browser, 99, 0);
            for jitter in 1..4 {
                let mut other = run(&site, vantage, browser, 99, jitter);
                other.duration_ms = first.duration_ms;
                assert_eq!(first, other, "{name} {vantage:?} {browser:?} {jitter}");
            }
        }
    }
}

#[test]
fn every_site_is_judged_right_wherever_the_grid_lies() {
    // All offsets where the site lets everything through, for a browser refuses some ports.
    let mut failures = String::new();
    for (name, site) in &site_files::in_folder("sites") {
        let open = ["full-cone", "no-nat-open"].contains(&name.as_str());
        let step = if open { 1 } else { 97 };
        for seed in (0..1008).step_by(step) {
            for (vantage, browser) in VANTAGES {
                if vantage == Vantage::Page && site.expect.no_page {
                    continue;
                }
                let report = run(site, vantage, browser, seed, 0);
                for difference in site.expect.differences(&report) {
                    let _ = writeln!(
                        failures,
                        "{name} from {vantage:?} {browser:?}, seed {seed}: {difference:?}"
                    );
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn a_blocked_range_is_found_exactly_wherever_the_grid_lies() {
    let (_, site) = site_files::in_folder("sites")
        .into_iter()
        .find(|(name, _)| name == "udp-range-blocked")
        .expect("the site");
    for seed in (0..1008).step_by(37) {
        for (vantage, browser) in VANTAGES {
            let report = run(&site, vantage, browser, seed, 0);
            assert_eq!(
                report.network.udp_blocked, site.expect.udp_blocked,
                "seed {seed}"
            );
        }
    }
}

/// Ports that no browser sends to, or that carriers filter, lie inside these, at their edges and
/// beside them; what is said to be blocked must be, and the row must fail.
#[test]
fn no_working_port_is_called_blocked_beside_ports_that_say_nothing() {
    let (_, open) = site_files::in_folder("sites")
        .into_iter()
        .find(|(name, _)| name == "port-restricted")
        .expect("the site");
    for range in [
        "6000-7100",
        "1025-2100",
        "9000-10100",
        "64000-65535",
        "5062-6665",
        "6669-7700",
        "1900-3000",
        "4191-5353",
        "10080-11211",
        "27960-29000",
    ] {
        let rule = format!("[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"{range}\"");
        let rules = Site::parse(&format!(
            "title = \"\"\n{rule}\n[expect]\noverall = \"ready\""
        ));
        let site = Site {
            rules: rules.expect("a sound rule").rules,
            ..open.clone()
        };
        let range: PortRange = range.parse().expect("a range");
        for seed in (0..1008).step_by(101) {
            for (vantage, browser) in VANTAGES {
                let report = run(&site, vantage, browser, seed, 0);
                let what = format!("{range} from {vantage:?} {browser:?}, seed {seed}");
                let row = report.row(RequirementId::UdpOutbound).expect("a row");
                assert_eq!(row.status, Status::Fail, "{what}");
                let named = &report.network.udp_blocked;
                let inside = |named: &PortRange| {
                    range.contains(named.first()) && range.contains(named.last())
                };
                assert!(
                    !named.is_empty() && named.iter().all(inside),
                    "{what}: {named:?}"
                );
            }
        }
    }
}

#[test]
fn a_run_stays_within_its_time_wherever_the_grid_lies() {
    for (name, site) in site_files::in_folder("sites") {
        for (vantage, browser) in VANTAGES {
            if vantage == Vantage::Page && site.expect.no_page {
                continue;
            }
            let most = match vantage {
                Vantage::Native => 12_000,
                // 15 s but for a line on which a round trip takes 300 ms.
                Vantage::Page => 15_500,
            };
            for seed in (0..1_008).step_by(63) {
                let taken = run(&site, vantage, browser, seed, 0).duration_ms;
                assert!(
                    taken <= most,
                    "{name} {vantage:?}, seed {seed}: {taken} ms of virtual time"
                );
            }
        }
    }
}

#[test]
fn the_readme_counts_sites_and_runs_right() {
    let readme = include_str!("../../README.md");
    let sites = site_files::in_folder("sites");
    let pages = sites.iter().filter(|(_, site)| !site.expect.no_page);
    let (all, pages) = (sites.len(), pages.count());
    for said in [
        format!("{all} simulated sites"),
        format!("**{all} kinds of sites"),
        format!("the program on all {all}, the page on {pages} in"),
        format!("{} runs in the lab", all + 2 * pages),
    ] {
        assert!(readme.contains(&said), "{said}");
    }
}

const README: &str = include_str!("sites/README.md");

/// The parser itself lists the fields of a table when it meets one that it does not know.
#[test]
fn every_field_of_a_site_file_is_documented_and_others_are_refused_by_name() {
    let tables = [
        "",
        "[nat]",
        "[cgn]",
        "[[rule]]",
        "[dns]",
        "[device]",
        "[tls]",
        "[limits]",
        "[far-end]",
        "[wan]",
        "[path]",
        "[expect]",
    ];
    for table in tables {
        let refused = Site::parse(&format!("{table}\nfeild = 1")).expect_err(table);
        let refused = refused.to_string();
        assert!(refused.contains("unknown field `feild`"), "{refused}");
        let known = refused.split_once("expected").expect("a list").1;
        let fields: Vec<_> = known.split('`').skip(1).step_by(2).collect();
        assert!(!fields.is_empty(), "{refused}");
        for field in fields {
            let documented = README.contains(&format!("| `{field}` |"))
                || README.contains(&format!("`[{field}]`"))
                || README.contains(&format!("`[[{field}]]`"));
            assert!(documented, "{table} {field}");
        }
    }
}

#[test]
fn the_documented_example_is_judged_as_it_says() {
    let example = README.split("```").nth(1).expect("an example");
    let example = example.strip_prefix("toml").expect("a site file");
    let site = Site::parse(example).expect("a sound site file");
    for (vantage, browser) in VANTAGES {
        let report = run(&site, vantage, browser, 1, 0);
        assert_eq!(
            site.expect.differences(&report),
            [],
            "{vantage:?} {browser:?}"
        );
    }
}

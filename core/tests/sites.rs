//! Every site file, in simulation, from every vantage.

use std::fmt::Write;
use std::path::PathBuf;

use camcheck_core::probe::{Browser, Vantage};
use camcheck_core::report::Report;
use camcheck_core::sim::judge_site;
use camcheck_core::sim::site::Site;

const VANTAGES: [(Vantage, Browser); 3] = [
    (Vantage::Native, Browser::Other),
    (Vantage::Page, Browser::Chromium),
    (Vantage::Page, Browser::Firefox),
];

fn sites() -> Vec<(String, Site)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut sites: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of site files")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path).expect("a readable site file");
            let site = Site::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, site)
        })
        .collect();
    sites.sort_by(|a, b| a.0.cmp(&b.0));
    sites
}

fn run(site: &Site, vantage: Vantage, browser: Browser, seed: u64, jitter: u64) -> Report {
    judge_site(site, (vantage, browser), seed, jitter).expect("the simulated catalogue")
}

#[test]
fn every_site_is_judged_right_from_every_vantage() {
    let sites = sites();
    assert!(sites.len() >= 8, "only {} site files", sites.len());
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
    for (name, site) in sites().into_iter().filter(|(_, site)| steady(site)) {
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
    for (name, site) in &sites() {
        let step = if name == "full-cone" { 1 } else { 97 };
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
    let (_, site) = sites()
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

#[test]
fn a_run_stays_within_its_time() {
    for (name, site) in sites() {
        for (vantage, browser) in VANTAGES {
            if vantage == Vantage::Page && site.expect.no_page {
                continue;
            }
            let report = run(&site, vantage, browser, 1, 0);
            let most = match vantage {
                Vantage::Native => 15_000,
                Vantage::Page => 20_000,
            };
            assert!(
                report.duration_ms <= most,
                "{name} {vantage:?}: {} ms of virtual time",
                report.duration_ms
            );
        }
    }
}

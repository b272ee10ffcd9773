//! Every text about a row in the reports of all sites, each once with its sites, for a reviewer to compare
//! with what was sent and received there. `INSTA_UPDATE=always cargo test -p camcheck-core --all-features
//! --test said` updates the file; read its diff before you commit it.

mod golden;
mod site_files;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use camcheck_core::model::evidence::Evidence;
use camcheck_core::model::report::{Report, Row};
use camcheck_core::model::requirement::Level;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::say::Language;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue_of, report};

/// Browsers differ in how they measure, not in the texts.
const VANTAGES: [(&str, Vantage, Browser); 2] = [
    ("native", Vantage::Native, Browser::Other),
    ("page", Vantage::Page, Browser::Chromium),
];

/// One offset of the grid for all, so that counts stay.
const SEED: u64 = 3;

#[test]
fn rows_are_told_as_expected() {
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let folders = ["sites", "advice"].map(|name| (name == "advice", site_files::in_folder(name)));
    let sites = folders
        .into_iter()
        .flat_map(|(advice, sites)| sites.into_iter().map(move |site| (advice, site)));
    for (advice, (name, site)) in sites {
        for (from, vantage, browser) in VANTAGES {
            if vantage == Vantage::Page && (advice || site.expect.no_page) {
                continue;
            }
            for block in blocks(&run(&site, vantage, browser), advice) {
                told.entry(block)
                    .or_default()
                    .insert(format!("{name} ({from})"));
            }
        }
    }
    let mut text = String::new();
    for (block, sites) in told {
        let sites: String = sites.iter().map(|site| format!("  at {site}\n")).collect();
        let _ = writeln!(text, "{block}{sites}");
    }
    golden::assert_reads("said.txt", &text);
}

/// What a person reads of a report's head and of each of its rows, but for times, which are the
/// simulation's. The rows of level advice have sites of their own, at which the others are as usual.
fn blocks(report: &Report, advice: bool) -> Vec<String> {
    let language = Language::English;
    let mut head = format!("{}\n", language.headline(report));
    for diagnosis in report.diagnoses {
        let _ = writeln!(head, "  likely: {}", language.diagnosis(diagnosis));
    }
    for note in language.notes(report) {
        let _ = writeln!(head, "  note: {note}");
    }
    let rows = report.requirements.iter();
    let rows = rows.filter(|row| (row.level == Level::Advice) == advice);
    let head = (!advice).then_some(head);
    head.into_iter()
        .chain(rows.map(|row| block(row, report)))
        .collect()
}

fn block(row: &Row, report: &Report) -> String {
    let language = Language::English;
    let mut text = format!("{}: {} ({})\n", row.id, row.status, row.reason);
    let _ = writeln!(text, "  {}", language.sentence(row, report));
    if let Some(certainty) = language.certainty(row, report) {
        let _ = writeln!(text, "  {certainty}");
    }
    for evidence in &row.evidence {
        let evidence = Evidence {
            round_trip_ms: None,
            ..evidence.clone()
        };
        let _ = writeln!(text, "  - {}", language.evidence(&evidence));
    }
    if let Some(fix) = language.fix(row, report) {
        let _ = writeln!(text, "  fix: {fix}");
    }
    text
}

fn run(site: &Site, vantage: Vantage, browser: Browser) -> Report {
    let catalogue = catalogue_of(&site.far_end).expect("the simulated catalogue");
    let clock = Clock::default();
    let prober = SimProber::new(site, &catalogue, vantage, browser, clock.clone(), 0);
    let options = RunOptions {
        thorough: true,
        ..RunOptions::new(catalogue.clone(), vantage, SEED)
    };
    report(options, &prober, &clock)
}

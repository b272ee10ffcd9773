//! A page shows the verdict of a row before the run is over, once the engine reports that it is settled.

mod site_files;

use std::collections::BTreeMap;

use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Status;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::run::drive::drive;
use camcheck_core::run::{Circumstances, Run};
use camcheck_core::sim::catalogue_of;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;

fn report(run: &Run) -> Report {
    run.report(Circumstances::default())
}

fn status(report: &Report, row: RequirementId) -> Status {
    report.row(row).expect("every row").status
}

/// When each row was settled first, in observations, and with which status; and the last report.
fn settled(site: &Site, vantage: Vantage) -> (BTreeMap<RequirementId, (usize, Status)>, Report) {
    let catalogue = catalogue_of(&site.far_end).expect("a catalogue");
    let clock = Clock::default();
    let browser = Browser::Chromium;
    let prober = SimProber::new(site, &catalogue, vantage, browser, clock.clone(), 0);
    let mut run = Run::new(RunOptions::new(catalogue.clone(), vantage, 4711));
    let mut first = BTreeMap::new();
    let mut look = |run: &Run| {
        let report = report(run);
        for row in run.settled(&report) {
            let now = (run.progress().done, status(&report, row));
            first.entry(row).or_insert(now);
        }
    };
    clock.block_on(drive(&mut run, &prober, &mut look));
    look(&run);
    (first, report(&run))
}

#[test]
fn a_settled_row_keeps_its_verdict() {
    let (mut sites, mut early) = (0, 0);
    for (name, site) in site_files::in_folder("sites") {
        for vantage in [Vantage::Native, Vantage::Page] {
            let (first, last) = settled(&site, vantage);
            sites += 1;
            assert_eq!(first.len(), RequirementId::ALL.len(), "{name} {vantage:?}");
            let end = first.values().map(|(done, _)| *done).max();
            for (row, (done, then)) in first {
                assert_eq!(then, status(&last, row), "{name} {vantage:?} {row}");
                early += usize::from(Some(done) < end);
            }
        }
    }
    assert!(
        early > 3 * sites,
        "{early} rows were settled early at {sites} sites"
    );
}

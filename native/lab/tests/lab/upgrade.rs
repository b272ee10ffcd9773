//! A far end is upgraded while sites are tested: no run fails because of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use camcheck_core::model::report::{Report, Row};
use camcheck_core::model::requirement::{Level, RequirementId};
use camcheck_core::model::verdict::Status;
use camcheck_lab::{FarEnd, Lab, NamedSite, SiteLab};
use libtest_mimic::Failed;

use super::programs::programs;
use super::sites::report_of;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// How many test at the same time.
const TESTERS: u64 = 3;

/// So much later than the one before, a tester begins.
const APART: Duration = Duration::from_secs(1);

pub(super) fn tests() -> Vec<(String, Test)> {
    vec![("upgrade::under_load".to_owned(), Box::new(upgraded))]
}

/// There is a second far end, as the operations guide asks for, on one address.
fn upgraded(lab: &Lab) -> Result<(), Failed> {
    let mut site = NamedSite::find("full-cone")?.site;
    site.far_end.witness = true;
    let programs = programs()?;
    let far_end = FarEnd::responder(programs.responder);
    let built = SiteLab::build(lab, &site, &far_end)?;
    let is_over = AtomicBool::new(false);
    let test_until_it_is_over = |tester: u64| {
        thread::sleep(APART * u32::try_from(tester).unwrap_or_default());
        let mut reports = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            let mut camcheck = built.camcheck(&programs.camcheck);
            let output = built.run_in_device(camcheck.args(["--format", "json"]))?;
            reports.push(report_of(&output)?);
        }
        Ok::<_, Failed>(reports)
    };
    thread::scope(|scope| {
        let testers: Vec<_> = (0..TESTERS)
            .map(|tester| scope.spawn(move || test_until_it_is_over(tester)))
            .collect();
        thread::sleep(APART * 4);
        let upgraded = built.upgrade(lab, &site, &far_end);
        thread::sleep(APART * 4);
        is_over.store(true, Ordering::Relaxed);
        let mut reports = Vec::new();
        for tester in testers {
            reports.extend(tester.join().map_err(|_| "a tester panicked")??);
        }
        // It ends only now, after the last run.
        drop(upgraded?);
        expect_no_failure(&reports)
    })
}

/// Rows that need two addresses, of which the second far end has one.
const OF_TWO_ADDRESSES: [RequirementId; 2] =
    [RequirementId::UdpInbound, RequirementId::NatFullCone];

/// Some runs use the first far end, and those that began during the upgrade the second one.
fn expect_no_failure(reports: &[Report]) -> Result<(), Failed> {
    let mut on_the_second = 0;
    for report in reports {
        let is_open = |id| {
            let row = report.row(id);
            row.is_some_and(|row| row.status == Status::Inconclusive)
        };
        on_the_second += usize::from(OF_TWO_ADDRESSES.into_iter().all(is_open));
        let mut required = report
            .requirements
            .iter()
            .filter(|row| row.level != Level::Advice && row.id != RequirementId::FeedReliability);
        let is_right = |row: &&Row| match row.status {
            Status::Pass | Status::Warn => true,
            Status::Inconclusive => OF_TWO_ADDRESSES.contains(&row.id),
            Status::Fail | Status::NotTested => false,
        };
        if let Some(row) = required.find(|row| !is_right(row)) {
            return Err(format!("{}: {row:#?}", report.started).into());
        }
    }
    if on_the_second > 0 && on_the_second < reports.len() {
        Ok(())
    } else {
        let runs = reports.len();
        Err(format!("{on_the_second} of {runs} runs used the second far end").into())
    }
}

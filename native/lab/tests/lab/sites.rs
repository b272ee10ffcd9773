//! Every site file, judged by the native program.

use std::process::Output;
use std::sync::Arc;

use camcheck_core::model::report::Report;
use camcheck_lab::{FarEnd, Lab, NamedSite, SiteLab, load_sites};
use libtest_mimic::Failed;

use super::programs::programs;
use super::results::{Results, expect_none};

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

pub(super) fn tests(results: &Arc<Results>) -> Vec<(String, Test)> {
    load_sites()
        .expect("sound site files")
        .into_iter()
        .map(|site| {
            let name = format!("site::{}", site.name);
            let results = Arc::clone(results);
            let test: Test = Box::new(move |lab| judge(lab, &site, &results));
            (name, test)
        })
        .collect()
}

fn judge(lab: &Lab, NamedSite { name, site }: &NamedSite, results: &Results) -> Result<(), Failed> {
    let programs = programs()?;
    let far_end = FarEnd::responder(programs.responder);
    let built = SiteLab::build(lab, site, &far_end)?;
    let mut camcheck = built.camcheck(&programs.camcheck);
    let output = built.run_in_device(camcheck.args(["--format", "json"]))?;
    let report = report_of(&output)?;
    let differences = site.expect.differences(&report);
    results.add(name, "native", &differences);
    let differing: Vec<_> = report
        .requirements
        .iter()
        .filter(|row| {
            let id = row.id.to_string();
            differences.iter().any(|difference| difference.what == id)
        })
        .collect();
    expect_none(name, &differences, differing)
}

/// The report that the program has printed.
pub(super) fn report_of(output: &Output) -> Result<Report, Failed> {
    let text = String::from_utf8_lossy(&output.stdout);
    let report = Report::parse(&text).map_err(|error| {
        format!(
            "no report ({error}), {}: {text}{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )
    })?;
    Ok(report)
}

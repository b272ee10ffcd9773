//! Every site file, judged by the native program.

use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use camcheck::lab::{FarEnd, Lab, NamedSite, SiteLab, load_sites};
use camcheck_core::report::Report;
use camcheck_core::sim::expect::Difference;
use libtest_mimic::Failed;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// What came of every site that ran, for one table at the end.
#[derive(Default)]
pub(super) struct Results(Mutex<Vec<(String, Vec<Difference>)>>);

impl Results {
    fn add(&self, site: &str, differences: &[Difference]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((site.to_owned(), differences.to_owned()));
    }

    pub(super) fn table(&self) -> String {
        let mut results = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        results.sort_by(|one, other| one.0.cmp(&other.0));
        results
            .iter()
            .fold(String::new(), |table, (site, differences)| {
                table + &rows(site, differences)
            })
    }
}

fn rows(site: &str, differences: &[Difference]) -> String {
    if differences.is_empty() {
        return format!("{site:27} as expected\n");
    }
    let mut rows = String::new();
    for Difference {
        what,
        expected,
        reported,
    } in differences
    {
        let _ = writeln!(
            rows,
            "{site:27} {what:19} expected {expected:30} reported {reported}"
        );
    }
    rows
}

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
    let far_end = FarEnd::responder(env!("CARGO_BIN_EXE_camcheck-responder").into());
    let built = SiteLab::build(lab, site, &far_end)?;
    let mut camcheck = built.camcheck(Path::new(env!("CARGO_BIN_EXE_camcheck")));
    let output = built.run_in_device(camcheck.args(["--format", "json"]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let report = Report::parse(&text).map_err(|error| {
        format!(
            "no report ({error}), {}: {text}{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )
    })?;
    let differences = site.expect.differences(&report);
    results.add(name, &differences);
    if differences.is_empty() {
        return Ok(());
    }
    let evidence = report
        .requirements
        .iter()
        .filter(|row| {
            let id = row.id.to_string();
            differences.iter().any(|difference| difference.what == id)
        })
        .map(|row| format!("{}: {:#?}\n", row.id, row.evidence))
        .collect::<String>();
    Err(format!("\n{}{evidence}", rows(name, &differences)).into())
}

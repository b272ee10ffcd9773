//! The results of every site from every vantage, for one table at the end.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::sync::{Mutex, PoisonError};

use camcheck_core::sim::expect::Difference;
use libtest_mimic::Failed;

/// The columns of the table.
const VANTAGES: [&str; 4] = ["native", "chromium", "firefox", "phone"];

/// The differences of each site from each vantage.
#[derive(Default)]
pub(super) struct Results(Mutex<BTreeMap<String, BTreeMap<String, Vec<Difference>>>>);

impl Results {
    /// Notes a site that was judged from a vantage.
    pub(super) fn add(&self, site: &str, vantage: &str, differences: &[Difference]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(site.to_owned())
            .or_default()
            .insert(vantage.to_owned(), differences.to_vec());
    }

    /// The table, one line a site and one column a vantage, and below it every difference, where the
    /// end of a log still shows it; empty if no site ran.
    pub(super) fn table(&self) -> String {
        let results = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if results.is_empty() {
            return String::new();
        }
        let mut table = format!("{:27}", "site");
        for vantage in VANTAGES {
            let _ = write!(table, "{vantage:>10}");
        }
        for (site, judged) in results.iter() {
            let _ = write!(table, "\n{site:27}");
            for vantage in VANTAGES {
                let word = match judged.get(vantage).map(Vec::len) {
                    None => "-".to_owned(),
                    Some(0) => "right".to_owned(),
                    Some(wrong) => format!("{wrong} wrong"),
                };
                let _ = write!(table, "{word:>10}");
            }
        }
        table.push('\n');
        for (site, judged) in results.iter() {
            for (vantage, differences) in judged {
                table.push_str(&rows(&format!("{site} ({vantage})"), differences));
            }
        }
        table
    }
}

/// A site's differences, one a line.
fn rows(site: &str, differences: &[Difference]) -> String {
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

/// Fails if there are differences: with what shows why they came about, and after that with the differences, since the
/// end of a long message is what a log keeps.
pub(super) fn expect_none(
    site: &str,
    differences: &[Difference],
    shown: impl fmt::Debug,
) -> Result<(), Failed> {
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!("\n{shown:#?}\n{}", rows(site, differences)).into())
}

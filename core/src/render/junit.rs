//! A report as JUnit XML, which build servers and test tools read.

use std::fmt::Write;

use super::html::Escaped;
use crate::model::report::{Report, Row};
use crate::model::requirement::Level;
use crate::model::verdict::Status;
use crate::say::Language;

/// How a test tool sees a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// A required row passes, or another one does not keep the site from being ready.
    Passed,
    /// A required row fails.
    Failure,
    /// A required row could not be judged.
    Error,
    /// It was not tested, or is only advice and could not be judged.
    Skipped,
}

impl Case {
    const fn of(row: &Row) -> Self {
        match (row.level, row.status) {
            (_, Status::NotTested) => Self::Skipped,
            (_, Status::Pass | Status::Warn) => Self::Passed,
            (Level::Required, Status::Fail) => Self::Failure,
            (Level::Required, Status::Inconclusive) => Self::Error,
            (Level::Recommended | Level::Advice, Status::Fail) => Self::Passed,
            (Level::Recommended | Level::Advice, Status::Inconclusive) => Self::Skipped,
        }
    }

    const fn element(self) -> Option<&'static str> {
        match self {
            Self::Passed => None,
            Self::Failure => Some("failure"),
            Self::Error => Some("error"),
            Self::Skipped => Some("skipped"),
        }
    }
}

/// Renders a report. Each row is a test; its class is its level.
#[must_use]
pub fn render(report: &Report, language: Language) -> String {
    let count = |case| {
        let rows = report.requirements.iter();
        rows.filter(|row| Case::of(row) == case).count()
    };
    let (seconds, thousandths) = (report.duration_ms / 1000, report.duration_ms % 1000);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        text,
        "<testsuite name=\"{}\" timestamp=\"{}\" time=\"{seconds}.{thousandths:03}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
        Escaped(&report.tool),
        Escaped(&report.started),
        report.requirements.len(),
        count(Case::Failure),
        count(Case::Error),
        count(Case::Skipped),
    );
    for row in &report.requirements {
        write_row(&mut text, row, report, language);
    }
    let _ = writeln!(
        text,
        "  <system-out>{}</system-out>\n</testsuite>",
        Escaped(&language.headline(report))
    );
    text
}

fn write_row(text: &mut String, row: &Row, report: &Report, language: Language) {
    let _ = writeln!(
        text,
        "  <testcase classname=\"{}\" name=\"{}: {}\">",
        language.level(row.level),
        row.id,
        Escaped(language.row_name(row.id)),
    );
    let sentence = language.sentence(row, report);
    if let Some(element) = Case::of(row).element() {
        let _ = writeln!(
            text,
            "    <{element} type=\"{}\" message=\"{}\"/>",
            row.reason,
            Escaped(&sentence)
        );
    }
    let mut out = vec![sentence];
    out.extend(language.fix(row, report));
    out.extend(row.evidence.iter().map(|seen| language.evidence(seen)));
    text.push_str("    <system-out>");
    for line in &out {
        let _ = writeln!(text, "{}", Escaped(line));
    }
    text.push_str("</system-out>\n  </testcase>\n");
}

//! The report as text for a terminal.

use std::fmt::Write;

use super::Report;
use crate::reason::Reason;
use crate::requirement::{ARTICLE_URL, Level};
use crate::text::Language;
use crate::verdict::Status;

/// How a report is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns, 40 or more.
    pub width: usize,
    /// ANSI colours.
    pub color: bool,
    /// The language.
    pub language: Language,
    /// Evidence under every row, not only under those that need attention.
    pub all_evidence: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            width: 80,
            color: false,
            language: Language::English,
            all_evidence: false,
        }
    }
}

/// Columns before the text of a row: two, the mark, one.
const INDENT: usize = 5;

/// Renders a report.
#[must_use]
pub fn render(report: &Report, layout: Layout) -> String {
    let mut page = Page {
        text: String::new(),
        layout,
    };
    let language = layout.language;
    let labels = language.labels();
    page.paragraph(0, language.headline(report.overall));
    page.paragraph(0, language.next_step(report.overall));
    page.blank();
    let rows: Vec<_> = report
        .requirements
        .iter()
        .filter(|row| row.reason != Reason::NotSelected)
        .collect();
    for (row, next) in rows.iter().zip(rows.iter().skip(1).map(Some).chain([None])) {
        // One sentence is enough for rows in a row that were left out for the same reason.
        let repeated = row.status == Status::NotTested
            && next.is_some_and(|next| next.status == row.status && next.reason == row.reason);
        page.row(report, row, repeated);
    }
    page.blank();
    if !report.diagnoses.is_empty() {
        page.line(0, language.diagnoses_title());
        for diagnosis in &report.diagnoses {
            page.hanging(2, "- ", language.diagnosis(*diagnosis));
        }
        page.blank();
    }
    page.paragraph(0, &language.tested_from(report));
    for note in &report.notes {
        page.paragraph(0, &format!("{}: {}", labels.note, language.note(*note)));
    }
    let seconds = report.duration_ms.div_ceil(1000);
    page.paragraph(
        0,
        &format!(
            "{}, {}, {seconds} s. {}",
            report.tool,
            report.started,
            language.sample_limits(report).unwrap_or_default()
        ),
    );
    page.line(0, &format!("{}: {ARTICLE_URL}", labels.requirements));
    page.text
}

struct Page {
    text: String,
    layout: Layout,
}

impl Page {
    fn row(&mut self, report: &Report, row: &super::Row, title_only: bool) {
        let language = self.layout.language;
        let level = match row.level {
            Level::Required => String::new(),
            Level::Recommended | Level::Advice => {
                format!(" ({})", language.level(row.level).to_lowercase())
            }
        };
        let name = language.row_name(row.id);
        let mark = self.mark(row.status);
        let word = language.row_status(row.id, row.status);
        let title = format!("{name}{level}");
        let room = self.layout.width.saturating_sub(INDENT);
        let _ = writeln!(
            self.text,
            "  {mark}  {title:<width$} {word}",
            width = room.saturating_sub(17).min(46)
        );
        if title_only || row.status == Status::Pass && !self.layout.all_evidence {
            return;
        }
        self.paragraph(INDENT, &language.sentence(row, report));
        if row.status == Status::Fail {
            self.consequence(row, report);
        }
        if let Some(fix) = language.fix(row, report) {
            self.paragraph(INDENT, &format!("{}: {fix}", language.labels().fix));
        }
        if matches!(row.status, Status::Fail | Status::Inconclusive) || self.layout.all_evidence {
            for evidence in &row.evidence {
                self.evidence(evidence);
            }
        }
    }

    fn consequence(&mut self, row: &super::Row, report: &Report) {
        let language = self.layout.language;
        if let Some(meaning) = language.meaning(row) {
            self.paragraph(INDENT, meaning);
        }
        if let Some(certainty) = language.certainty(row, report) {
            self.paragraph(INDENT, certainty);
        }
    }

    fn evidence(&mut self, evidence: &crate::verdict::Evidence) {
        let text = self.layout.language.evidence(evidence);
        self.hanging(INDENT, "- ", &text);
    }

    /// A sign for each status, so that colour is never alone.
    fn mark(&self, status: Status) -> String {
        let (sign, color) = match status {
            Status::Pass => ("+", "32"),
            Status::Warn => ("~", "33"),
            Status::Fail => ("X", "31;1"),
            Status::Inconclusive => ("?", "33"),
            Status::NotTested => (".", "2"),
        };
        if self.layout.color {
            format!("\u{1b}[{color}m{sign}\u{1b}[0m")
        } else {
            sign.to_owned()
        }
    }

    fn paragraph(&mut self, indent: usize, text: &str) {
        self.hanging(indent, "", text);
    }

    /// Wraps text; the first line begins with a bullet, the others stand under its text.
    fn hanging(&mut self, indent: usize, bullet: &str, text: &str) {
        let hang = indent + bullet.chars().count();
        let width = self.layout.width.max(40).saturating_sub(hang);
        let mut line = String::new();
        let mut first = true;
        for word in text.split_whitespace() {
            let length = line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && length > width {
                self.wrapped(&mut line, indent, bullet, &mut first);
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            self.wrapped(&mut line, indent, bullet, &mut first);
        }
    }

    fn wrapped(&mut self, line: &mut String, indent: usize, bullet: &str, first: &mut bool) {
        let lead = if *first {
            bullet.to_owned()
        } else {
            " ".repeat(bullet.chars().count())
        };
        self.line(indent, &format!("{lead}{line}"));
        line.clear();
        *first = false;
    }

    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.text, "{:indent$}{text}", "");
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }
}

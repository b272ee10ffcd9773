//! The report as text for a terminal.

use std::fmt::Write;

use super::feeds;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::{ARTICLE_URL, Level, RequirementId};
use crate::model::verdict::{Overall, Status};
use crate::remedy::{Handbook, Step, Vendor, vendor_help};
use crate::say::Language;

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
    /// The firewall for which the changes are explained as well.
    pub firewall: Option<Vendor>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            width: 80,
            color: false,
            language: Language::default(),
            all_evidence: false,
            firewall: None,
        }
    }
}

/// An ANSI style (ECMA-48 section 8.3.117, SGR).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Bold,
    Dim,
    Good,
    Open,
    Bad,
}

impl Style {
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Bold => Some("1"),
            Self::Dim => Some("2"),
            Self::Good => Some("32;1"),
            Self::Open => Some("33"),
            Self::Bad => Some("31;1"),
        }
    }

    const fn of_overall(overall: Overall) -> Self {
        match overall {
            Overall::Ready | Overall::ReadyWithAdvice => Self::Good,
            Overall::Incomplete => Self::Open,
            Overall::NotReady => Self::Bad,
        }
    }

    const fn of_status(status: Status) -> Self {
        match status {
            Status::Pass => Self::Good,
            Status::Warn | Status::Inconclusive => Self::Open,
            Status::Fail => Self::Bad,
            Status::NotTested => Self::Dim,
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
    let tone = Style::of_overall(report.tone());
    page.styled(0, "", &language.headline(report), tone);
    page.diagnoses(report);
    page.paragraph(0, language.next_step(report));
    page.changes(report);
    page.blank();
    page.watch(report);
    page.rows(report);
    page.blank();
    if let Some(vendor) = layout.firewall {
        let handbook = Handbook::built_in();
        page.help(vendor, &vendor_help(vendor, report, language, &handbook));
    }
    page.circumstances(report);
    page.text
}

struct Page {
    text: String,
    layout: Layout,
}

impl Page {
    fn diagnoses(&mut self, report: &Report) {
        let language = self.layout.language;
        for diagnosis in report.diagnoses {
            let label = language.diagnosis_label(report);
            let line = [label, " ", language.diagnosis(diagnosis)].concat();
            self.styled(0, "", &line, Style::Bold);
        }
    }

    /// What is missing, numbered.
    fn changes(&mut self, report: &Report) {
        for (number, change) in (1..).zip(self.layout.language.changes(report)) {
            self.styled(0, &format!("{number:>3}. "), &change, Style::Plain);
        }
    }

    fn watch(&mut self, report: &Report) {
        let Some(watch) = &report.watch else {
            return;
        };
        let language = self.layout.language;
        let title = format!("{}:", language.watch_title());
        self.styled(0, "", &title, Style::Bold);
        for sentence in language.watch_sentences(watch) {
            self.styled(2, "- ", &sentence, Style::Plain);
        }
        if let Some(marks) = language.watch_marks(watch) {
            self.line(2, &timeline(&watch.timeline));
            self.paragraph(2, &marks);
        }
        self.blank();
    }

    fn rows(&mut self, report: &Report) {
        let rows: Vec<_> = report
            .requirements
            .iter()
            .filter(|row| row.reason != Reason::NotSelected)
            .collect();
        for (row, next) in rows.iter().zip(rows.iter().skip(1).map(Some).chain([None])) {
            // One sentence is enough for rows in a row that were left out for the same reason.
            let repeated = row.status == Status::NotTested
                && next.is_some_and(|next| next.status == row.status && next.reason == row.reason);
            self.title(row);
            let explained = row.status != Status::Pass || self.layout.all_evidence;
            if explained && !repeated {
                self.row(report, row);
            }
            if row.id == RequirementId::FeedReliability {
                self.feeds(report);
            }
        }
    }

    fn feeds(&mut self, report: &Report) {
        for feed in &report.feeds {
            for line in feeds::table(feed, self.layout.language) {
                let line = self.painted(&line, Style::Dim);
                self.line(INDENT, &line);
            }
        }
    }

    fn title(&mut self, row: &Row) {
        let language = self.layout.language;
        let level = match row.level {
            Level::Required => String::new(),
            Level::Recommended | Level::Advice => {
                format!(" ({})", language.level_in_sentence(row.level))
            }
        };
        let shown = row.tone();
        let style = Style::of_status(shown);
        let mark = self.painted(mark(shown), style);
        let word = self.painted(language.row_status(row.id, row.status), style);
        let title = format!("{}{level}", language.row_name(row.id));
        let room = self.layout.width.saturating_sub(INDENT);
        let _ = writeln!(
            self.text,
            "  {mark}  {title:<width$} {word}",
            width = room.saturating_sub(17).min(46)
        );
    }

    fn row(&mut self, report: &Report, row: &Row) {
        let language = self.layout.language;
        self.paragraph(INDENT, &language.sentence(row, report));
        for sentence in language.about_failure(row, report) {
            self.paragraph(INDENT, sentence);
        }
        if let Some(fix) = language.fix(row, report) {
            let labels = language.labels();
            let fix = [labels.fix, labels.colon, &fix].concat();
            self.styled(INDENT, "", &fix, Style::Bold);
        }
        if matches!(row.status, Status::Fail | Status::Inconclusive) || self.layout.all_evidence {
            for evidence in &row.evidence {
                self.styled(INDENT, "- ", &language.evidence(evidence), Style::Dim);
            }
        }
    }

    /// The changes for a specific firewall.
    fn help(&mut self, vendor: Vendor, steps: &[Step]) {
        if steps.is_empty() {
            return;
        }
        let name = self.layout.language.vendor(vendor);
        self.styled(0, "", &format!("{}:", name), Style::Bold);
        for step in steps {
            self.styled(2, "- ", step.title, Style::Bold);
            for wanted in &step.wanted {
                self.paragraph(4, wanted);
            }
            self.step(step);
        }
        self.blank();
    }

    fn step(&mut self, step: &Step) {
        let words = self.layout.language.page();
        let colon = self.layout.language.labels().colon;
        if !step.menu.is_empty() {
            self.paragraph(4, &[words.menu, colon, &step.menu].concat());
        }
        for (label, value) in &step.fields {
            self.styled(6, "- ", &format!("{label}: {value}"), Style::Plain);
        }
        self.paragraph(4, &step.text);
        if !step.warning.is_empty() {
            self.styled(4, "", &step.warning, Style::Bold);
        }
        self.commands(step);
        let source = match &step.source {
            Some(source) => format!("{} {}", source.said(self.layout.language), source.url),
            None => words.generic_rule.to_owned(),
        };
        self.styled(4, "", &source, Style::Dim);
    }

    fn commands(&mut self, step: &Step) {
        if step.commands.is_empty() {
            return;
        }
        self.paragraph(4, &step.commands_label(self.layout.language));
        // They are meant to be copied, so they are never wrapped.
        for command in step.commands.lines() {
            self.line(6, command);
        }
    }

    fn circumstances(&mut self, report: &Report) {
        let language = self.layout.language;
        let labels = language.labels();
        self.paragraph(0, &language.tested_from(report));
        for note in language.notes(report) {
            self.paragraph(0, &[labels.note, labels.colon, &*note].concat());
        }
        let seconds = report.duration_ms.div_ceil(1000);
        let limits = language.sample_limits(report).unwrap_or_default();
        let about = language.where_and_when(report);
        let run = format!("{}, {about}, {seconds} s. {limits}", report.tool);
        self.paragraph(0, &run);
        let article = [labels.requirements, labels.colon, ARTICLE_URL];
        self.line(0, &article.concat());
    }

    fn paragraph(&mut self, indent: usize, text: &str) {
        self.styled(indent, "", text, Style::Plain);
    }

    /// Wraps text; the first line begins with a bullet, the others are aligned with its text.
    fn styled(&mut self, indent: usize, bullet: &str, text: &str, style: Style) {
        let hang = bullet.chars().count();
        let width = self.layout.width.max(40).saturating_sub(indent + hang);
        for (index, line) in wrapped(text, width).iter().enumerate() {
            let lead = if index == 0 { bullet } else { "" };
            let line = self.painted(line, style);
            self.line(indent, &format!("{lead:hang$}{line}"));
        }
    }

    fn painted(&self, text: &str, style: Style) -> String {
        match style.code() {
            Some(code) if self.layout.color => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Some(_) | None => text.to_owned(),
        }
    }

    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.text, "{:indent$}{text}", "");
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }
}

/// A sign for each status, so that meaning never depends on colour alone.
const fn mark(status: Status) -> &'static str {
    match status {
        Status::Pass => "+",
        Status::Warn => "~",
        Status::Fail => "X",
        Status::Inconclusive => "?",
        Status::NotTested => ".",
    }
}

/// A timeline without what could steer a terminal.
fn timeline(marks: &str) -> String {
    marks.chars().filter(|mark| !mark.is_control()).collect()
}

/// Lines of at most this many characters; a longer word gets its own line.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_ascii_whitespace() {
        let word: String = word.chars().filter(|sign| !sign.is_control()).collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            Some(_) | None => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_full_and_never_too_long() {
        assert_eq!(wrapped("aa bb ccccccc d", 5), ["aa bb", "ccccccc", "d"]);
        assert_eq!(wrapped("  ", 5), [""; 0]);
        assert_eq!(wrapped("a\u{1b}[2Jb", 9), ["a[2Jb"]);
    }
}

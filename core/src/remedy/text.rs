//! The change request as plain text, for tickets and mail.

use super::request::{ChangeRequest, RuleRequest};
use crate::model::report::Report;
use crate::model::requirement::ARTICLE_URL;
use crate::say::Language;

/// Columns of the text: what ticket systems and mail programs show without breaking lines.
const WIDTH: usize = 80;

/// Columns before the value of a field.
const FIELD: usize = 24;

/// Before the fields of a rule.
const INDENT: &str = "   ";

/// The column that says why. Its parts are fields of their own here.
const WHY: usize = 8;

/// To be filled in by hand.
const BLANK: &str = "____________________";

impl ChangeRequest {
    /// The whole request as plain text, perhaps with a link to the report.
    #[must_use]
    pub fn text(&self, report: &Report, language: Language, link: Option<&str>) -> String {
        let words = language.texts().request();
        let mut text = String::new();
        if self.is_empty() {
            push(&mut text, "", 0, words.nothing_to_change);
            return text;
        }
        push(&mut text, "", 0, words.title);
        text.push('\n');
        for (name, value) in self.blanks(language) {
            push_field(&mut text, "", name, value);
        }
        text.push('\n');
        push(&mut text, "", 0, words.introduction);
        for (rule, cells) in self.rules.iter().zip(self.table(language).iter().skip(1)) {
            push_rule(&mut text, rule, cells, language);
        }
        text.push('\n');
        push(&mut text, "", 0, words.annex);
        self.push_findings(&mut text, report, language);
        if !self.diagnoses.is_empty() {
            text.push('\n');
            push(&mut text, "", 0, language.diagnoses_title());
        }
        for cause in self.diagnoses {
            push(&mut text, "-", 2, language.diagnosis(cause));
        }
        text.push('\n');
        self.push_circumstances(&mut text, report, language);
        if let Some(link) = link {
            push(
                &mut text,
                "",
                0,
                &format!("{}: {link}", language.labels().link),
            );
        }
        text
    }

    /// What the administrator needs and the test does not know, with what is known of it.
    pub(crate) fn blanks(&self, language: Language) -> Vec<(&'static str, &str)> {
        let names = language.texts().request().blanks.iter().enumerate();
        let known = |index| {
            if index == 0 {
                self.site.as_deref()
            } else {
                None
            }
        };
        names
            .map(|(index, name)| (*name, known(index).unwrap_or(BLANK)))
            .collect()
    }

    /// What was measured, a line for each finding of each rule.
    fn push_findings(&self, text: &mut String, report: &Report, language: Language) {
        for (index, rule) in self.rules.iter().enumerate() {
            for (row, certainty) in &rule.findings {
                let line = format!(
                    "({}) {}: {} {} ({})",
                    index + 1,
                    language.row_name(row.id),
                    language.sentence(row, report),
                    language.certainty_of(*certainty),
                    language.texts().observations(row.evidence.len()),
                );
                push(text, "-", 2, &line);
            }
        }
    }

    /// When, from where and how the site was tested, and what to do after the change.
    fn push_circumstances(&self, text: &mut String, report: &Report, language: Language) {
        let words = language.texts().request();
        let labels = language.labels();
        let about = language.where_and_when(report);
        let tested = format!("{}: {about} ({})", words.tested, self.tool);
        push(text, "", 0, &tested);
        push(text, "", 0, &language.tested_from(report));
        for note in report.notes {
            let note = format!("{}: {}", labels.note, language.note(note, report));
            push(text, "", 0, &note);
        }
        if let Some(limits) = language.sample_limits(report) {
            push(text, "", 0, &limits);
        }
        let article = format!("{}: {ARTICLE_URL}", labels.requirements);
        push(text, "", 0, &article);
        push(text, "", 0, words.afterwards);
    }
}

fn push_rule(text: &mut String, rule: &RuleRequest, cells: &[String], language: Language) {
    let words = language.texts().request();
    text.push('\n');
    let why = rule.why(language);
    for (index, (name, value)) in words.columns.into_iter().zip(cells).enumerate() {
        match index {
            0 => push(text, &format!("{value}."), 3, &rule.heading(language)),
            WHY => push_field(text, INDENT, name, &why),
            _ => push_field(text, INDENT, name, value),
        }
    }
    push_field(
        text,
        INDENT,
        words.least_privilege,
        rule.least_privilege(language),
    );
    push_field(text, INDENT, words.remark, rule.remark(language));
}

/// Adds a name and its value, unless that is empty.
fn push_field(text: &mut String, indent: &str, name: &str, value: &str) {
    push(text, &format!("{indent}{name}:"), FIELD, value);
}

/// Adds words in lines that begin in the same column, behind what leads to the first. A word that is too long has a
/// line of its own.
fn push(text: &mut String, lead: &str, column: usize, value: &str) {
    let mut room = 0;
    for (index, word) in value.split_ascii_whitespace().enumerate() {
        let length = word.chars().count();
        if index == 0 {
            text.push_str(&format!("{lead:column$}{word}"));
            room = WIDTH - column;
        } else if length < room {
            text.push(' ');
            text.push_str(word);
            room -= 1;
        } else {
            text.push_str(&format!("\n{:column$}{word}", ""));
            room = WIDTH - column;
        }
        room = room.saturating_sub(length);
    }
    if !value.is_empty() {
        text.push('\n');
    }
}

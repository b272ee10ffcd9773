//! The change request as plain text, for tickets and mail.

use super::request::{ChangeRequest, RuleRequest};
use crate::model::certainty::Certainty;
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
            push_line(&mut text, words.nothing_to_change);
            return text;
        }
        push_line(&mut text, words.title);
        text.push('\n');
        for (index, name) in words.blanks.iter().enumerate() {
            push_field(&mut text, "", name, self.known(index), language);
        }
        text.push('\n');
        push_line(&mut text, words.introduction);
        for (rule, cells) in self.rules.iter().zip(self.table(language).iter().skip(1)) {
            push_rule(&mut text, rule, cells, language);
        }
        text.push('\n');
        push_line(&mut text, words.annex);
        self.push_findings(&mut text, report, language);
        if !report.diagnoses.is_empty() {
            text.push('\n');
            push_line(&mut text, language.diagnoses_title(report));
        }
        for cause in report.diagnoses {
            push(&mut text, "-", 2, language.diagnosis(cause));
        }
        text.push('\n');
        push_circumstances(&mut text, report, language);
        if let Some(link) = link {
            push(
                &mut text,
                "",
                0,
                &[language.labels().link, language.labels().colon, link].concat(),
            );
        }
        text
    }

    /// What is known of the things that the administrator needs; only the site, which is the first, can be.
    pub(crate) fn known(&self, blank: usize) -> &str {
        let site = self.site.as_deref().filter(|_| blank == 0);
        site.unwrap_or(BLANK)
    }

    /// What was measured, a line for each finding of each rule.
    fn push_findings(&self, text: &mut String, report: &Report, language: Language) {
        let colon = language.labels().colon;
        for (index, rule) in self.rules.iter().enumerate() {
            for row in rule.rows.iter().filter_map(|id| report.row(*id)) {
                let line = format!(
                    "({}) {}{colon}{} {} ({}{})",
                    index + 1,
                    language.row_name(row.id),
                    language.sentence(row, report),
                    language.certainty_of(Certainty::of(row, report)),
                    language.texts().request().observations,
                    row.evidence.len(),
                );
                push(text, "-", 2, &line);
            }
        }
    }
}

fn push_rule(text: &mut String, rule: &RuleRequest, cells: &[String], language: Language) {
    let words = language.texts().request();
    text.push('\n');
    let why = rule.why(language);
    for (index, (name, value)) in words.columns.into_iter().zip(cells).enumerate() {
        match index {
            0 => push(text, &format!("{value}."), 3, &rule.heading(language)),
            WHY => push_field(text, INDENT, name, &why, language),
            _ => push_field(text, INDENT, name, value, language),
        }
    }
    push_field(
        text,
        INDENT,
        words.least_privilege,
        rule.least_privilege(language),
        language,
    );
    push_field(text, INDENT, words.remark, rule.remark(language), language);
}

/// When, from where and how the site was tested, and what to do after the change.
fn push_circumstances(text: &mut String, report: &Report, language: Language) {
    let words = language.texts().request();
    let labels = language.labels();
    let about = language.where_and_when(report);
    let colon = labels.colon;
    let tested = format!("{}{colon}{about} ({})", words.tested, report.tool);
    push_line(text, &tested);
    push_line(text, &language.tested_from(report));
    for note in language.notes(report) {
        let note = [labels.note, colon, &*note].concat();
        push_line(text, &note);
    }
    if let Some(limits) = language.sample_limits(report) {
        push_line(text, &limits);
    }
    let article = [labels.requirements, colon, ARTICLE_URL].concat();
    push_line(text, &article);
    push_line(text, words.afterwards);
}

/// Adds a name and its value, unless that is empty.
fn push_field(text: &mut String, indent: &str, name: &str, value: &str, language: Language) {
    let colon = language.labels().colon.trim_end();
    push(text, &format!("{indent}{name}{colon}"), FIELD, value);
}

fn push_line(text: &mut String, value: &str) {
    push(text, "", 0, value);
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

//! The change request as plain text.

use std::fmt::{Display, Write};

use super::request::{Action, ChangeRequest, Destinations, RuleRequest};
use crate::model::certainty::Certainty;
use crate::model::problem::Problem;
use crate::model::report::{Report, Row};
use crate::model::requirement::{ARTICLE_URL, RequirementId};
use crate::say::{Language, RequestWords};

/// Columns of the names of fields.
const FIELD: usize = 14;

impl ChangeRequest {
    /// One line, as the subject of a mail.
    #[must_use]
    pub fn subject(&self, language: Language) -> String {
        let words = language.texts().request();
        let Some(heaviest) = self.rules.iter().map(|rule| rule.level).min() else {
            return words.nothing_to_change.to_owned();
        };
        let rules = self.rules.iter().filter(|rule| rule.level == heaviest);
        let titles: Vec<_> = rules.map(|rule| title(rule, language)).collect();
        format!("{}: {}", words.title, titles.join("; "))
    }

    /// Only the rules, one line each, if there is no room for the whole request.
    #[must_use]
    pub fn brief(report: &Report, language: Language) -> String {
        let fixes = report.requirements.iter().filter_map(|row| {
            let is_asked_for = !Problem::of_row(row, report).is_empty();
            is_asked_for.then(|| language.fix(row, report)).flatten()
        });
        fixes.map(|fix| format!("- {fix}\n")).collect()
    }

    /// The whole request as plain text, ready to be copied or mailed.
    #[must_use]
    pub fn text(&self, report: &Report, language: Language) -> String {
        let words = language.texts().request();
        if self.is_empty() {
            return format!("{}\n", words.nothing_to_change);
        }
        let mut text = format!("{}\n\n{}\n", words.title, words.introduction);
        for (index, rule) in self.rules.iter().enumerate() {
            let level = language.level_in_sentence(rule.level);
            let title = title(rule, language);
            let _ = writeln!(text, "\n{}. {title} ({level})", index + 1);
            write_rule(&mut text, rule, report, language);
        }
        if !self.diagnoses.is_empty() {
            let _ = writeln!(text, "\n{}", language.diagnoses_title());
            for diagnosis in self.diagnoses {
                let _ = writeln!(text, "- {}", language.diagnosis(diagnosis));
            }
        }
        text.push('\n');
        write_circumstances(&mut text, self, report, language);
        text
    }
}

/// A rule in a few words, such as `Allow TCP 5349, 8883 outbound`.
fn title(rule: &RuleRequest, language: Language) -> String {
    let texts = language.texts();
    match (&rule.destinations, rule.action) {
        (Destinations::All, action) => {
            texts.rule_title(action, rule.protocol, rule.direction, &join(&rule.ports))
        }
        (Destinations::Names(names), Action::AllowUninspected) => texts.exempt_names(&join(names)),
        (Destinations::Names(names), _) => texts.allow_names(&join(names)),
    }
}

fn write_rule(text: &mut String, rule: &RuleRequest, report: &Report, language: Language) {
    let texts = language.texts();
    let words = texts.request();
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "   {:<FIELD$}{value}", format!("{name}:"));
        }
    };
    field(words.action, texts.action(rule.action));
    field(words.protocol, texts.protocol(rule.protocol));
    field(words.direction, texts.direction(rule.direction));
    field(words.source, words.camera);
    field(words.destination, &destinations(&rule.destinations, words));
    field(words.ports, &join(&rule.ports));
    field(words.blocked_now, &join(&rule.blocked_now));
    field(words.also_silent, &unconfirmed(rule, words));
    field(words.purpose, &purpose(rule, language));
    field(words.remark, texts.remark(rule.problem));
    let mut said = Vec::new();
    for (row, certainty) in &rule.findings {
        write_finding(text, row, *certainty, report, language);
        for evidence in &row.evidence {
            // Two rows may be based on the same observation.
            if !said.contains(&evidence) {
                said.push(evidence);
                let _ = writeln!(text, "   - {}", language.evidence(evidence));
            }
        }
    }
}

fn write_finding(
    text: &mut String,
    row: &Row,
    certainty: Certainty,
    report: &Report,
    language: Language,
) {
    let texts = language.texts();
    let _ = writeln!(
        text,
        "   {}",
        texts.seen_on(texts.row_name(row.id), &language.sentence(row, report))
    );
    let _ = writeln!(text, "   - {}", texts.certainty(certainty));
}

fn write_circumstances(
    text: &mut String,
    request: &ChangeRequest,
    report: &Report,
    language: Language,
) {
    let words = language.texts().request();
    let _ = writeln!(
        text,
        "{}: {} ({})",
        words.tested, request.tested, request.tool
    );
    let _ = writeln!(text, "{}", language.tested_from(report));
    for note in report.notes {
        let _ = writeln!(
            text,
            "{}: {}",
            language.labels().note,
            language.note(note, report)
        );
    }
    if let Some(limits) = language.sample_limits(report) {
        let _ = writeln!(text, "{limits}");
    }
    let _ = writeln!(text, "{}: {ARTICLE_URL}", language.labels().requirements);
    let _ = writeln!(text, "{}", words.afterwards);
}

fn purpose(rule: &RuleRequest, language: Language) -> String {
    if rule.action == Action::FullConeNat {
        return language.purpose(RequirementId::NatFullCone).to_owned();
    }
    let mut purposes: Vec<_> = rule
        .findings
        .iter()
        .map(|(row, _)| language.purpose(row.id))
        .collect();
    purposes.dedup();
    purposes.join(" ")
}

fn unconfirmed(rule: &RuleRequest, words: &RequestWords) -> String {
    if rule.unconfirmed.is_empty() {
        return String::new();
    }
    format!("{} ({})", join(&rule.unconfirmed), words.not_confirmed)
}

fn destinations(destinations: &Destinations, words: &RequestWords) -> String {
    match destinations {
        Destinations::All => words.all.to_owned(),
        Destinations::Names(names) => format!("{} ({})", join(names), words.by_name),
    }
}

fn join<T: Display>(items: &[T]) -> String {
    let texts: Vec<_> = items.iter().map(ToString::to_string).collect();
    texts.join(", ")
}

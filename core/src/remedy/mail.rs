//! A mail to the firewall administrator: the changes in short, and the link to the report.

use super::request::{ChangeRequest, RuleRequest};
use crate::model::report::Report;
use crate::model::verdict::Overall;
use crate::say::Language;

/// Characters of the address that opens the mail: Windows passes no longer one to the mail program
/// (`INTERNET_MAX_URL_LENGTH`, 2,083, with room to spare), and shows no error.
pub const MAX_ADDRESS: usize = 2000;

/// Texts of the mail, for the caller to take the first that fits: with the changes, and without them. The link, if
/// there is one, is in both.
#[must_use]
pub fn texts(report: &Report, language: Language, link: Option<&str>) -> [String; 2] {
    let headline = language.headline(report);
    let request = ChangeRequest::of(report);
    let (required, optional) = request.rules.split_at(request.required());
    let mut changes = headings(required, language);
    if !required.is_empty() && !optional.is_empty() {
        let title = language.optional_improvements(optional.len());
        changes.push_str(&format!(
            "\n{title}{}\n",
            language.labels().colon.trim_end()
        ));
    }
    changes.push_str(&headings(optional, language));
    let labels = language.labels();
    let link = link.map(|link| format!("{}{}\n{link}\n", labels.link, labels.colon.trim_end()));
    let link = link.unwrap_or_default();
    [
        format!("{headline}\n\n{changes}\n{link}"),
        format!("{headline}\n\n{link}"),
    ]
}

fn headings(rules: &[RuleRequest], language: Language) -> String {
    let line = |rule: &RuleRequest| format!("- {}\n", rule.heading(language));
    rules.iter().map(line).collect()
}

impl ChangeRequest {
    /// One line, as the subject of a mail: the outcome, and how many changes there are.
    #[must_use]
    pub fn subject(&self, report: &Report, language: Language) -> String {
        let words = language.texts().request();
        let [ready, undecided, not_ready] = words.subjects;
        let subject = match report.tone() {
            Overall::Ready | Overall::ReadyWithAdvice => ready,
            Overall::Incomplete => undecided,
            Overall::NotReady => not_ready,
        };
        // As in the headline: rows that ask for the same share a change, but not each change is one rule.
        let changes = match language.changes(report).len() {
            0 => language.optional_improvements(self.rules.len()),
            required => format!("{}{required}", words.required_changes),
        };
        format!("{subject}{changes}")
    }
}

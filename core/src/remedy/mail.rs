//! A mail to the firewall administrator: the changes in short, and the link to the report.

use super::request::ChangeRequest;
use crate::model::report::Report;
use crate::say::Language;

/// Characters of the address that opens the mail: Windows passes no longer one to the mail program
/// (`INTERNET_MAX_URL_LENGTH`, 2,083, with room to spare), and shows no error.
pub const MAX_ADDRESS: usize = 2000;

/// Texts of the mail, each shorter than the one before, for the caller to take the first that fits. Of the links, each
/// shorter than the one before, there is one in all of them: the changes are shortened before a link is.
#[must_use]
pub fn texts(report: &Report, language: Language, links: &[String]) -> Vec<String> {
    let rules = ChangeRequest::of(report).rules;
    let (mut explained, mut titles) = (String::new(), String::new());
    for rule in rules {
        let heading = format!("- {}", rule.heading(language));
        explained.push_str(&format!("{heading}. {}\n", rule.why(language)));
        titles.push_str(&format!("{heading}\n"));
    }
    let label = language.labels().link;
    let headline = language.headline(report);
    let mut texts = Vec::new();
    let mut endings: Vec<_> = links
        .iter()
        .map(|link| format!("\n{label}:\n{link}\n"))
        .collect();
    if endings.is_empty() {
        endings.push(String::new());
    }
    for ending in &endings {
        texts.push(format!("{headline}\n\n{explained}{ending}"));
        texts.push(format!("{headline}\n\n{titles}{ending}"));
    }
    let shortest = endings.pop().unwrap_or_default();
    texts.push(format!("{headline}\n{shortest}"));
    texts
}

impl ChangeRequest {
    /// One line, as the subject of a mail: the outcome, and how many changes there are.
    #[must_use]
    pub fn subject(&self, report: &Report, language: Language) -> String {
        let texts = language.texts();
        let changes = match self.required() {
            0 => texts.optional_improvements(self.rules.len()),
            required => texts.required_changes(required),
        };
        texts.request_subject(report.tone(), &changes)
    }
}

//! A mail to the firewall administrator: the changes in short, and the link to the report.

use super::request::ChangeRequest;
use crate::model::report::Report;
use crate::say::Language;

/// Characters of the address that opens the mail: Windows passes no longer one to the mail program
/// (`INTERNET_MAX_URL_LENGTH`, 2,083, with room to spare), and shows no error.
pub const MAX_ADDRESS: usize = 2000;

/// Texts of the mail, each shorter than the one before, for the caller to take the first that fits. The link, if there
/// is one, is in all of them: the changes are shortened before it.
#[must_use]
pub fn texts(report: &Report, language: Language, link: Option<&str>) -> [String; 3] {
    let (mut explained, mut titles) = (String::new(), String::new());
    for rule in ChangeRequest::of(report).rules {
        let heading = rule.heading(language);
        explained.push_str(&format!("- {heading}. {}\n", rule.why(language)));
        titles.push_str(&format!("- {heading}\n"));
    }
    let mut texts = [explained, titles, String::new()];
    for text in &mut texts {
        text.insert_str(0, "\n\n");
        text.insert_str(0, &language.headline(report));
        if let Some(link) = link {
            text.push_str(&format!("\n{}:\n{link}\n", language.labels().link));
        }
    }
    texts
}

impl ChangeRequest {
    /// One line, as the subject of a mail: the outcome, and how many changes there are.
    #[must_use]
    pub fn subject(&self, report: &Report, language: Language) -> String {
        let texts = language.texts();
        let changes = match self.required() {
            0 => texts.optional_improvements(self.rules.len()),
            required => format!("{}{required}", texts.request().required_changes),
        };
        texts.request_subject(report.tone(), &changes)
    }
}

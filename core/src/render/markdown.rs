//! The report as Markdown, for a ticket. The rows are a list, because more ticket systems support lists, and they
//! are readable without rendering; the change request is a table, as firewalls show their rules.

use std::fmt::Write;

use super::feeds;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::{ARTICLE_URL, Level, RequirementId};
use crate::model::verdict::Status;
use crate::remedy::ChangeRequest;
use crate::say::Language;

/// Renders a report, perhaps with a link to it. Everything in it that comes from outside is shown as text.
#[must_use]
pub fn render(report: &Report, language: Language, link: Option<&str>) -> String {
    let labels = language.labels();
    let mut text = format!(
        "# {}\n\n{}\n\n{}\n\n",
        escaped(&language.headline(report)),
        escaped(&language.where_and_when(report)),
        escaped(language.next_step(report)),
    );
    push_watch(&mut text, report, language);
    for row in &report.requirements {
        if row.reason != Reason::NotSelected {
            push_row(&mut text, report, row, language);
            if row.id == RequirementId::FeedReliability {
                push_feeds(&mut text, report, language);
            }
        }
    }
    push_request(&mut text, report, language);
    if !report.diagnoses.is_empty() {
        let _ = writeln!(
            text,
            "\n**{}**\n",
            escaped(language.diagnoses_title(report))
        );
        for diagnosis in report.diagnoses {
            let _ = writeln!(text, "- {}", escaped(language.diagnosis(diagnosis)));
        }
    }
    let _ = writeln!(text, "\n{}", escaped(&language.tested_from(report)));
    for note in language.notes(report) {
        let note = escaped(&note);
        let _ = writeln!(
            text,
            "\n**{}{}** {note}",
            labels.note,
            labels.colon.trim_end()
        );
    }
    let limits = language.sample_limits(report).unwrap_or_default();
    let _ = writeln!(
        text,
        "\n{}, {}, {} s. {}\n\n{}{}<{ARTICLE_URL}>",
        escaped(&report.tool),
        escaped(&report.started),
        report.duration_ms.div_ceil(1000),
        escaped(&limits),
        labels.requirements,
        labels.colon,
    );
    if let Some(link) = link {
        let _ = writeln!(text, "\n{}{}<{link}>", labels.link, labels.colon);
    }
    text
}

fn push_watch(text: &mut String, report: &Report, language: Language) {
    let Some(watch) = &report.watch else {
        return;
    };
    let _ = writeln!(text, "## {}\n", escaped(language.watch_title()));
    for sentence in language.watch_sentences(watch) {
        let _ = writeln!(text, "- {}", escaped(&sentence));
    }
    if let Some(marks) = language.watch_marks(watch) {
        let timeline = code(&watch.timeline);
        let _ = writeln!(text, "\n{timeline}\n\n{}", escaped(&marks));
    }
    text.push('\n');
}

fn push_row(text: &mut String, report: &Report, row: &Row, language: Language) {
    let level = match row.level {
        Level::Required => String::new(),
        Level::Recommended | Level::Advice => {
            format!(" ({})", language.level_in_sentence(row.level))
        }
    };
    let labels = language.labels();
    let _ = writeln!(
        text,
        "- {} **{}**{level}{}{}. {}",
        sign(row.tone()),
        escaped(language.row_name(row.id)),
        labels.colon,
        language.row_status(row.id, row.status),
        escaped(&language.sentence(row, report)),
    );
    for sentence in language.about_failure(row, report) {
        let _ = writeln!(text, "  - {}", escaped(sentence));
    }
    if let Some(fix) = language.fix(row, report) {
        let (colon, fix) = (labels.colon.trim_end(), escaped(&fix));
        let _ = writeln!(text, "  - **{}{colon}** {fix}", labels.fix);
    }
    // Rows that pass need no proof in a ticket, and the link has the observations behind a failure.
    if row.status == Status::Inconclusive {
        for evidence in &row.evidence {
            let _ = writeln!(text, "  - {}", code(&language.evidence(evidence)));
        }
    }
}

/// Each feed, second by second, as a block of code in the item of its row.
fn push_feeds(text: &mut String, report: &Report, language: Language) {
    for feed in &report.feeds {
        let _ = writeln!(text, "\n  {FENCE}text");
        for line in feeds::table(feed, language) {
            let _ = writeln!(text, "  {line}");
        }
        let _ = writeln!(text, "  {FENCE}");
    }
}

/// The change request for the firewall administrator, ready to be copied.
fn push_request(text: &mut String, report: &Report, language: Language) {
    let request = ChangeRequest::of(report);
    if request.is_empty() {
        return;
    }
    let words = language.texts().request();
    let colon = language.labels().colon;
    let _ = writeln!(text, "\n## {}\n", escaped(language.page().request));
    for (index, name) in words.blanks.iter().enumerate() {
        let _ = writeln!(text, "- {name}{colon}{}", code(request.known(index)));
    }
    let _ = writeln!(text, "\n{}\n", escaped(words.introduction));
    for (index, cells) in request.table(language).iter().enumerate() {
        for cell in cells {
            let _ = write!(text, "| {} ", escaped(cell));
        }
        text.push_str("|\n");
        if index == 0 {
            text.push_str("|--|--|--|--|--|--|--|--|--|\n");
        }
    }
}

/// Around text in which nothing is markup (CommonMark section 4.5).
const FENCE: &str = "```";

/// A character that ends neither a block nor a line of code.
fn unfenced(character: char) -> char {
    if character == '`' {
        '\''
    } else if character.is_control() {
        ' '
    } else {
        character
    }
}

/// A sign beside the word, so that failing rows can be found at a glance.
fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✅",
        Status::Warn => "🟡",
        Status::Fail => "❌",
        Status::Inconclusive => "❔",
        Status::NotTested => "⚪",
    }
}

/// Text of which nothing is markup (CommonMark section 2.4), on one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
                escaped.push('\\');
                escaped.push(character);
            }
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

/// Text between backticks, in which nothing is markup and no address becomes a link.
fn code(text: &str) -> String {
    let text: String = text.chars().map(unfenced).collect();
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        assert_eq!(
            escaped("<b>*x*_[a](b)|\n# `c`"),
            "\\<b\\>\\*x\\*\\_\\[a\\](b)\\| \\# \\`c\\`"
        );
        assert_eq!(code("a `b`\n<c>"), "`a 'b' <c>`");
    }
}

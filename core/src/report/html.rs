//! The report as one HTML file: to keep, to print, to attach, and to show where the page cannot
//! be reached. It needs nothing besides itself and runs nothing.

use std::fmt::{self, Write};

use super::{Report, Row};
use crate::reason::Reason;
use crate::requirement::{ARTICLE_URL, Level};
use crate::text::Language;
use crate::verdict::{Overall, Status};

/// Nothing is loaded and nothing runs, even if an escape were missing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE: &str = include_str!("html.css");

/// Renders a report. Everything in it that comes from outside is shown as text.
#[must_use]
pub fn render(report: &Report, language: Language) -> String {
    let headline = Escaped(language.headline(report.overall));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{headline}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header class=\"{}\">\n<h1>{headline}</h1>\n<p>{}</p>\n</header>\n<ul class=\"rows\">\n",
        language.tag(),
        tone(report.overall),
        Escaped(language.next_step(report.overall)),
    );
    for row in &report.requirements {
        if row.reason != Reason::NotSelected {
            push_row(&mut page, report, row, language);
        }
    }
    page.push_str("</ul>\n");
    push_diagnoses(&mut page, report, language);
    push_circumstances(&mut page, report, language);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn push_row(page: &mut String, report: &Report, row: &Row, language: Language) {
    let status = language.row_status(row.id, row.status);
    let _ = write!(
        page,
        "<li class=\"{0}\" data-requirement=\"{1}\" data-status=\"{0}\">\n<h2>{2}{3}</h2>\n\
         <p class=\"status\"><span aria-hidden=\"true\">{4}</span> {5}</p>\n<p>{6}</p>\n",
        row.status,
        row.id,
        Escaped(language.row_name(row.id)),
        LevelMark(row.level, language),
        sign(row.status),
        Escaped(status),
        Escaped(&language.sentence(row, report)),
    );
    if row.status == Status::Fail {
        let meaning = language.meaning(row).unwrap_or_default();
        let certainty = language.certainty(row, report).unwrap_or_default();
        let _ = writeln!(page, "<p>{} {}</p>", Escaped(meaning), Escaped(certainty));
    }
    if let Some(fix) = language.fix(row, report) {
        let label = Escaped(language.labels().fix);
        let _ = writeln!(
            page,
            "<p class=\"fix\"><b>{label}:</b> {}</p>",
            Escaped(&fix)
        );
    }
    push_evidence(page, row, language);
    page.push_str("</li>\n");
}

fn push_evidence(page: &mut String, row: &Row, language: Language) {
    if row.evidence.is_empty() {
        return;
    }
    let open = match row.status {
        Status::Fail | Status::Inconclusive => " open",
        Status::Pass | Status::Warn | Status::NotTested => "",
    };
    let label = Escaped(language.labels().evidence);
    let _ = writeln!(page, "<details{open}>\n<summary>{label}</summary>\n<ul>");
    for evidence in &row.evidence {
        let _ = writeln!(page, "<li>{}</li>", Escaped(&language.evidence(evidence)));
    }
    page.push_str("</ul>\n</details>\n");
}

fn push_diagnoses(page: &mut String, report: &Report, language: Language) {
    if report.diagnoses.is_empty() {
        return;
    }
    let title = Escaped(language.diagnoses_title());
    let _ = writeln!(page, "<section>\n<h2>{title}</h2>\n<ul>");
    for diagnosis in &report.diagnoses {
        let _ = writeln!(page, "<li>{}</li>", Escaped(language.diagnosis(*diagnosis)));
    }
    page.push_str("</ul>\n</section>\n");
}

fn push_circumstances(page: &mut String, report: &Report, language: Language) {
    let labels = language.labels();
    let tested = language.tested_from(report);
    let _ = writeln!(page, "<footer>\n<p>{}</p>", Escaped(&tested));
    for note in &report.notes {
        let note = Escaped(language.note(*note));
        let _ = writeln!(page, "<p><b>{}:</b> {note}</p>", Escaped(labels.note));
    }
    let limits = language.sample_limits(report).unwrap_or_default();
    let _ = writeln!(
        page,
        "<p>{}, <time>{}</time>, {} s. {}</p>\n\
         <p>{}: <a href=\"{ARTICLE_URL}\">{ARTICLE_URL}</a></p>\n</footer>",
        Escaped(&report.tool),
        Escaped(&report.started),
        report.duration_ms.div_ceil(1000),
        Escaped(&limits),
        Escaped(labels.requirements),
    );
}

/// The colour of the headline: an ordinary NAT is good news.
fn tone(overall: Overall) -> &'static str {
    match overall {
        Overall::Ready | Overall::ReadyWithAdvice => "good",
        Overall::Incomplete => "open",
        Overall::NotReady => "bad",
    }
}

/// A sign beside the word, so that colour is never alone.
fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓",
        Status::Warn => "~",
        Status::Fail => "✕",
        Status::Inconclusive => "?",
        Status::NotTested => "–",
    }
}

/// The level in brackets, but for the usual one.
struct LevelMark(Level, Language);

impl fmt::Display for LevelMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Level::Required => Ok(()),
            Level::Recommended | Level::Advice => {
                let level = self.1.level(self.0).to_lowercase();
                write!(f, " <small>({})</small>", Escaped(&level))
            }
        }
    }
}

/// Text in which nothing is markup, neither in an element nor in a quoted attribute.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                character if character.is_control() => f.write_char(' ')?,
                character => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        assert_eq!(
            Escaped("<script>\"a\" & 'b'</script>\u{0}").to_string(),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt; "
        );
    }
}

//! The report as one HTML file: to keep, to print, to attach, and to show where the page cannot be
//! reached. It loads nothing and runs no scripts.

use std::fmt::{self, Write};

use super::feeds;
use crate::model::feed::Feed;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::{ARTICLE_URL, Level, RequirementId};
use crate::model::verdict::{Overall, Status};
use crate::remedy::{ChangeRequest, Handbook, Step, Vendor, vendor_help};
use crate::say::Language;

/// Nothing is loaded and no script runs, even if an escape were missing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE: &str = include_str!("html.css");

/// Renders a report. Everything in it that comes from outside is shown as text.
#[must_use]
pub fn render(report: &Report, language: Language) -> String {
    let headline = language.headline(report);
    let headline = Escaped(&headline);
    let request = ChangeRequest::of(report);
    let watch = Watched(report, language);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{headline}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header class=\"{}\">\n<h1>{headline}</h1>\n<p class=\"when\">{}</p>\n<p>{}</p>\n{}</header>\n\
         {watch}<ul class=\"rows\">\n",
        language.tag(),
        tone(report.tone()),
        Escaped(&language.where_and_when(report)),
        Escaped(language.next_step(report)),
        Subject(&request, report.overall, language),
    );
    for row in &report.requirements {
        if row.reason != Reason::NotSelected {
            push_row(&mut page, report, row, language);
        }
    }
    page.push_str("</ul>\n");
    push_diagnoses(&mut page, report, language);
    push_request(&mut page, &request, language);
    push_help(&mut page, report, language);
    push_circumstances(&mut page, report, language);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn push_row(page: &mut String, report: &Report, row: &Row, language: Language) {
    let status = language.row_status(row.id, row.status);
    let _ = write!(
        page,
        "<li class=\"{}\" data-requirement=\"{}\" data-status=\"{}\">\n<div>\n\
         <h2>{}{}</h2>\n<p class=\"status\"><span aria-hidden=\"true\">{}</span> {}</p>\n\
         </div>\n<p>{}</p>\n",
        row.tone(),
        row.id,
        row.status,
        Escaped(language.row_name(row.id)),
        LevelMark(row.level, language),
        sign(row.tone()),
        Escaped(status),
        Escaped(&language.sentence(row, report)),
    );
    for sentence in language.about_failure(row, report) {
        let _ = writeln!(page, "<p>{}</p>", Escaped(sentence));
    }
    if let Some(fix) = language.fix(row, report) {
        let label = Escaped(language.labels().fix);
        let _ = writeln!(
            page,
            "<p class=\"fix\"><b>{label}:</b> {}</p>",
            Escaped(&fix)
        );
    }
    if row.id == RequirementId::FeedReliability {
        for feed in &report.feeds {
            push_feed(page, feed, language);
        }
    }
    push_evidence(page, row, language);
    page.push_str("</li>\n");
}

/// A feed, second by second; what was bad has a sign as well as a colour.
fn push_feed(page: &mut String, feed: &Feed, language: Language) {
    let title = feeds::title(feed, language);
    let _ = writeln!(page, "<table>\n<caption>{}</caption>", Escaped(&title));
    for series in feeds::series(feed, language) {
        let label = Escaped(series.label);
        let _ = write!(page, "<tr><th scope=\"row\">{label}</th>");
        for number in series.seconds {
            let _ = match number {
                None => write!(page, "<td>-</td>"),
                Some(number) if series.is_bad(*number) => {
                    write!(page, "<td class=\"bad\">{number}!</td>")
                }
                Some(number) => write!(page, "<td>{number}</td>"),
            };
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
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
    let title = Escaped(language.diagnoses_title(report));
    let _ = writeln!(page, "<section>\n<h2>{title}</h2>\n<ul>");
    for diagnosis in report.diagnoses {
        let _ = writeln!(page, "<li>{}</li>", Escaped(language.diagnosis(diagnosis)));
    }
    page.push_str("</ul>\n</section>\n");
}

/// The change request for the firewall administrator: what to fill in, and the table.
fn push_request(page: &mut String, request: &ChangeRequest, language: Language) {
    if request.is_empty() {
        return;
    }
    let words = language.texts().request();
    let colon = language.labels().colon;
    let title = Escaped(language.page().request);
    let _ = writeln!(page, "<section class=\"request\">\n<h2>{title}</h2>\n<ul>");
    for (index, name) in words.blanks.iter().enumerate() {
        let value = Escaped(request.known(index));
        let _ = writeln!(page, "<li>{}{colon}{value}</li>", Escaped(name));
    }
    let _ = writeln!(page, "</ul>\n<p>{}</p>", Escaped(words.introduction));
    push_table(page, request, language);
    page.push_str("</section>\n");
}

/// On a narrow screen each rule becomes a card, whose cells show their heads. The roles keep it a table then.
fn push_table(page: &mut String, request: &ChangeRequest, language: Language) {
    let heads = language.texts().request().columns;
    page.push_str("<table role=\"table\">\n<thead>\n<tr role=\"row\">\n");
    for head in heads {
        let _ = writeln!(page, "<th role=\"columnheader\">{}</th>", Escaped(head));
    }
    page.push_str("</tr>\n</thead>\n<tbody>\n");
    for cells in request.table(language).iter().skip(1) {
        page.push_str("<tr role=\"row\">\n");
        for (cell, head) in cells.iter().zip(heads) {
            let (cell, head) = (Escaped(cell), Escaped(head));
            let _ = writeln!(page, "<td role=\"cell\" data-head=\"{head}\">{cell}</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n");
}

/// The same for each firewall, in collapsible sections.
fn push_help(page: &mut String, report: &Report, language: Language) {
    let handbook = Handbook::built_in();
    let help = |vendor| vendor_help(vendor, report, language, &handbook);
    if help(Vendor::Generic).is_empty() {
        return;
    }
    let title = Escaped(language.page().firewall);
    let _ = writeln!(page, "<section class=\"help\">\n<h2>{title}</h2>");
    for vendor in Vendor::ALL {
        let name = Escaped(language.vendor(vendor));
        let _ = writeln!(page, "<details>\n<summary>{name}</summary>\n<ul>");
        for step in help(vendor) {
            push_step(page, &step, language);
        }
        page.push_str("</ul>\n</details>\n");
    }
    page.push_str("</section>\n");
}

fn push_step(page: &mut String, step: &Step, language: Language) {
    let words = language.page();
    let _ = writeln!(page, "<li><b>{}</b>", Escaped(step.title));
    for wanted in &step.wanted {
        let _ = writeln!(page, "<p>{}</p>", Escaped(wanted));
    }
    if !step.menu.is_empty() {
        let (name, menu) = (Escaped(words.menu), Escaped(&step.menu));
        let colon = language.labels().colon;
        let _ = writeln!(page, "<p>{name}{colon}<b>{menu}</b></p>");
    }
    push_fields(page, &step.fields);
    let _ = writeln!(page, "<p>{}</p>", Escaped(&step.text));
    if !step.warning.is_empty() {
        let _ = writeln!(page, "<p><b>{}</b></p>", Escaped(&step.warning));
    }
    push_commands(page, step, language);
    let _ = match &step.source {
        Some(source) => writeln!(
            page,
            "<p><a href=\"{}\" rel=\"noreferrer\">{}</a></p>",
            Escaped(&source.url),
            Escaped(&source.said(language)),
        ),
        None => writeln!(page, "<p>{}</p>", Escaped(words.generic_rule)),
    };
    page.push_str("</li>\n");
}

fn push_fields(page: &mut String, fields: &[(String, String)]) {
    if fields.is_empty() {
        return;
    }
    page.push_str("<ul>\n");
    for (label, value) in fields {
        let (label, value) = (Escaped(label), Escaped(value));
        let _ = writeln!(page, "<li><b>{label}</b>: {value}</li>");
    }
    page.push_str("</ul>\n");
}

fn push_commands(page: &mut String, step: &Step, language: Language) {
    if step.commands.is_empty() {
        return;
    }
    let label = step.commands_label(language);
    let (label, commands) = (Escaped(&label), Lines(&step.commands));
    let _ = writeln!(page, "<p>{label}</p>\n<pre>{commands}</pre>");
}

fn push_circumstances(page: &mut String, report: &Report, language: Language) {
    let labels = language.labels();
    let tested = language.tested_from(report);
    let _ = writeln!(page, "<footer>\n<p>{}</p>", Escaped(&tested));
    for note in language.notes(report) {
        let note = Escaped(&note);
        let (name, colon) = (Escaped(labels.note), labels.colon);
        let _ = writeln!(page, "<p><b>{name}{colon}</b>{note}</p>");
    }
    let limits = language.sample_limits(report).unwrap_or_default();
    let _ = writeln!(
        page,
        "<p>{}, <time>{}</time>, {} s. {}</p>\n\
         <p>{}{}<a href=\"{ARTICLE_URL}\">{ARTICLE_URL}</a></p>\n</footer>",
        Escaped(&report.tool),
        Escaped(&report.started),
        report.duration_ms.div_ceil(1000),
        Escaped(&limits),
        Escaped(labels.requirements),
        labels.colon,
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

/// A sign beside the word, so that meaning never depends on colour alone.
fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓",
        Status::Warn => "~",
        Status::Fail => "✕",
        Status::Inconclusive => "?",
        Status::NotTested => "–",
    }
}

/// The changes in one line, where they decide.
struct Subject<'a>(&'a ChangeRequest, Overall, Language);

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(request, overall, language) = self;
        match overall {
            Overall::NotReady => {
                let required = request.rules.iter().take(request.required());
                let titles: Vec<_> = required.map(|rule| rule.title(*language)).collect();
                writeln!(f, "<p><b>{}</b></p>", Escaped(&titles.join("; ")))
            }
            Overall::Ready | Overall::ReadyWithAdvice | Overall::Incomplete => Ok(()),
        }
    }
}

/// The summary of a watch, if the report has one.
struct Watched<'a>(&'a Report, Language);

impl fmt::Display for Watched<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(report, language) = self;
        let Some(watch) = &report.watch else {
            return Ok(());
        };
        let title = Escaped(language.watch_title());
        writeln!(f, "<section>\n<h2>{title}</h2>\n<ul>")?;
        for sentence in language.watch_sentences(watch) {
            writeln!(f, "<li>{}</li>", Escaped(&sentence))?;
        }
        f.write_str("</ul>\n")?;
        if let Some(marks) = language.watch_marks(watch) {
            let timeline = Escaped(&watch.timeline);
            writeln!(f, "<pre>{timeline}</pre>\n<p>{}</p>", Escaped(&marks))?;
        }
        f.write_str("</section>\n")
    }
}

/// The level in brackets, except the usual one.
struct LevelMark(Level, Language);

impl fmt::Display for LevelMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Level::Required => Ok(()),
            Level::Recommended | Level::Advice => {
                let level = self.1.level_in_sentence(self.0);
                write!(f, " <small>({})</small>", Escaped(level))
            }
        }
    }
}

/// [`Escaped`] text that keeps its lines.
struct Lines<'a>(&'a str);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.0.trim_end().lines();
        lines.try_for_each(|line| writeln!(f, "{}", Escaped(line)))
    }
}

/// Text in which nothing is markup, neither in an element nor in a quoted attribute.
pub(super) struct Escaped<'a>(pub(super) &'a str);

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

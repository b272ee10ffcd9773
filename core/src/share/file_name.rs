//! The names of files that a tester keeps.

use crate::model::report::Report;

/// Length of a date in RFC 3339.
const DATE: usize = 10;

/// A name for a file about a report, with its site and its day, so that the files of many sites can be distinguished:
/// `camcheck-elm-st-12-2026-11-25.csv`. It contains letters, digits and single hyphens, and a dot before the ending.
#[must_use]
pub fn file_name(report: &Report, ending: &str) -> String {
    let site = report.place.site.as_deref().unwrap_or_default();
    let day = report.started.get(..DATE).unwrap_or_default();
    let words = [site, day].into_iter().flat_map(words);
    let name: Vec<_> = std::iter::once("camcheck".to_owned())
        .chain(words)
        .collect();
    format!("{}.{ending}", name.join("-"))
}

/// What every file system takes, English letters in lower case. (To look letters up in Unicode's tables would be 7 KB of
/// the page.)
fn words(text: &str) -> impl Iterator<Item = String> {
    // Letters of alphabets, without the marks and directions that begin at U+2000.
    let is_letter =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '\u{c0}'..='\u{1fff}');
    let words = text.split(move |letter| !is_letter(letter));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_site_and_the_day() {
        let json = r#"{"format":"camcheck-report","version":1,"tool":"camcheck 0.1.0","vantage":"page",
            "started":"2026-11-25T13:46:00Z","duration_ms":1,"overall":"incomplete","requirements":[],
            "network":{"local_addresses":[],"mapped_addresses":[],"nat":"unknown","mapping":"unknown",
            "filtering":"unknown","udp_blocked":[],"udp_sampled":0,"udp_open":0},"diagnoses":[]}"#;
        let mut report = Report::parse(json).expect("a report");
        assert_eq!(file_name(&report, "json"), "camcheck-2026-11-25.json");
        report.place.site = Some("../Elm St. 12, Köln".to_owned());
        let expected = "camcheck-elm-st-12-köln-2026-11-25.csv";
        assert_eq!(file_name(&report, "csv"), expected);
    }
}

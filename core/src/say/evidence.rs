//! An observation as a line. A report may contain newer names that this program does not know: such a name
//! is shown unchanged.

use super::language::Language;
use super::texts::Texts;
use crate::model::evidence::{Detail, Evidence, Name, Outcome};

impl Language {
    /// One observation.
    #[must_use]
    pub fn evidence(self, evidence: &Evidence) -> String {
        let texts = self.texts();
        let test = named(texts, &evidence.test, |texts, test| texts.test(test));
        let target = named(texts, &evidence.target, |texts, target| {
            texts.target(target)
        });
        let mapped = evidence.detail(Detail::Mapped);
        let result = mapped.unwrap_or_else(|| named(texts, &evidence.result, outcome));
        let mut text = format!("{test} {target}{}{result}", texts.labels().colon)
            .trim_start()
            .to_owned();
        let details = details(texts, evidence);
        if !details.is_empty() {
            text.push_str(&format!(" ({details})"));
        }
        if let Some(time) = evidence.round_trip_ms {
            text.push_str(&format!(" {}", texts.after(time)));
        }
        text
    }
}

fn details(texts: &dyn Texts, evidence: &Evidence) -> String {
    let shown = evidence.details.iter();
    let shown = shown.filter(|(name, _)| *name != Detail::Mapped);
    let said: Vec<_> = shown
        .map(|(name, value)| {
            let name = named(texts, name, |texts, detail| texts.detail(detail));
            let value = Name::from(value.as_str());
            let value = named(texts, &value, |texts, word| texts.word(word));
            format!("{name} {value}")
        })
        .collect();
    said.join(", ")
}

fn outcome(texts: &dyn Texts, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Seen(seen) => texts.seen(seen),
        Outcome::Failed(failure) => texts.tcp_failure(failure),
    }
}

fn named<'a, K: Copy>(
    texts: &dyn Texts,
    name: &'a Name<K>,
    known: fn(&dyn Texts, K) -> &'static str,
) -> &'a str {
    match name {
        Name::Known(name) => known(texts, *name),
        Name::Other(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::json;

    #[test]
    fn an_unknown_name_is_shown_as_it_stands() {
        let json =
            r#"{"test":"new-test","target":"there","result":"new-result","details":{"new":"3"}}"#;
        let seen = json::read(json).expect("evidence");
        for language in Language::ALL {
            assert_eq!(
                language.evidence(&seen),
                format!(
                    "new-test there{}new-result (new 3)",
                    language.labels().colon
                )
            );
        }
    }
}

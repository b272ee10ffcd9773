//! The page's texts around the report.

use super::language::Language;
use super::lists::{list, some_of};
pub use super::texts::PageWords;
use crate::model::network::Network;
use crate::model::ports::PortRange;
use crate::model::report::Report;
use crate::model::vantage::Vantage;
use crate::run::Activity;

impl Language {
    /// The words of the page's own controls.
    #[must_use]
    pub fn page(self) -> &'static PageWords {
        self.texts().page()
    }

    /// The progress of a run, as the page shows it.
    #[must_use]
    pub fn points_known(self, settled: usize, all: usize) -> String {
        self.texts().points_known(settled, all)
    }

    /// What a run is doing.
    #[must_use]
    pub fn activity(self, activity: Activity) -> &'static str {
        let [connecting, asking, narrowing, finishing] = self.page().activities;
        match activity {
            Activity::Connecting => connecting,
            Activity::AskingPorts => asking,
            Activity::NarrowingDown => narrowing,
            Activity::Finishing => finishing,
        }
    }

    /// How long a run took, in whole seconds.
    #[must_use]
    pub fn took(self, seconds: u64) -> String {
        self.texts().took(seconds)
    }

    /// Where, when and with what a shared report was made.
    #[must_use]
    pub fn shared_mark(self, report: &Report) -> String {
        let words = self.page();
        let from = made_from(words, report.vantage);
        let colon = self.labels().colon;
        let (title, about) = (words.shared_report, self.where_and_when(report));
        format!("{title}{colon}{about}, {from}, {}", report.tool)
    }

    /// Where a joined report comes from: the one that was opened, and the page's own.
    #[must_use]
    pub fn joined_mark(self, opened: &Report, own: &Report) -> String {
        let words = self.page();
        let [opened, own] = [opened, own].map(|report| {
            format!(
                "{}, {}",
                made_from(words, report.vantage),
                self.where_and_when(report)
            )
        });
        format!(
            "{}{}{opened}; {own}. {}",
            words.joined_report,
            self.labels().colon,
            words.joined_hint
        )
    }

    /// How many changes are recommended, where none is required.
    #[must_use]
    pub fn optional_improvements(self, count: usize) -> String {
        let [one, several] = self.texts().request().improvements;
        format!("{count}{}", if count == 1 { one } else { several })
    }

    /// A text alternative for the picture of the UDP range.
    #[must_use]
    pub fn udp_picture(self, network: &Network) -> String {
        let words = self.page();
        let texts = self.texts();
        let colon = self.labels().colon;
        let mut text = texts.ports_open(network.udp_open, network.udp_sampled);
        for (name, ranges) in [
            (words.ports_blocked, list(&network.udp_blocked)),
            (words.ports_unconfirmed, some_of(&network.udp_unconfirmed)),
        ] {
            if !ranges.is_empty() {
                text.push_str(&format!("; {name}{colon}{ranges}"));
            }
        }
        text.push('.');
        text
    }

    /// A line of the picture's legend: a label, and the ranges that it is about.
    #[must_use]
    pub fn udp_legend(self, label: &str, ranges: &[PortRange]) -> String {
        [label, " ", &some_of(ranges)].concat()
    }
}

const fn made_from(words: &PageWords, vantage: Vantage) -> &'static str {
    match vantage {
        Vantage::Page => words.from_page,
        Vantage::Native => words.from_native,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_of_the_page_was_left_untranslated() {
        let first = sentences(Language::default());
        for language in Language::ALL {
            if language != Language::default() {
                for text in sentences(language) {
                    assert!(!first.contains(&text), "{language:?}: {text}");
                }
            }
        }
    }

    fn sentences(language: Language) -> Vec<String> {
        let words = format!("{:?}", language.page());
        let quoted = words.split('"').skip(1).step_by(2);
        let sentences = quoted.filter(|text| text.contains(' '));
        sentences.map(ToOwned::to_owned).collect()
    }
}

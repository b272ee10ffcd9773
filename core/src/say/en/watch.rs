//! The summary of a watch.

use super::English;
use crate::say::texts::{WatchTexts, WatchWords};

const WORDS: WatchWords = WatchWords {
    title: "Watched over time",
    no_outage: "No outage was seen.",
    below: "That is less than the 90% that the article asks for.",
};

impl WatchTexts for English {
    fn watch(&self) -> &'static WatchWords {
        &WORDS
    }

    fn watch_share(&self, from: &str, to: &str, percent: u64, between: Option<(u8, u8)>) -> String {
        let between =
            between.map(|(low, high)| format!(" (very likely between {low} % and {high} %)"));
        let between = between.unwrap_or_default();
        format!(
            "From {from} to {to} UTC, everything that was tested worked {percent} % of the time{between}."
        )
    }

    fn watch_not_judged(&self, from: &str, to: &str) -> String {
        format!("From {from} to {to} UTC, no round could be judged.")
    }

    fn watch_outage(
        &self,
        begin: (Option<&str>, &str),
        end: (&str, Option<&str>),
        failed: &str,
    ) -> String {
        let begin = match begin {
            (Some(after), by) => format!("began between {after} and {by}"),
            (None, by) => format!("had begun by {by}"),
        };
        let end = match end {
            (after, Some(by)) => format!("ended between {after} and {by}"),
            (after, None) => format!("had not ended by {after}"),
        };
        format!("An outage {begin} UTC and {end} UTC: {failed}.")
    }

    fn watch_gaps(&self, duration: &str, gaps: usize) -> String {
        let gaps = match gaps {
            0 => String::new(),
            1 => " (1 gap)".to_owned(),
            gaps => format!(" ({gaps} gaps)"),
        };
        format!("Nothing was measured for {duration}{gaps}.")
    }

    fn watch_open(&self, duration: &str) -> String {
        format!("For {duration}, this network could not be judged.")
    }

    fn watch_more(&self, outages: usize) -> String {
        format!("Further outages: {outages}.")
    }

    fn watch_marks(&self, duration: &str, signs: [char; 4]) -> String {
        let [good, bad, open, gap] = signs;
        format!(
            "Each mark is {duration}: {good} good, {bad} at least one bad round, {open} not judged, {gap} not measured."
        )
    }
}

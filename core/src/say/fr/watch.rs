//! The summary of a watch.

use super::French;
use crate::say::texts::{WatchTexts, WatchWords};

const WORDS: WatchWords = WatchWords {
    title: "Surveillance dans la durée",
    no_outage: "Aucune coupure n'a été observée.",
    below: "C'est moins que les 90 % que demande l'article.",
};

impl WatchTexts for French {
    fn watch(&self) -> &'static WatchWords {
        &WORDS
    }

    fn watch_share(&self, from: &str, to: &str, percent: u64, between: Option<(u8, u8)>) -> String {
        let between =
            between.map(|(low, high)| format!(" (très probablement entre {low} % et {high} %)"));
        let between = between.unwrap_or_default();
        format!(
            "De {from} à {to} UTC, tout ce qui a été testé a fonctionné {percent} % du temps{between}."
        )
    }

    fn watch_not_judged(&self, from: &str, to: &str) -> String {
        format!("De {from} à {to} UTC, aucun cycle n'a pu être évalué.")
    }

    fn watch_outage(
        &self,
        begin: (Option<&str>, &str),
        end: (&str, Option<&str>),
        failed: &str,
    ) -> String {
        let begin = match begin {
            (Some(after), by) => format!("a commencé entre {after} et {by}"),
            (None, by) => format!("avait commencé au plus tard le {by}"),
        };
        let end = match end {
            (after, Some(by)) => format!("s'est terminée entre {after} et {by}"),
            (after, None) => format!("n'était pas terminée le {after}"),
        };
        format!("Une coupure {begin} UTC et {end} UTC : {failed}.")
    }

    fn watch_gaps(&self, duration: &str, gaps: usize) -> String {
        let gaps = match gaps {
            0 => String::new(),
            1 => " (1 interruption)".to_owned(),
            gaps => format!(" ({gaps} interruptions)"),
        };
        format!("Rien n'a été mesuré pendant {duration}{gaps}.")
    }

    fn watch_open(&self, duration: &str) -> String {
        format!("Pendant {duration}, ce réseau n'a pas pu être évalué.")
    }

    fn watch_more(&self, outages: usize) -> String {
        format!("Autres coupures : {outages}.")
    }

    fn watch_marks(&self, duration: &str, signs: [char; 4]) -> String {
        let [good, bad, open, gap] = signs;
        format!(
            "Chaque marque représente {duration} : {good} bon, {bad} au moins un mauvais cycle, {open} non évalué, {gap} non mesuré."
        )
    }
}

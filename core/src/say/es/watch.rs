//! The summary of a watch.

use super::Spanish;
use crate::say::texts::{WatchTexts, WatchWords};

const WORDS: WatchWords = WatchWords {
    title: "Vigilancia continua",
    no_outage: "No se observó ningún corte.",
    below: "Es menos del 90 % que indica el artículo.",
};

impl WatchTexts for Spanish {
    fn watch(&self) -> &'static WatchWords {
        &WORDS
    }

    fn watch_share(&self, from: &str, to: &str, percent: u64, between: Option<(u8, u8)>) -> String {
        let between = between
            .map(|(low, high)| format!(" (muy probablemente entre el {low} % y el {high} %)"));
        let between = between.unwrap_or_default();
        format!(
            "De {from} a {to} UTC, todo lo probado funcionó el {percent} % del tiempo{between}."
        )
    }

    fn watch_not_judged(&self, from: &str, to: &str) -> String {
        format!("De {from} a {to} UTC no se pudo evaluar ninguna ronda.")
    }

    fn watch_outage(
        &self,
        begin: (Option<&str>, &str),
        end: (&str, Option<&str>),
        failed: &str,
    ) -> String {
        let begin = match begin {
            (Some(after), by) => format!("empezó entre {after} y {by}"),
            (None, by) => format!("ya había empezado el {by}"),
        };
        let end = match end {
            (after, Some(by)) => format!("terminó entre {after} y {by}"),
            (after, None) => format!("no había terminado el {after}"),
        };
        format!("Un corte {begin} UTC y {end} UTC: {failed}.")
    }

    fn watch_gaps(&self, duration: &str, gaps: usize) -> String {
        let gaps = match gaps {
            0 => String::new(),
            1 => " (1 hueco)".to_owned(),
            gaps => format!(" ({gaps} huecos)"),
        };
        format!("No se midió nada durante {duration}{gaps}.")
    }

    fn watch_open(&self, duration: &str) -> String {
        format!("Durante {duration} no se pudo evaluar esta red.")
    }

    fn watch_more(&self, outages: usize) -> String {
        format!("Otros cortes: {outages}.")
    }

    fn watch_marks(&self, duration: &str, signs: [char; 4]) -> String {
        let [good, bad, open, gap] = signs;
        format!(
            "Cada marca equivale a {duration}: {good} bien, {bad} al menos una ronda mala, {open} sin evaluar, {gap} sin medir."
        )
    }
}

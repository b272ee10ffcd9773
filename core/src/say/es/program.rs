//! Texts of the native program only.

use super::Spanish;
use crate::say::sweep::Sweep;
use crate::say::texts::{LiveWords, ProgramTexts, ShareWords};
use crate::watch::Judged;

const WORDS: ShareWords = ShareWords {
    scan: "Escanee para abrir un informe abreviado en un teléfono:",
    saved: "El informe como archivo",
    page_unreachable: "La página del enlace no responde desde esta red; el enlace funciona en redes donde sí responda.",
    not_opened: "No se pudo abrir ningún navegador: abra usted el enlace o el archivo.",
    no_link: "No hay enlace: la dirección de la página en la lista de servidores de prueba es demasiado larga.",
    no_page: "No hay enlace: la lista de servidores de prueba no indica una dirección real de la página.",
    no_far_end: "no hay ningún servidor de prueba configurado, así que solo se pueden probar los dominios; indique uno con --responder o --catalogue (vea --help)",
    all_pass: "ya pasan todas las comprobaciones obligatorias",
    press_enter: "Presione Enter para cerrar esta ventana.",
};

const LIVE: LiveWords = LiveWords {
    next: "Próxima ronda a las",
    interrupt: "Ctrl-C termina la vigilancia con un informe.",
    whole: "todas las comprobaciones",
    slept: "el dispositivo estuvo en suspensión",
    no_round: "no se terminó ninguna ronda, así que no hay informe",
};

impl ProgramTexts for Spanish {
    fn share(&self) -> &'static ShareWords {
        &WORDS
    }

    fn progress(&self, row: Option<&str>, done: usize, started: usize) -> String {
        match row {
            Some(row) => format!("{done} de {started}. Probando: {row}"),
            None => format!("{done} de {started}. Probando de nuevo para confirmar"),
        }
    }

    fn feed_progress(&self, seconds: usize, all: usize, out: &str, back: &str) -> String {
        format!("Flujo de prueba: {seconds} de {all} s  sale {out}  entra {back}")
    }

    fn sweep_announcement(&self, sweep: Sweep) -> String {
        let Sweep {
            ports,
            rate,
            seconds,
            sessions: (least, most),
        } = sweep;
        format!(
            "se prueban {ports} puertos UDP, {rate} por segundo, unos {seconds} s; ocupan a la vez entre {least} y {most} entradas de la tabla de sesiones del router"
        )
    }

    fn retest_begins(&self, every: &str) -> String {
        format!(
            "se repiten cada {every} las comprobaciones que no pasan, hasta que pasen; Ctrl-C termina con el informe"
        )
    }

    fn newer_version(&self, version: &str, page: &str) -> String {
        format!("hay una versión más reciente de este programa, {version}, en {page}")
    }

    fn retest_waits(&self, seconds: u64) -> String {
        format!(
            "ya responden algunos puertos UDP; el rango completo se prueba de nuevo en {seconds} s, cuando el router haya olvidado la última prueba"
        )
    }

    fn live(&self) -> &'static LiveWords {
        &LIVE
    }

    fn watch_begins(&self, every: &str, until: &str) -> String {
        format!("se prueba cada {every} hasta {until} UTC")
    }

    fn round_result(&self, result: Judged) -> &'static str {
        match result {
            Judged::Good => "bien",
            Judged::Bad => "mal",
            Judged::NotJudged => "sin evaluar",
        }
    }

    fn log_continued(&self, rounds: usize, damaged: usize) -> String {
        let damaged = match damaged {
            0 => String::new(),
            1 => "; se omitió 1 línea dañada".to_owned(),
            lines => format!("; se omitieron {lines} líneas dañadas"),
        };
        format!("se continúa un registro; rondas hasta ahora: {rounds}{damaged}")
    }
}

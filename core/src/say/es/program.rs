//! Texts of the native program only.

use super::Spanish;
use crate::say::sweep::Sweep;
use crate::say::texts::{ProgramTexts, ShareWords};

const WORDS: ShareWords = ShareWords {
    scan: "Escanee para abrir un informe abreviado en un teléfono:",
    saved: "El informe como archivo",
    page_unreachable: "La página del enlace no responde desde esta red; el enlace funciona en redes donde sí responda.",
    not_opened: "No se pudo abrir ningún navegador: abra usted el enlace o el archivo.",
    no_link: "No hay enlace: la dirección de la página en el catálogo es demasiado larga.",
    no_page: "No hay enlace: el catálogo no indica una dirección real de la página.",
    no_far_end: "no hay ningún servidor de prueba configurado, así que solo se pueden probar los dominios; indique uno con --responder o --catalogue (vea --help)",
    press_enter: "Pulse Intro para cerrar esta ventana.",
};

impl ProgramTexts for Spanish {
    fn share(&self) -> &'static ShareWords {
        &WORDS
    }

    fn progress(&self, row: Option<&str>, done: usize, started: usize) -> String {
        match row {
            Some(row) => format!("Probando: {row} ({done} de {started})"),
            None => format!("Comprobando de nuevo ({done} de {started})"),
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
}

//! What is said around shared reports: links, and two reports that are joined.

use super::Language;
use crate::share::merge::MergeError;

/// One language's words around a share link; a missing one does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareWords {
    /// Before the link.
    pub link: &'static str,
    /// Above the QR code.
    pub scan: &'static str,
    /// Before the path of the HTML report.
    pub saved: &'static str,
    /// The page does not answer from this network.
    pub page_unreachable: &'static str,
    /// Neither link nor file could be opened in a browser.
    pub not_opened: &'static str,
    /// The address of the page is too long for a link.
    pub no_link: &'static str,
    /// The catalogue's address of the page is a placeholder.
    pub no_page: &'static str,
    /// The catalogue names no test server, before a run.
    pub no_far_end: &'static str,
    /// A window that nobody typed in is about to close.
    pub press_enter: &'static str,
}

impl Language {
    /// The words around a share link.
    #[must_use]
    pub const fn share_words(self) -> &'static ShareWords {
        match self {
            Self::English => &ENGLISH,
            Self::Spanish => &SPANISH,
        }
    }

    /// Why two reports are not joined, and what to do.
    #[must_use]
    pub const fn merge_error(self, error: MergeError) -> &'static str {
        match self {
            Self::English => merge_error_in_english(error),
            Self::Spanish => merge_error_in_spanish(error),
        }
    }
}

const fn merge_error_in_english(error: MergeError) -> &'static str {
    match error {
        MergeError::SameVantage => {
            "The report that you opened is not part of this one: both come from the same kind of test."
        }
        MergeError::AlreadyMerged => {
            "The report that you opened is not part of this one, as it joins two reports already. Open the one of the Camcheck program."
        }
        MergeError::LocalFarEnd => {
            "The report that you opened is not part of this one: one of the two was made against a test server on the same machine and says nothing about the site."
        }
        MergeError::OtherNetworks => {
            "The report that you opened is not part of this one: no address seen from the internet is in both, so they may come from different networks."
        }
        MergeError::DaysApart => {
            "The report that you opened is not part of this one: they were made more than a day apart, and the network may have changed in between."
        }
    }
}

const fn merge_error_in_spanish(error: MergeError) -> &'static str {
    match error {
        MergeError::SameVantage => {
            "El informe que abrió no forma parte de este: los dos son del mismo tipo de prueba."
        }
        MergeError::AlreadyMerged => {
            "El informe que abrió no forma parte de este, pues ya reúne dos. Abra el del programa Camcheck."
        }
        MergeError::LocalFarEnd => {
            "El informe que abrió no forma parte de este: uno de los dos se hizo contra un servidor de prueba en la misma máquina y no dice nada del sitio."
        }
        MergeError::OtherNetworks => {
            "El informe que abrió no forma parte de este: no tienen en común ninguna dirección vista desde internet, así que pueden ser de redes distintas."
        }
        MergeError::DaysApart => {
            "El informe que abrió no forma parte de este: entre las dos pruebas pasó más de un día, y la red puede haber cambiado."
        }
    }
}

const ENGLISH: ShareWords = ShareWords {
    link: "Link to this report",
    scan: "Scan this to open it, shortened, on a phone:",
    saved: "The report as a file",
    page_unreachable: "The page behind the link does not answer from this network; the link works wherever it does.",
    not_opened: "No browser could be opened: open the link or the file yourself.",
    no_link: "There is no link: the catalogue's address of the page is too long.",
    no_page: "There is no link: the catalogue names no real address of the page.",
    no_far_end: "no test server is configured, so only the domains can be tested; name one with --responder or --catalogue (see --help)",
    press_enter: "Press Enter to close this window.",
};

const SPANISH: ShareWords = ShareWords {
    link: "Enlace a este informe",
    scan: "Escanee esto para abrirlo, abreviado, en un teléfono:",
    saved: "El informe como archivo",
    page_unreachable: "La página del enlace no responde desde esta red; el enlace funciona donde sí responda.",
    not_opened: "No se pudo abrir ningún navegador: abra usted el enlace o el archivo.",
    no_link: "No hay enlace: la dirección de la página en el catálogo es demasiado larga.",
    no_page: "No hay enlace: el catálogo no indica una dirección real de la página.",
    no_far_end: "no hay ningún servidor de prueba configurado, así que solo se pueden probar los dominios; indique uno con --responder o --catalogue (vea --help)",
    press_enter: "Pulse Intro para cerrar esta ventana.",
};

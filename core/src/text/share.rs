//! What is said around a share link.

use super::Language;

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
}

const ENGLISH: ShareWords = ShareWords {
    link: "Link to this report",
    scan: "Scan this to open it, shortened, on a phone:",
    saved: "The report as a file",
    page_unreachable: "The page behind the link does not answer from this network; the link works wherever it does.",
    not_opened: "No browser could be opened: open the link or the file yourself.",
    no_link: "There is no link: the catalogue's address of the page is too long.",
};

const SPANISH: ShareWords = ShareWords {
    link: "Enlace a este informe",
    scan: "Escanee esto para abrirlo, abreviado, en un teléfono:",
    saved: "El informe como archivo",
    page_unreachable: "La página del enlace no responde desde esta red; el enlace funciona donde sí responda.",
    not_opened: "No se pudo abrir ningún navegador: abra usted el enlace o el archivo.",
    no_link: "No hay enlace: la dirección de la página en el catálogo es demasiado larga.",
};

//! Help in the terms of each make of firewall. It is data: one file for each make in the folder `vendors`. What is in
//! the files comes only from the vendors' own documents and the public threads named there; for everything else
//! there is the generic rule. The program never guesses which firewall a site has: the reader picks it.
//!
//! The native program contains the files (`build.rs`). The page fetches them, joined to one, when a reader picks a
//! firewall.

mod entry;
mod facts;

pub use entry::Source;
pub(super) use entry::{Entry, Pairs};
pub(super) use facts::Facts;

use entry::Guide;
use miniz_oxide::inflate::decompress_to_vec_zlib;

use crate::model::vendor::Vendor;
use crate::support::json::{self, Fault, Refused};

/// The files of all makes as one array, beside the page.
pub const FILE_NAME: &str = "vendors.json";

/// The same in the program, deflated.
const FILES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/vendors.json.zlib"));

/// What is in the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handbook {
    guides: Vec<Guide>,
}

/// A file that cannot be used, with the path of the entry at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, entry {path}: {problem}")]
pub struct HandbookError {
    /// The file.
    pub file: String,
    /// Such as `entries[2].text`; `(top)` for the document itself.
    pub path: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl HandbookError {
    fn new(file: &str, fault: Fault) -> Self {
        Self {
            file: file.to_owned(),
            path: fault.path,
            problem: fault.problem,
        }
    }
}

impl Handbook {
    /// Reads the file beside the page.
    ///
    /// # Errors
    /// [`HandbookError`] with the path of the first bad entry.
    pub fn parse(text: &str) -> Result<Self, HandbookError> {
        match read_all(text) {
            Ok(guides) => Ok(Self { guides }),
            Err(fault) => Err(HandbookError::new(FILE_NAME, *fault)),
        }
    }

    /// The files in this program. A test reads each of them; if they could not be read, this would be empty.
    #[must_use]
    pub fn built_in() -> Self {
        let inflated = decompress_to_vec_zlib(FILES).unwrap_or_default();
        let text = String::from_utf8(inflated).unwrap_or_default();
        Self::parse(&text).unwrap_or_default()
    }

    /// What a vendor's file contains; nothing if there is none.
    pub(super) fn entries(&self, vendor: Vendor) -> &[Entry] {
        let mut guides = self.guides.iter();
        let guide = guides.find(|guide| guide.vendor == vendor);
        guide.map_or(&[], |guide| &guide.entries)
    }
}

fn read_all(file: &str) -> Result<Vec<Guide>, Refused> {
    json::parsed(file)?.each(Guide::read)
}

#[cfg(test)]
mod tests;

//! What the programs and the page contain of other projects, and the licences of all that. It calls cargo and rustc,
//! so it runs in the project's folder.

mod document;
mod licence;
mod packages;
mod toolchain;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use self::document::Document;
pub use self::packages::{PROGRAM_TARGETS, linked_into};

/// Writes the licences and copyright notices of everything that the programs and the page contain into one HTML file.
///
/// # Errors
/// [`NoticesError`]
pub fn write(file: &Path) -> Result<(), NoticesError> {
    let mut document = Document::new(toolchain::library_notices()?);
    for package in packages::shipped()? {
        document.add(&package, licence::texts(&package)?);
    }
    fs::write(file, document.to_string()).map_err(|error| NoticesError::file(file, error))
}

/// Why there are no notices.
#[derive(Debug, thiserror::Error)]
pub enum NoticesError {
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// cargo or rustc failed.
    #[error("{program} failed: {message}")]
    Program {
        /// Its name.
        program: &'static str,
        /// What it printed.
        message: String,
    },
    /// What cargo printed cannot be read.
    #[error("cargo metadata is not as expected: {0}")]
    Metadata(#[from] serde_json::Error),
    /// cargo contradicts itself.
    #[error("cargo tree names {0}, which cargo metadata does not know")]
    Unknown(String),
    /// A package has no licence text, and its licence is not one of the usual ones.
    #[error(
        "{package} contains no licence file, and native/notices/licences has no text of {licence:?}"
    )]
    NoText {
        /// Its name and version.
        package: String,
        /// The licence that it names.
        licence: String,
    },
    /// The toolchain's own notices cannot be read.
    #[error("{}: no <body>", .0.display())]
    NoBody(PathBuf),
}

impl NoticesError {
    fn file(path: &Path, error: io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            error,
        }
    }
}

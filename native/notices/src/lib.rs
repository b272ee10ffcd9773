//! What the programs and the page contain of other projects, and the licences of all that. It calls cargo and rustc,
//! so it runs in the project's folder.

mod document;
mod html;
mod licence;
mod packages;
mod toolchain;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use self::document::Document;
use self::packages::DISTRIBUTED;
pub use self::packages::{PROGRAM_TARGETS, linked_into};
use self::toolchain::{C_LIBRARIES, Library, is_linked_into};

/// Writes the licences and copyright notices of everything that the programs and the page contain into one HTML file.
///
/// # Errors
/// [`NoticesError`]
pub fn write(file: &Path) -> Result<(), NoticesError> {
    let document = document("Its page and its programs contain", &DISTRIBUTED)?;
    fs::write(file, document.to_html()).map_err(|error| NoticesError::file(file, error))
}

/// The licences and copyright notices of everything that the program for a target contains, as plain text.
///
/// # Errors
/// [`NoticesError`]
pub fn of_program(target: &str) -> Result<String, NoticesError> {
    let document = document("This program contains", &[("camcheck", &[target])])?;
    Ok(document.to_text())
}

/// About packages of this project, each with the targets that it is built for. `subject` is what they are, with its verb.
fn document(subject: &str, distributed: &[(&str, &[&str])]) -> Result<Document, NoticesError> {
    let mut document = Document::about(subject);
    document.add_packages(&packages::linked(distributed)?)?;
    document.add_library(Library::read()?);
    for (name, text) in C_LIBRARIES {
        let mut targets = distributed.iter().flat_map(|(_, targets)| *targets);
        if targets.any(|target| is_linked_into(name, target)) {
            document.add(name, None, [text.to_owned()]);
        }
    }
    Ok(document)
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
    /// The toolchain's own notices are not as expected.
    #[error("{}: {missing} not found", path.display())]
    Library {
        /// Their file.
        path: PathBuf,
        /// What it should contain.
        missing: &'static str,
    },
}

impl NoticesError {
    fn file(path: &Path, error: io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_has_the_notices_of_what_is_in_it_and_of_nothing_else() {
        let text = of_program("x86_64-unknown-linux-musl").expect("notices");
        let has_package = |name: &str| text.contains(&format!("\n{name} "));
        assert!(has_package("ring") && has_package("tokio"));
        assert!(!has_package("yew") && !has_package("windows-sys"));
        assert!(text.contains("Rich Felker") && !text.contains("mingw-w64 project"));
        assert!(text.contains("The Rust Project Developers"));
    }
}

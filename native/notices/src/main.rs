//! `camcheck-notices FILE` writes the licences and copyright notices of everything that the programs and the
//! page contain into one HTML file. It calls cargo and rustc, so it runs in the project's folder.

mod document;
mod licence;
mod packages;
mod toolchain;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::document::Document;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let [file] = arguments.as_slice() else {
        return fail("usage: camcheck-notices FILE");
    };
    match write(Path::new(file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(message: &str) -> ExitCode {
    // If this cannot be written, there is no other place to report it.
    let _ = writeln!(io::stderr(), "camcheck-notices: {message}");
    ExitCode::from(2)
}

fn write(file: &Path) -> Result<(), NoticesError> {
    let mut document = Document::new(toolchain::library_notices()?);
    for package in packages::shipped()? {
        document.add(&package, licence::texts(&package)?);
    }
    fs::write(file, document.to_string()).map_err(|error| NoticesError::file(file, error))
}

/// Why there are no notices.
#[derive(Debug, thiserror::Error)]
enum NoticesError {
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("{program} failed: {message}")]
    Program {
        program: &'static str,
        message: String,
    },
    #[error("cargo metadata is not as expected: {0}")]
    Metadata(#[from] serde_json::Error),
    #[error("cargo tree names {0}, which cargo metadata does not know")]
    Unknown(String),
    #[error(
        "{package} contains no licence file, and native/notices/licences has no text of {licence:?}"
    )]
    NoText { package: String, licence: String },
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

//! What a release needs beside cargo itself; `./dev` calls it.

mod documents;
mod downloads;
mod platform;
mod reproduce;
mod sbom;
mod signing;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Packages Camcheck for a release.
#[derive(Debug, Parser)]
#[command(name = "xtask", version)]
enum Task {
    /// Builds the programs that a site can download, with their manifest, completions and manual pages.
    Downloads {
        /// Where they go: the folder of the built page.
        folder: PathBuf,
        /// The catalogue to put into them, so that they know the far end of the page that offers them; without
        /// it, they know none
        #[arg(long, value_name = "FILE")]
        catalogue: Option<PathBuf>,
        /// A secret key of minisign, to sign each file with
        #[arg(long, value_name = "FILE")]
        sign: Option<PathBuf>,
    },
    /// Builds the program for Linux on x86-64 again, from a copy of the sources, and fails if the result differs from
    /// the one that `downloads` has built without a catalogue.
    Reproduce {
        /// Where the copy goes: an empty folder.
        folder: PathBuf,
        /// The folder that `downloads` has filled.
        built: PathBuf,
    },
}

fn main() -> ExitCode {
    let done = match Task::parse() {
        Task::Downloads {
            folder,
            catalogue,
            sign,
        } => downloads::make(&folder, catalogue.as_deref(), sign.as_deref()),
        Task::Reproduce { folder, built } => reproduce::check(&folder, &built),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}

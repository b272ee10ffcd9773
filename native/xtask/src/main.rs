//! What a release needs beside cargo itself; `./dev` calls it.

mod downloads;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Packages Camcheck for a release.
#[derive(Debug, Parser)]
#[command(name = "xtask", version)]
enum Task {
    /// Builds the programs that a site can download, with their manifest.
    Downloads {
        /// Where they go: the folder of the built page.
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    let Task::Downloads { folder } = Task::parse();
    match downloads::make(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}

//! What a release needs beside cargo itself; `./dev` calls it.

mod documents;
mod downloads;

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
    },
}

fn main() -> ExitCode {
    let Task::Downloads { folder, catalogue } = Task::parse();
    match downloads::make(&folder, catalogue.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}

//! What a release needs beside cargo itself; `./dev` calls it.

mod contents;
mod dist;
mod documents;
mod downloads;
mod linked;
mod platform;
mod publisher;
mod reproduce;
mod sbom;
mod signing;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser};

use crate::downloads::SoundCatalogue;
use crate::signing::Signer;

/// Packages Camcheck for a release.
#[derive(Debug, Parser)]
#[command(name = "xtask", version)]
enum Task {
    /// Builds the programs that a site can download, with their manifest, completions and manual pages.
    Downloads(Release),
    /// Builds those and what package managers take, and reports what cannot be made on this machine.
    Dist(Release),
    /// Builds the program for Linux on x86-64 again, from a copy of the sources, and fails if the result differs from
    /// the one that `downloads` has built without a catalogue.
    Reproduce {
        /// Where the copy goes: an empty folder.
        folder: PathBuf,
        /// The folder that `downloads` has filled.
        built: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Release {
    /// Where it goes: the folder of the built page.
    folder: PathBuf,
    /// The catalogue to put into the programs, so that they know the far end of the page that offers them; without
    /// it, they know none
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// A secret key of minisign, to sign each file with
    #[arg(long, value_name = "FILE")]
    sign: Option<PathBuf>,
}

impl Release {
    fn make(&self, make: Make) -> io::Result<()> {
        let catalogue = self.catalogue.as_deref().map(SoundCatalogue::read);
        let catalogue = catalogue.transpose()?;
        let signer = self.sign.as_deref();
        let signer = signer.map(|key| Signer::open(key, signing::password()));
        make(
            &self.folder,
            catalogue.as_ref(),
            signer.transpose()?.as_ref(),
        )
    }
}

/// Fills a folder, with this catalogue in the programs and by this key.
type Make = fn(&Path, Option<&SoundCatalogue>, Option<&Signer>) -> io::Result<()>;

fn main() -> ExitCode {
    let done = match Task::parse() {
        Task::Downloads(release) => release.make(downloads::make),
        Task::Dist(release) => release.make(dist::make),
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

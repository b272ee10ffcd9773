//! `xtask dist`: everything that can be made on this machine for a release. The programs are made by
//! [`crate::downloads`]; what package managers take is made from them here, into a folder beside them.

mod archive;
mod debian;
mod homebrew;
mod winget;

use std::fs;
use std::io;
use std::path::Path;

use camcheck_core::downloads::{Arch, Os};
use url::Url;

use crate::downloads::{self, SoundCatalogue};
use crate::platform::Platform;
use crate::publisher::{Publisher, sha256};
use crate::signing::Signer;

/// The packages' folder beside the page; it is also part of their addresses.
const FOLDER: &str = "packages";

/// `./dev` writes it with the page; it has to be distributed with the programs.
const NOTICES: &str = "third-party-notices.html";

/// As package managers show it.
const DESCRIPTION: &str = "Tests whether a Latch Camera will work behind this firewall";

/// What no machine without accounts and keys can make.
const NOT_MADE_ANYWHERE: [&str; 2] = [
    "programs that Apple has notarised: they need an Apple Developer account (docs/releasing.md)",
    "programs with a signature that Windows knows: they need a certificate for code signing (docs/releasing.md)",
];

/// A file of a release, as a package manager fetches and checks it.
#[derive(Debug)]
struct Offered {
    os: Os,
    arch: Arch,
    /// Relative to the page.
    path: String,
    sha256: String,
}

/// Builds the programs and the packages in the folder of the built page, and reports what cannot be built here.
///
/// # Errors
/// As [`downloads::make`]; if the notices are not in the folder, or a package cannot be made.
pub(crate) fn make(
    folder: &Path,
    catalogue: Option<&SoundCatalogue>,
    signer: Option<&Signer>,
) -> io::Result<()> {
    debian::has_tool()?;
    let page = catalogue.map(page_of).transpose()?;
    let notices = read_notices(folder)?;
    downloads::make(folder, catalogue, signer)?;
    let packages = folder.join(FOLDER);
    fs::create_dir_all(&packages)?;
    let publisher = Publisher {
        folder: &packages,
        signer,
    };
    prove_far_end(&publisher)?;
    let offered = pack(folder, &publisher, &notices)?;
    match &page {
        Some(page) => {
            homebrew::write(&packages, page, &offered)?;
            winget::write(&packages, page, &offered)?;
        }
        None => not_made(
            "manifests for Homebrew and winget: they contain the address of the programs, which is known only with --catalogue",
        ),
    }
    NOT_MADE_ANYWHERE.into_iter().for_each(not_made);
    Ok(())
}

fn page_of(catalogue: &SoundCatalogue) -> io::Result<Url> {
    let page = catalogue.page();
    Url::parse(page).map_err(|error| io::Error::other(format!("{page}: {error}")))
}

fn read_notices(folder: &Path) -> io::Result<Vec<u8>> {
    let path = folder.join(NOTICES);
    fs::read(&path).map_err(|error| {
        let path = path.display();
        io::Error::other(format!(
            "{path}: {error}; run ./dev dist, which writes this file first"
        ))
    })
}

/// Writes the checksums and signatures of the packages of the far end, which `./dev` has already built.
fn prove_far_end(publisher: &Publisher<'_>) -> io::Result<()> {
    for file in fs::read_dir(publisher.folder)? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("camcheck-responder_") && name.ends_with(debian::ENDING) {
            publisher.prove(&name, &fs::read(file.path())?)?;
        }
    }
    Ok(())
}

/// Makes an archive of every program that is not for Windows, where one bare file is usual, and a Debian package of every
/// program for Linux. Returns what package managers can fetch.
fn pack(folder: &Path, publisher: &Publisher<'_>, notices: &[u8]) -> io::Result<Vec<Offered>> {
    let mut offered = Vec::new();
    for platform in &Platform::ALL {
        let name = platform.file_name();
        let program = fs::read(folder.join(&name))?;
        let (path, sha256) = match platform.os {
            Os::Windows => (name, sha256(&program)),
            Os::Linux | Os::Macos => {
                let archive = archive::of_program(folder, &name, &program, notices)?;
                let name = format!("{name}{}", archive::ENDING);
                let proof = publisher.write(&name, &archive)?;
                (format!("{FOLDER}/{name}"), proof.sha256)
            }
        };
        if platform.os == Os::Linux {
            debian::write(folder, publisher, platform, &program, notices)?;
        }
        offered.push(Offered {
            os: platform.os,
            arch: platform.arch,
            path,
            sha256,
        });
    }
    Ok(offered)
}

fn not_made(what: &str) {
    anstream::println!("not made: {what}");
}

/// The address of a file that is offered beside this page.
fn address(page: &Url, offered: &Offered) -> io::Result<Url> {
    page.join(&offered.path).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One file for each platform, at the addresses of a release.
    pub(super) fn offered() -> Vec<Offered> {
        let platforms = Platform::ALL.iter();
        platforms
            .map(|platform| Offered {
                os: platform.os,
                arch: platform.arch,
                path: format!("packages/{}.tar.gz", platform.file_name()),
                sha256: sha256(platform.target().as_bytes()),
            })
            .collect()
    }

    #[test]
    fn a_package_is_beside_the_page_with_or_without_a_file_name() {
        let file = offered().swap_remove(0);
        for page in [
            "https://probe.example/",
            "https://probe.example",
            "https://probe.example/index.html",
        ] {
            let page = Url::parse(page).expect("an address");
            assert_eq!(
                address(&page, &file).expect("an address").as_str(),
                format!(
                    "https://probe.example/packages/camcheck-{}-linux-x86_64.tar.gz",
                    env!("CARGO_PKG_VERSION")
                )
            );
        }
    }

    #[test]
    fn notices_that_are_not_there_are_named() {
        let folder = std::env::temp_dir().join(format!("camcheck-dist-{}", std::process::id()));
        let error = read_notices(&folder).expect_err("no notices");
        assert!(error.to_string().contains(NOTICES), "{error}");
    }
}

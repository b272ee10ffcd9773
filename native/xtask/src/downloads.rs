//! `xtask downloads`: the native program for every system, with the manifest from which the page offers them, and what
//! a shell and `man` need of it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use camcheck_core::catalogue::Catalogue;
use camcheck_core::downloads::{Download, Downloads, FILE_NAME, Os};
use serde::Serialize;

use crate::contents;
use crate::documents;
use crate::platform::{Platform, Tree, inspect};
use crate::publisher::Publisher;
use crate::sbom::{self, sbom};
use crate::signing::Signer;

/// The most bytes that one program may have.
const MOST: usize = 4_000_000;

/// A catalogue that programs can be built with.
#[derive(Debug)]
pub(crate) struct SoundCatalogue {
    /// Absolute.
    path: PathBuf,
    content: Catalogue,
}

impl SoundCatalogue {
    /// Reads it.
    ///
    /// # Errors
    /// If it cannot be read, or no program could test with it; each with the path.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let refuse = |problem: String| io::Error::other(format!("{}: {problem}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
        let content = Catalogue::parse(&text).map_err(|error| refuse(error.to_string()))?;
        if content.is_demo() {
            return Err(refuse(
                "it is that of a demo, which no other machine reaches".to_owned(),
            ));
        }
        if content.responders.is_empty() {
            return Err(refuse("it names no far end".to_owned()));
        }
        let path = path.canonicalize()?;
        Ok(Self { path, content })
    }

    /// The address of the page that offers the programs.
    pub(crate) fn page(&self) -> &str {
        &self.content.page
    }
}

/// `downloads.json` as the page reads it ([`Downloads`]), and what only those read who check a signature.
#[derive(Debug, Serialize)]
struct Manifest {
    version: &'static str,
    files: Vec<Entry>,
    /// As `minisign -P` takes it. A visitor should know it from elsewhere too.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    download: Download,
    /// The content of the file beside the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

/// Builds the program for every system into a folder, with the checksum, the bill of materials and, by a key, the
/// signature of each beside it and a manifest of all. What an earlier build left there is removed.
///
/// # Errors
/// If a tool is missing, a build fails, a program is larger than it may be or would not start
/// on its system, or the folder cannot be written.
pub(crate) fn make(
    folder: &Path,
    catalogue: Option<&SoundCatalogue>,
    signer: Option<&Signer>,
) -> io::Result<()> {
    has_all_tools()?;
    fs::create_dir_all(folder)?;
    remove_earlier(folder)?;
    let publisher = Publisher { folder, signer };
    let tree = Tree::own();
    let mut files = Vec::new();
    for platform in &Platform::ALL {
        let name = platform.file_name();
        let wrong = |problem: String| io::Error::other(format!("{name}: {problem}"));
        let catalogue = catalogue.map(|catalogue| &*catalogue.path);
        let program = contents::write(platform, &tree, catalogue)
            .and_then(|contents| platform.build(&tree, &contents))
            .map_err(wrong)?;
        let content = fs::read(program)?;
        check_size(&name, content.len())?;
        inspect(platform, &tree, &content).map_err(wrong)?;
        let proof = publisher.write_program(&name, &content)?;
        let download = entry(platform, content.len(), proof.sha256);
        let bill = sbom(platform, &download).map_err(wrong)?;
        publisher.write_beside(&name, sbom::ENDING, &bill)?;
        files.push(Entry {
            download,
            signature: proof.signature,
        });
    }
    documents::write(folder)?;
    write_manifest(
        folder,
        &Manifest::new(files, signer.map(Signer::public_key)),
    )
}

/// Every tool that is missing is named at once, with how to get it.
fn has_all_tools() -> io::Result<()> {
    let platforms = Platform::ALL.iter();
    let missing: BTreeSet<String> = platforms.flat_map(Platform::missing_tools).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing: Vec<_> = missing.into_iter().collect();
    Err(io::Error::other(format!("missing: {}", missing.join("; "))))
}

/// Programs of another version would be served on, and a signature of another build would look like a forgery.
fn remove_earlier(folder: &Path) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with("camcheck-")
            && Os::ALL
                .iter()
                .any(|os| name.contains(&format!("-{}-", os.as_str())));
        if is_ours {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

fn check_size(name: &str, size: usize) -> io::Result<()> {
    if size <= MOST {
        return Ok(());
    }
    let message = format!("{name} has {size} bytes, more than {MOST}");
    Err(io::Error::other(message))
}

fn entry(platform: &Platform, size: usize, sha256: String) -> Download {
    Download {
        os: platform.os,
        arch: platform.arch,
        file: platform.file_name(),
        size: size as u64,
        sha256,
    }
}

impl Manifest {
    const fn new(files: Vec<Entry>, public_key: Option<String>) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            files,
            public_key,
        }
    }
}

/// Writes the manifest, which has to pass the check that the page makes.
fn write_manifest(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let json = serde_json::to_string_pretty(manifest)? + "\n";
    Downloads::parse(&json).map_err(io::Error::other)?;
    fs::write(folder.join(FILE_NAME), json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publisher::sha256;

    #[test]
    fn every_platform_has_an_entry_that_the_page_accepts() {
        let folder =
            std::env::temp_dir().join(format!("camcheck-downloads-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let files: Vec<_> = Platform::ALL
            .iter()
            .map(|platform| Entry {
                download: entry(platform, 7, sha256(b"program")),
                signature: Some("untrusted comment: x\n".to_owned()),
            })
            .collect();
        let manifest = Manifest::new(files, Some("RW".to_owned()));
        write_manifest(&folder, &manifest).expect("a sound manifest");
        let json = fs::read_to_string(folder.join(FILE_NAME)).expect("the manifest");
        fs::remove_dir_all(&folder).expect("removed");
        let downloads = Downloads::parse(&json).expect("a sound manifest");
        for os in Os::ALL {
            let file = downloads.for_system(os, None).expect("a file");
            assert_eq!(file.sha256, sha256(b"program"));
            assert_eq!(file.size, 7);
            assert!(file.file.contains(os.as_str()));
        }
    }

    #[test]
    fn only_what_a_build_makes_is_removed() {
        let folder = std::env::temp_dir().join(format!("camcheck-earlier-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let kept = [
            "index.html",
            "camcheck-web-0a1b.js",
            "camcheck.1",
            "camcheck-watch.1",
        ];
        let removed = [
            "camcheck-0.0.9-linux-x86_64",
            "camcheck-0.1.0-macos-aarch64.minisig",
            "camcheck-0.1.0-windows-x86_64.exe.sha256",
        ];
        for name in kept.iter().chain(&removed) {
            fs::write(folder.join(name), "").expect("written");
        }
        remove_earlier(&folder).expect("removed");
        let is_there = |name: &&str| folder.join(name).exists();
        assert!(kept.iter().all(is_there));
        assert!(!removed.iter().any(is_there));
        fs::remove_dir_all(&folder).expect("removed");
    }

    #[test]
    fn a_program_may_not_grow_beyond_the_budget() {
        assert!(check_size("a", MOST).is_ok());
        let error = check_size("camcheck-x", MOST + 1).expect_err("too large");
        assert!(error.to_string().starts_with("camcheck-x has 4000001"));
    }
}

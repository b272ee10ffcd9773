//! A package of a program for Debian and Ubuntu, made by cargo-deb from `native/Cargo.toml`.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use camcheck_core::downloads::Arch;

use crate::documents;
use crate::platform::{self, Platform, Tree};
use crate::publisher::Publisher;

/// How the name of a package ends.
pub(super) const ENDING: &str = ".deb";

/// Where `native/Cargo.toml` looks for what goes into the package, within the project.
const LAID_OUT: &str = "target/package/program";

/// Whether cargo-deb is on this machine.
///
/// # Errors
/// If it is not, with how to get it.
pub(super) fn has_tool() -> io::Result<()> {
    if platform::is_there("cargo-deb") {
        return Ok(());
    }
    Err(io::Error::other(
        "missing: cargo-deb (cargo install cargo-deb)",
    ))
}

/// Makes the package of a program for Linux, with the documents in a folder.
///
/// # Errors
/// If a document is missing, or cargo-deb fails.
pub(super) fn write(
    folder: &Path,
    publisher: &Publisher<'_>,
    platform: &Platform,
    program: &[u8],
    notices: &[u8],
) -> io::Result<()> {
    let project = Tree::own().project;
    let laid_out = project.join(LAID_OUT);
    fs::create_dir_all(&laid_out)?;
    fs::write(laid_out.join("camcheck"), program)?;
    fs::write(laid_out.join(super::NOTICES), notices)?;
    for document in documents::NAMES {
        fs::copy(folder.join(document), laid_out.join(document))?;
    }
    let name = file_name(platform.arch);
    let mut cargo = Command::new("cargo");
    cargo
        .args(["deb", "--quiet", "--locked", "--package", "camcheck"])
        .args(["--no-build", "--no-strip", "--target", platform.target()])
        .arg("--output")
        .arg(fs::canonicalize(publisher.folder)?.join(&name))
        .current_dir(project)
        .env("SOURCE_DATE_EPOCH", "0");
    platform::run(&mut cargo).map_err(io::Error::other)?;
    publisher.prove(&name, &fs::read(publisher.folder.join(&name))?)?;
    Ok(())
}

fn file_name(arch: Arch) -> String {
    let arch = match arch {
        Arch::X86_64 => "amd64",
        Arch::Aarch64 => "arm64",
    };
    format!("camcheck_{}_{arch}{ENDING}", env!("CARGO_PKG_VERSION"))
}

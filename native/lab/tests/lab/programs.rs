//! The programs under test, which other packages make: cargo builds only those of a test's own package.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use camcheck_lab::Programs;

/// The programs, where [`build`] or another call of cargo left them.
pub(super) fn programs() -> io::Result<Programs> {
    Programs::in_folder(&folder()?)
}

/// The folder that cargo fills for a profile: these tests are in its `deps`.
fn folder() -> io::Result<PathBuf> {
    let this = env::current_exe()?;
    this.parent()
        .and_then(Path::parent)
        .map(Path::to_owned)
        .ok_or_else(|| io::Error::other(format!("{} is in no folder of cargo's", this.display())))
}

/// Cargo's folder for all that it makes.
pub(super) fn target() -> &'static Path {
    let inside = Path::new(env!("CARGO_TARGET_TMPDIR"));
    inside.parent().unwrap_or(inside)
}

/// `built` if the programs are up to date: `./dev test` has built them with everything else.
const PROGRAMS: &str = "CAMCHECK_LAB_PROGRAMS";

/// Builds the programs by the cargo that runs these tests, so that no stale ones are tested. Without it
/// they are what lies there.
///
/// # Errors
/// If they cannot be built; cargo says why.
pub(super) fn build() -> io::Result<()> {
    if env::var_os(PROGRAMS).is_some_and(|value| value == "built") {
        return Ok(());
    }
    let Some(cargo) = env::var_os("CARGO") else {
        return Ok(());
    };
    let folder = folder()?;
    let mut command = Command::new(cargo);
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet", "--locked"])
        .args(["--package", "camcheck", "--package", "camcheck-responder"])
        .arg("--profile")
        .arg(profile(&folder))
        .arg("--target-dir")
        .arg(target());
    for (name, _) in env::vars_os().filter(|(name, _)| is_of_this_package(name)) {
        command.env_remove(name);
    }
    if command.status()?.success() {
        Ok(())
    } else {
        Err(io::Error::other("cargo could not build the programs"))
    }
}

/// The profile whose folder this is.
fn profile(folder: &Path) -> OsString {
    match folder.file_name() {
        Some(name) if name != "debug" => name.to_owned(),
        Some(_) | None => "dev".into(),
    }
}

/// What cargo passes to the tests of a package. Build scripts of other packages read it and would
/// run again.
fn is_of_this_package(variable: &OsStr) -> bool {
    let name = variable.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

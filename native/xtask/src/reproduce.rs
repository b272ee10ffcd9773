//! `xtask reproduce`: whether the program can be built again, byte for byte, from the same sources. Then everyone who has
//! them can check that a download was made from nothing else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use camcheck_core::downloads::{Arch, Os};

use crate::contents;
use crate::platform::{Platform, Tree};

/// The system that is built for. The others have other compilers and linkers, and are not compared.
const SYSTEM: (Os, Arch) = (Os::Linux, Arch::X86_64);

/// Copies the sources into an empty folder, builds the program there, and compares it with one that was built here.
///
/// # Errors
/// If the build fails, or the programs differ.
pub(crate) fn check(folder: &Path, built: &Path) -> io::Result<()> {
    let platform = Platform::ALL
        .iter()
        .find(|platform| (platform.os, platform.arch) == SYSTEM)
        .ok_or_else(|| io::Error::other("there is no such platform"))?;
    let first = fs::read(built.join(platform.file_name()))
        .map_err(|error| io::Error::other(format!("{}: {error}", built.display())))?;
    let tree = Tree {
        project: folder.join("sources"),
        target: folder.join("built"),
    };
    copy_sources(&Tree::own().project, &tree.project)?;
    let second = contents::write(platform, &tree, None)
        .and_then(|contents| platform.build(&tree, &contents))
        .map_err(io::Error::other)?;
    let second = fs::read(second)?;
    if second == first {
        return Ok(());
    }
    let kept = built.join(format!("{}.second", platform.file_name()));
    fs::write(&kept, second)?;
    Err(io::Error::other(format!(
        "{} was built twice, and the two differ; the second one is {}",
        platform.file_name(),
        kept.display()
    )))
}

/// Those that git knows or would add, as they are now.
fn copy_sources(project: &Path, copy: &Path) -> io::Result<()> {
    for file in sources(project)? {
        let target = copy.join(&file);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(project.join(&file), target)?;
    }
    Ok(())
}

fn sources(project: &Path) -> io::Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let output = git.current_dir(project).output();
    let output = output.map_err(|error| io::Error::other(format!("git: {error}")))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(io::Error::other(message));
    }
    let names = String::from_utf8(output.stdout).map_err(io::Error::other)?;
    let files = names.split_terminator('\0').map(PathBuf::from);
    // What was removed is still in git's list until the removal is committed.
    Ok(files.filter(|file| project.join(file).is_file()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sources_are_copied_and_nothing_else() {
        let project = Tree::own().project;
        let files = sources(&project).expect("a list");
        for file in ["Cargo.lock", "core/src/lib.rs", "native/src/main.rs"] {
            assert!(files.contains(&PathBuf::from(file)), "{file}");
        }
        assert!(!files.iter().any(|file| file.starts_with("target")));
    }
}

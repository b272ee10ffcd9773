//! The packages that end up in what is distributed.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

use crate::NoticesError;

/// Every target that the program is built for.
pub const PROGRAM_TARGETS: [&str; 6] = [
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-gnu",
    "aarch64-pc-windows-gnullvm",
];

/// What is distributed: a package of this project, and every target that it is built for.
pub(crate) const DISTRIBUTED: [(&str, &[&str]); 2] = [
    ("camcheck", &PROGRAM_TARGETS),
    ("camcheck-web", &["wasm32-unknown-unknown"]),
];

/// A package as `cargo metadata` describes it.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// None for the packages of this project.
    source: Option<String>,
    /// An SPDX expression, or an older form of it with slashes.
    pub(crate) license: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) manifest_path: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The packages of other projects that are linked into packages of this one for these targets, by name and version.
/// Macros count too, since what they generate is compiled in; build scripts and tests do not.
pub(crate) fn linked(distributed: &[(&str, &[&str])]) -> Result<Vec<Package>, NoticesError> {
    let mut needed = BTreeSet::new();
    for (package, targets) in distributed {
        needed.extend(linked_into(package, targets)?);
    }
    let json = output("cargo", &["metadata", "--locked", "--format-version", "1"])?;
    let metadata: Metadata = serde_json::from_str(&json)?;
    let mut packages = metadata.packages;
    packages.retain(|package| needed.remove(&(package.name.clone(), package.version.clone())));
    if let Some((name, version)) = needed.pop_first() {
        return Err(NoticesError::Unknown(format!("{name} {version}")));
    }
    packages.retain(|package| package.source.is_some());
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(packages)
}

/// Names and versions of what is linked into a package of this project for these targets, itself included.
///
/// # Errors
/// [`NoticesError::Program`]
pub fn linked_into(
    package: &str,
    targets: &[&str],
) -> Result<BTreeSet<(String, String)>, NoticesError> {
    let mut arguments = vec!["tree", "--locked", "--package", package];
    arguments.extend(["--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    for target in targets {
        arguments.extend(["--target", target]);
    }
    let tree = output("cargo", &arguments)?;
    Ok(tree.lines().filter_map(name_and_version).collect())
}

/// Of a line such as `serde_derive v1.0.228 (proc-macro) (*)`.
fn name_and_version(line: &str) -> Option<(String, String)> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    Some((name.to_owned(), version.to_owned()))
}

/// What a program prints.
pub(crate) fn output(program: &'static str, arguments: &[&str]) -> Result<String, NoticesError> {
    let failed = |message: String| NoticesError::Program { program, message };
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(failed(message.trim_end().to_owned()));
    }
    String::from_utf8(output.stdout).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_has_a_name_and_a_version() {
        let read = |line| name_and_version(line).map(|(name, version)| format!("{name}={version}"));
        assert_eq!(read("ring v0.17.14").as_deref(), Some("ring=0.17.14"));
        assert_eq!(
            read("serde_derive v1.0.228 (proc-macro) (*)").as_deref(),
            Some("serde_derive=1.0.228")
        );
        assert_eq!(read(""), None);
        assert_eq!(read("[build-dependencies]"), None);
    }

    #[test]
    fn every_program_and_the_page_contain_packages_of_others() {
        let packages = linked(&DISTRIBUTED).expect("cargo works");
        let has = |name| packages.iter().any(|package| package.name == name);
        assert!(has("ring"), "all programs");
        assert!(has("windows-sys"), "Windows");
        assert!(has("core-foundation-sys"), "macOS");
        assert!(has("yew"), "the page");
        assert!(!has("camcheck-core"), "our own");
        assert!(!has("fantoccini"), "the lab is not distributed");
    }
}

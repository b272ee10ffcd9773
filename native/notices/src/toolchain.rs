//! What the toolchains add to a program: Rust's standard library, and the C library of its target.

use std::fs;
use std::path::Path;

use crate::NoticesError;
use crate::html::{elements, plain, unescaped};
use crate::packages::output;

/// Where rustup puts the notices of the standard library, below the toolchain's folder.
const LIBRARY: &str = "share/doc/rust/COPYRIGHT-library.html";

/// What begins the section of a package in these notices.
const PACKAGE: &str = "<h3>\u{1f4e6} ";

/// What follows the facts about a package there, and precedes its licences.
const LICENCES: &str = "<b>Notices:</b>";

/// C libraries that are linked in statically, with what their licences ask for.
pub(crate) const C_LIBRARIES: [(&str, &str); 2] = [
    (
        "musl, in the programs for Linux",
        include_str!("../runtimes/musl.txt"),
    ),
    (
        "mingw-w64, in the programs for Windows",
        include_str!("../runtimes/mingw-w64.txt"),
    ),
];

/// Whether a C library is in the programs for this target.
pub(crate) fn is_linked_into(library: &str, target: &str) -> bool {
    let systems = [("-linux-musl", "musl,"), ("-windows-gnu", "mingw-w64,")];
    systems
        .iter()
        .any(|(system, name)| target.contains(system) && library.starts_with(name))
}

/// The notices of the standard library.
#[derive(Debug)]
pub(crate) struct Library {
    /// Of its own code, as plain text.
    pub(crate) own: String,
    /// Of the packages of others in it.
    pub(crate) packages: Vec<LibraryPackage>,
}

/// A package in the standard library.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LibraryPackage {
    /// Its name and version.
    pub(crate) name: String,
    /// Its address, its authors and the name of its licence, a line each.
    pub(crate) facts: Vec<String>,
    /// The texts of its licences.
    pub(crate) licences: Vec<String>,
}

impl Library {
    /// Reads them from the toolchain's folder.
    pub(crate) fn read() -> Result<Self, NoticesError> {
        let sysroot = output("rustc", &["--print", "sysroot"])?;
        let path = Path::new(sysroot.trim_end()).join(LIBRARY);
        let html = fs::read_to_string(&path).map_err(|error| NoticesError::file(&path, error))?;
        Self::of(&html).map_err(|missing| NoticesError::Library { path, missing })
    }

    /// Reads them, or returns what is missing.
    fn of(html: &str) -> Result<Self, &'static str> {
        let (_, body) = html.split_once("<body>").ok_or("<body>")?;
        let mut sections = body.split(PACKAGE);
        let own = sections.next().map(plain).unwrap_or_default();
        let packages: Option<Vec<_>> = sections.map(LibraryPackage::of).collect();
        let packages = packages.ok_or("the name of a package")?;
        if packages.is_empty() {
            return Err("any package");
        }
        Ok(Self { own, packages })
    }
}

impl LibraryPackage {
    fn of(section: &str) -> Option<Self> {
        let (name, rest) = section.split_once("</h3>")?;
        let (facts, licences) = rest.split_once(LICENCES).unwrap_or((rest, ""));
        let facts = plain(facts);
        let facts = facts.lines().filter(|line| !line.is_empty());
        Some(Self {
            name: plain(name),
            facts: facts.map(str::to_owned).collect(),
            licences: elements(licences, "pre").map(unescaped).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolchain_has_notices_of_its_library() {
        let library = Library::read().expect("the toolchain");
        assert!(library.own.contains("The Rust Project Developers"));
        assert!(!library.own.contains("</p>"), "{}", library.own);
        let hashbrown = library
            .packages
            .iter()
            .find(|package| package.name.starts_with("hashbrown-"))
            .expect("a package of the library");
        assert!(
            hashbrown
                .facts
                .contains(&"License: MIT OR Apache-2.0".to_owned())
        );
        let contains = |words: &str| hashbrown.licences.iter().any(|text| text.contains(words));
        assert!(contains("TERMS AND CONDITIONS") && contains("Amanieu d'Antras"));
    }

    #[test]
    fn notices_of_another_form_are_refused() {
        assert_eq!(Library::of("<html>").err(), Some("<body>"));
        assert_eq!(Library::of("<body>a").err(), Some("any package"));
        let html = format!("<body>a{PACKAGE}b-1");
        assert_eq!(Library::of(&html).err(), Some("the name of a package"));
    }

    #[test]
    fn each_program_has_its_own_c_library() {
        for (target, expected) in [
            ("aarch64-unknown-linux-musl", vec!["musl"]),
            ("aarch64-pc-windows-gnullvm", vec!["mingw-w64"]),
            ("x86_64-pc-windows-gnu", vec!["mingw-w64"]),
            ("aarch64-apple-darwin", vec![]),
        ] {
            let names: Vec<_> = C_LIBRARIES
                .iter()
                .filter(|(name, _)| is_linked_into(name, target))
                .filter_map(|(name, _)| name.split(',').next())
                .collect();
            assert_eq!(names, expected, "{target}");
        }
    }
}

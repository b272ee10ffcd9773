//! What a program contains besides its code and a catalogue: the licences of the software of others in it, and the list of
//! its packages.

use std::fs;

use auditable_serde::{DependencyKind, Package, Source, VersionInfo};

use crate::linked::{Linked, PROGRAM};
use crate::platform::{Platform, Tree};

/// The form of the list in which procedural macros are not told from libraries.
const LIST_FORMAT: u32 = 0;

/// Writes both, for each of these systems, to where the build of the program looks for them (`native/build.rs`).
///
/// # Errors
/// What cargo or rustc does not tell, or a file that cannot be written.
pub(crate) fn write(platforms: &[Platform], tree: &Tree) -> Result<(), String> {
    for platform in platforms {
        write_for(platform.target(), tree)
            .map_err(|problem| format!("{}: {problem}", platform.file_name()))?;
    }
    Ok(())
}

fn write_for(target: &str, tree: &Tree) -> Result<(), String> {
    let folder = tree.contents().join(target);
    let notices = camcheck_notices::of_program(target).map_err(|error| error.to_string())?;
    let list = list(target)?;
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join("notices.txt"), notices))
        .and_then(|()| fs::write(folder.join("packages.json"), list))
        .map_err(|error| format!("{}: {error}", folder.display()))
}

/// The packages in the format of cargo-auditable, by which scanners find known vulnerabilities in a program. That tool
/// puts its own path into what the compiler hashes, so another machine would build another program.
fn list(target: &str) -> Result<String, String> {
    let linked = Linked::into(target)?;
    let mut packages: Vec<_> = linked.packages().collect();
    packages.sort_by_key(|package| (package.name.to_string(), package.version.clone()));
    let index = |package: &cargo_metadata::Package| {
        packages.iter().position(|known| known.id == package.id)
    };
    let entries = packages.iter().map(|package| Package {
        name: package.name.to_string(),
        version: package.version.clone(),
        source: match &package.source {
            Some(source) if source.is_crates_io() => Source::CratesIo,
            Some(_) => Source::Registry,
            None => Source::Local,
        },
        kind: DependencyKind::Runtime,
        dependencies: linked.needs(package).filter_map(index).collect(),
        root: package.name.as_str() == PROGRAM,
    });
    let list = VersionInfo {
        packages: entries.collect(),
        format: LIST_FORMAT,
    };
    serde_json::to_string(&list).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_reads_the_list() {
        for platform in &Platform::ALL {
            let json = list(platform.target()).expect("a list");
            // Its reader refuses circles, and more than one root.
            let list: VersionInfo = serde_json::from_str(&json).expect("a sound list");
            let has = |name: &str| list.packages.iter().any(|package| package.name == name);
            assert!(has("rustls") && has("camcheck-core") && !has("yew"));
            assert!(!json.contains("path+file"), "a path of this machine");
            let root = list.packages.iter().find(|package| package.root);
            assert_eq!(root.map(|root| root.name.as_str()), Some(PROGRAM));
        }
    }
}

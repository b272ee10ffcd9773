//! What a program contains besides its code: a catalogue, the licences of the software of others in it, and the list of its
//! packages.

use std::fs;
use std::path::{Path, PathBuf};

use auditable_serde::{DependencyKind, Package, Source, VersionInfo};

use crate::linked::{Linked, PROGRAM};
use crate::platform::{Contents, Platform, Tree};

/// The form of the list that does not distinguish procedural macros from libraries.
const LIST_FORMAT: u32 = 0;

/// Writes the files that go into a program.
///
/// # Errors
/// If cargo or rustc does not report something, or a file cannot be written.
pub(crate) fn write(
    platform: &Platform,
    tree: &Tree,
    catalogue: Option<&Path>,
) -> Result<Contents, String> {
    let target = platform.target();
    let notices = camcheck_notices::of_program(target).map_err(|error| error.to_string())?;
    Ok(Contents {
        catalogue: catalogue.map(Path::to_owned),
        notices: write_file(tree, &format!("notices-{target}.txt"), &notices)?,
        packages: write_file(tree, &format!("packages-{target}.json"), &list(target)?)?,
    })
}

fn write_file(tree: &Tree, name: &str, content: &str) -> Result<PathBuf, String> {
    let path = tree.target.join(name);
    fs::create_dir_all(&tree.target)
        .and_then(|()| fs::write(&path, content))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
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

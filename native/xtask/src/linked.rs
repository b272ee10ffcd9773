//! The packages that are linked into a program, and which of them needs which.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId};

use crate::platform::Tree;

/// The package of the program.
pub(crate) const PROGRAM: &str = "camcheck";

/// Of the program for one target.
pub(crate) struct Linked {
    packages: BTreeMap<PackageId, Package>,
    nodes: BTreeMap<PackageId, Node>,
}

impl Linked {
    /// The packages are those of `cargo tree`: `cargo metadata` adds what other programs of the project turn on in
    /// shared packages.
    ///
    /// # Errors
    /// If cargo does not report something.
    pub(crate) fn into(target: &str) -> Result<Self, String> {
        let known = metadata_of(target).map_err(|error| error.to_string())?;
        let linked: BTreeSet<(String, String)> =
            camcheck_notices::linked_into(PROGRAM, &[target]).map_err(|error| error.to_string())?;
        let packages: BTreeMap<PackageId, Package> = known
            .packages
            .into_iter()
            .filter(|package| {
                linked.contains(&(package.name.to_string(), package.version.to_string()))
            })
            .map(|package| (package.id.clone(), package))
            .collect();
        let resolve = known
            .resolve
            .ok_or("cargo metadata lists no dependencies")?;
        let nodes = resolve.nodes.into_iter();
        Ok(Self {
            packages,
            nodes: nodes.map(|node| (node.id.clone(), node)).collect(),
        })
    }

    /// The program itself.
    ///
    /// # Errors
    /// If cargo does not know it.
    pub(crate) fn program(&self) -> Result<&Package, String> {
        let mut packages = self.packages();
        let program = packages.find(|package| package.name.as_str() == PROGRAM);
        program.ok_or_else(|| format!("cargo metadata does not know {PROGRAM}"))
    }

    /// All of them, the program included.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &Package> {
        self.packages.values()
    }

    /// Those that a package needs directly, each once, by name and version.
    pub(crate) fn needs(&self, package: &Package) -> impl Iterator<Item = &Package> {
        let node = self.nodes.get(&package.id);
        let needed = node.into_iter().flat_map(|node| &node.deps);
        let needed = needed.filter(|needed| {
            let mut kinds = needed.dep_kinds.iter();
            kinds.any(|kind| kind.kind == DependencyKind::Normal)
        });
        let needed = needed.filter_map(|needed| self.packages.get(&needed.pkg));
        let by_name = |package: &'_ Package| (package.name.to_string(), package.version.clone());
        let needed: BTreeMap<_, _> = needed.map(|package| (by_name(package), package)).collect();
        needed.into_values()
    }
}

fn metadata_of(target: &str) -> cargo_metadata::Result<Metadata> {
    let filter = format!("--filter-platform={target}");
    MetadataCommand::new()
        .manifest_path(Tree::own().project.join("Cargo.toml"))
        .other_options(["--locked".to_owned(), filter])
        .exec()
}

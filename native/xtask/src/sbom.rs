//! What a program is made from: a bill of materials (SBOM) in CycloneDX, for those who have to know which packages of
//! others they run. It holds no time and no serial number, so that a program that is built twice has the same.

use std::collections::{BTreeMap, BTreeSet};

use camcheck_core::downloads::Download;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId};
use cyclonedx_bom::external_models::normalized_string::NormalizedString;
use cyclonedx_bom::external_models::spdx::SpdxExpression;
use cyclonedx_bom::external_models::uri::Purl;
use cyclonedx_bom::models::bom::{Bom, SpecVersion};
use cyclonedx_bom::models::component::{Classification, Component, Components};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::metadata;

use crate::platform::{Platform, Tree};

/// The package of the program.
const PROGRAM: &str = "camcheck";

/// What is appended to the name of a program.
pub(crate) const ENDING: &str = ".cdx.json";

const VERSION: SpecVersion = SpecVersion::V1_5;

/// The bill of materials of a program, as JSON.
///
/// # Errors
/// What cargo does not tell.
pub(crate) fn sbom(platform: &Platform, download: &Download) -> Result<String, String> {
    let linked = Linked::into(platform)?;
    let mut program = component(Classification::Application, linked.program()?);
    program.hashes = Some(Hashes(vec![Hash {
        alg: HashAlgorithm::SHA_256,
        content: HashValue(download.sha256.clone()),
    }]));
    let bom = Bom {
        metadata: Some(metadata::Metadata {
            component: Some(program),
            ..metadata::Metadata::default()
        }),
        components: Some(Components(linked.libraries().collect())),
        dependencies: Some(Dependencies(linked.dependencies())),
        serial_number: None,
        ..Bom::default()
    };
    let mut json = Vec::new();
    bom.output_as_json(&mut json, VERSION)
        .map_err(|error| error.to_string())?;
    String::from_utf8(json).map_err(|error| error.to_string())
}

/// The packages that are linked into a program, and which of them needs which.
struct Linked {
    packages: BTreeMap<PackageId, Package>,
    nodes: Vec<Node>,
}

impl Linked {
    /// The packages are those of `cargo tree`: `cargo metadata` adds what other programs of the project turn on in
    /// shared packages.
    fn into(platform: &Platform) -> Result<Self, String> {
        let known = metadata_of(platform.target()).map_err(|error| error.to_string())?;
        let linked: BTreeSet<(String, String)> =
            camcheck_notices::linked_into(PROGRAM, &[platform.target()])
                .map_err(|error| error.to_string())?;
        let packages: BTreeMap<PackageId, Package> = known
            .packages
            .into_iter()
            .filter(|package| {
                linked.contains(&(package.name.to_string(), package.version.to_string()))
            })
            .map(|package| (package.id.clone(), package))
            .collect();
        let nodes = known.resolve.map(|resolve| resolve.nodes);
        Ok(Self {
            packages,
            nodes: nodes.ok_or("cargo metadata tells no dependencies")?,
        })
    }

    fn program(&self) -> Result<&Package, String> {
        let mut packages = self.packages.values();
        let program = packages.find(|package| package.name.as_str() == PROGRAM);
        program.ok_or_else(|| format!("cargo metadata does not know {PROGRAM}"))
    }

    fn libraries(&self) -> impl Iterator<Item = Component> {
        self.packages
            .values()
            .filter(|package| package.name.as_str() != PROGRAM)
            .map(|package| component(Classification::Library, package))
    }

    fn dependencies(&self) -> Vec<Dependency> {
        let nodes = self.nodes.iter();
        let mut dependencies: Vec<_> = nodes.filter_map(|node| self.dependency(node)).collect();
        dependencies.sort_by(|a, b| a.dependency_ref.cmp(&b.dependency_ref));
        dependencies
    }

    fn dependency(&self, node: &Node) -> Option<Dependency> {
        let package = self.packages.get(&node.id)?;
        let needed = node.deps.iter().filter(|needed| {
            let mut kinds = needed.dep_kinds.iter();
            kinds.any(|kind| kind.kind == DependencyKind::Normal)
        });
        let needed: BTreeSet<_> = needed
            .filter_map(|needed| self.packages.get(&needed.pkg))
            .map(reference)
            .collect();
        Some(Dependency {
            dependency_ref: reference(package),
            dependencies: needed.into_iter().collect(),
        })
    }
}

fn metadata_of(target: &str) -> cargo_metadata::Result<Metadata> {
    let filter = format!("--filter-platform={target}");
    MetadataCommand::new()
        .manifest_path(Tree::own().project.join("Cargo.toml"))
        .other_options(["--locked".to_owned(), filter])
        .exec()
}

fn component(classification: Classification, package: &Package) -> Component {
    let version = package.version.to_string();
    let mut component = Component::new(
        classification,
        package.name.as_str(),
        &version,
        Some(reference(package)),
    );
    component.description = package.description.as_deref().map(NormalizedString::new);
    // Older packages separate the licences of which one may choose by a slash.
    component.licenses = package.license.as_deref().map(|licence| {
        let expression = licence.replace('/', " OR ");
        Licenses(vec![LicenseChoice::Expression(SpdxExpression::new(
            &expression,
        ))])
    });
    // The project's own packages are in no registry.
    if package.source.is_some() {
        component.purl = Purl::new("cargo", package.name.as_str(), &version).ok();
    }
    component
}

/// How components refer to each other. A path, which other packages of this project have for a source, would be one
/// of this machine.
fn reference(package: &Package) -> String {
    format!("{}@{}", package.name, package.version)
}

#[cfg(test)]
mod tests {
    use cyclonedx_bom::prelude::Validate as _;

    use super::*;

    #[test]
    fn a_program_has_a_sound_bill_of_what_is_in_it() {
        for platform in &Platform::ALL {
            let download = Download {
                os: platform.os,
                arch: platform.arch,
                file: platform.file_name(),
                size: 7,
                sha256: "a1".repeat(32),
            };
            let json = sbom(platform, &download).expect("a bill");
            assert_eq!(json, sbom(platform, &download).expect("the same"));
            let bom = Bom::parse_from_json_v1_5(json.as_bytes()).expect("CycloneDX 1.5");
            let result = bom.validate_version(VERSION);
            assert!(result.passed(), "{}: {result:?}", platform.file_name());
            let components = bom.components.expect("components").0;
            let has = |name: &str| {
                let mut names = components
                    .iter()
                    .map(|component| component.name.to_string());
                names.any(|known| known == name)
            };
            assert!(has("rustls") && has("camcheck-core"));
            // Of the far end, the lab, the page and build scripts.
            assert!(!has("prometheus") && !has("fantoccini") && !has("yew") && !has("cc"));
            assert!(!json.contains("path+file"), "a path of this machine");
            let known: BTreeSet<_> = bom
                .dependencies
                .expect("dependencies")
                .0
                .into_iter()
                .map(|dependency| dependency.dependency_ref)
                .collect();
            assert_eq!(
                known.len(),
                components.len() + 1,
                "each has an entry, the program too"
            );
        }
    }
}

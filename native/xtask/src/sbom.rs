//! What a program is made from: a bill of materials (SBOM) in CycloneDX, for those who have to know which packages of
//! others they run. It holds no time and no serial number, so that a program that is built twice has the same.

use camcheck_core::downloads::Download;
use cargo_metadata::Package;
use cyclonedx_bom::external_models::normalized_string::NormalizedString;
use cyclonedx_bom::external_models::spdx::SpdxExpression;
use cyclonedx_bom::external_models::uri::Purl;
use cyclonedx_bom::models::bom::{Bom, SpecVersion};
use cyclonedx_bom::models::component::{Classification, Component, Components};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::metadata;

use crate::linked::{Linked, PROGRAM};
use crate::platform::Platform;

/// What is appended to the name of a program.
pub(crate) const ENDING: &str = ".cdx.json";

const VERSION: SpecVersion = SpecVersion::V1_5;

/// The bill of materials of a program, as JSON.
///
/// # Errors
/// If cargo does not report something.
pub(crate) fn sbom(platform: &Platform, download: &Download) -> Result<String, String> {
    let linked = Linked::into(platform.target())?;
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
        components: Some(Components(libraries(&linked).collect())),
        dependencies: Some(Dependencies(dependencies(&linked))),
        serial_number: None,
        ..Bom::default()
    };
    let mut json = Vec::new();
    bom.output_as_json(&mut json, VERSION)
        .map_err(|error| error.to_string())?;
    String::from_utf8(json).map_err(|error| error.to_string())
}

fn libraries(linked: &Linked) -> impl Iterator<Item = Component> {
    linked
        .packages()
        .filter(|package| package.name.as_str() != PROGRAM)
        .map(|package| component(Classification::Library, package))
}

fn dependencies(linked: &Linked) -> Vec<Dependency> {
    let packages = linked.packages();
    let mut dependencies: Vec<_> = packages
        .map(|package| Dependency {
            dependency_ref: reference(package),
            dependencies: linked.needs(package).map(reference).collect(),
        })
        .collect();
    dependencies.sort_by(|a, b| a.dependency_ref.cmp(&b.dependency_ref));
    dependencies
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
    use std::collections::BTreeSet;

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

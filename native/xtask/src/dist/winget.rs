//! The three manifests that the Windows Package Manager takes, version 1.6 of their schema:
//! <https://learn.microsoft.com/windows/package-manager/package/manifest>.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use camcheck_core::downloads::{Arch, Os};
use url::Url;

use super::{DESCRIPTION, Offered, address};

/// winget refuses a manifest whose file name does not start with it.
const IDENTIFIER: &str = "Door.Camcheck";

const SCHEMA: &str = "1.6.0";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the manifests of what is offered beside a page.
///
/// # Errors
/// If the folder cannot be written.
pub(super) fn write(folder: &Path, page: &Url, offered: &[Offered]) -> io::Result<()> {
    for (ending, kind, body) in [
        ("", "version", version()),
        (".installer", "installer", installer(page, offered)?),
        (".locale.en-US", "defaultLocale", locale(page)),
    ] {
        let file = format!("{IDENTIFIER}{ending}.yaml");
        fs::write(folder.join(file), manifest(kind, &body))?;
    }
    Ok(())
}

fn manifest(kind: &str, body: &str) -> String {
    format!(
        "PackageIdentifier: {IDENTIFIER}\nPackageVersion: {VERSION}\n{body}\
         ManifestType: {kind}\nManifestVersion: {SCHEMA}\n"
    )
}

fn version() -> String {
    "DefaultLocale: en-US\n".to_owned()
}

/// A portable program: winget puts it on the path as `camcheck`, and no installer runs.
fn installer(page: &Url, offered: &[Offered]) -> io::Result<String> {
    let mut text = "InstallerType: portable\nCommands:\n- camcheck\nInstallers:\n".to_owned();
    for file in offered.iter().filter(|file| file.os == Os::Windows) {
        let arch = match file.arch {
            Arch::X86_64 => "x64",
            Arch::Aarch64 => "arm64",
        };
        let _ = writeln!(
            text,
            "- Architecture: {arch}\n  InstallerUrl: {}\n  InstallerSha256: {}",
            address(page, file)?,
            file.sha256.to_uppercase()
        );
    }
    Ok(text)
}

fn locale(page: &Url) -> String {
    format!(
        "PackageLocale: en-US\nPublisher: Door\nPackageName: Camcheck\nPackageUrl: {page}\n\
         License: MIT OR Apache-2.0\nShortDescription: {DESCRIPTION}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::offered;
    use super::*;

    #[test]
    fn windows_alone_is_offered_each_processor_its_own_file() {
        let page = Url::parse("https://probe.example/").expect("an address");
        let text = installer(&page, &offered()).expect("a manifest");
        for arch in ["Architecture: x64", "Architecture: arm64"] {
            assert_eq!(text.matches(arch).count(), 1, "{text}");
        }
        assert_eq!(text.matches("InstallerSha256: ").count(), 2);
        assert!(!text.contains("linux") && !text.contains("macos"), "{text}");
        assert!(text.contains("-windows-aarch64.exe"), "{text}");
    }
}

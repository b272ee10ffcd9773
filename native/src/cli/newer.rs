//! Checks whether the page in the catalogue offers a newer version of this program. The program only reports it; it
//! never downloads or replaces anything.

use std::io::{self, IsTerminal};

use camcheck_core::catalogue::Catalogue;
use camcheck_core::downloads::{FILE_NAME, newer_version};
use camcheck_core::limits::NEWER_VERSION_DEADLINE;
use tokio::time::timeout;

use super::args::CommonArgs;
use super::catalogue::fetch;
use super::kit::Kit;
use super::output;

/// Prints a note at a terminal if the page offers a newer version. A failure here does not affect the test, so it is
/// not reported.
pub(super) async fn report(catalogue: &Catalogue, args: &CommonArgs, kit: &Kit) {
    let is_wanted = !args.quiet && io::stderr().is_terminal();
    if !is_wanted || catalogue.responders.is_empty() || catalogue.is_demo() {
        return;
    }
    let manifest = beside(&catalogue.page);
    let Ok(Ok(json)) = timeout(NEWER_VERSION_DEADLINE, fetch(&manifest, kit)).await else {
        return;
    };
    let newer = newer_version(&json, env!("CARGO_PKG_VERSION"));
    if let Some(version) = newer {
        output::note(&args.language().newer_version(&version, &catalogue.page));
    }
}

/// The address of the manifest beside a page.
fn beside(page: &str) -> String {
    let path = page.find("://").map_or(0, |end| end + "://".len());
    let (start, path) = page.split_at(path);
    match path.rfind('/') {
        Some(end) => format!("{start}{}/{FILE_NAME}", path.get(..end).unwrap_or_default()),
        None => format!("{start}{path}/{FILE_NAME}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_beside_the_page() {
        for page in [
            "https://probe.example",
            "https://probe.example/",
            "https://probe.example/index.html",
        ] {
            assert_eq!(
                beside(page),
                "https://probe.example/downloads.json",
                "{page}"
            );
        }
        assert_eq!(
            beside("http://192.0.2.1:8080/camcheck/"),
            "http://192.0.2.1:8080/camcheck/downloads.json"
        );
    }
}

//! The licence texts of one package.

use std::fs;
use std::path::Path;

use crate::NoticesError;
use crate::packages::Package;

/// How the names of files with licences begin, in capitals.
const FILES: [&str; 6] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
];

/// How the names of files that only look like these end.
const NO_TEXTS: [&str; 2] = ["rs", "yml"];

/// Texts for packages that name their licence and contain no file with it.
const TEXTS: [(&str, &str); 2] = [
    ("MIT", include_str!("../licences/MIT.txt")),
    ("BSD-3-Clause", include_str!("../licences/BSD-3-Clause.txt")),
];

/// Every licence file in the package's folder, also those of code that it has taken over from others; where
/// there is none, its authors with the usual text of a licence that it allows.
pub(crate) fn texts(package: &Package) -> Result<Vec<String>, NoticesError> {
    let mut found = Vec::new();
    if let Some(folder) = package.manifest_path.parent() {
        collect(folder, &mut found)?;
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let licence = package.license.as_deref().unwrap_or_default();
    let Some(text) = usual_text(licence) else {
        return Err(NoticesError::NoText {
            package: package.name.clone(),
            licence: licence.to_owned(),
        });
    };
    Ok(vec![format!(
        "Copyright (c) {}\n\n{text}",
        holders(package)
    )])
}

fn collect(folder: &Path, found: &mut Vec<String>) -> Result<(), NoticesError> {
    let failed = |error| NoticesError::file(folder, error);
    let entries = fs::read_dir(folder).map_err(failed)?;
    let entries: Result<Vec<_>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = entries.map_err(failed)?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, found)?;
        } else if is_licence(&path) {
            let bytes = fs::read(&path).map_err(|error| NoticesError::file(&path, error))?;
            found.push(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(())
}

fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_uppercase();
    let is_text = path
        .extension()
        .is_none_or(|ending| NO_TEXTS.iter().all(|other| *other != ending));
    is_text && FILES.iter().any(|start| name.starts_with(start))
}

fn holders(package: &Package) -> String {
    if package.authors.is_empty() {
        format!("the authors of {}", package.name)
    } else {
        package.authors.join(", ")
    }
}

/// The text of the first alternative that is known. A licence that asks for several texts has none.
fn usual_text(licence: &str) -> Option<&'static str> {
    let alternatives = licence.split(" OR ").flat_map(|part| part.split('/'));
    let mut texts = alternatives.filter_map(|name| {
        let known = TEXTS.iter().find(|(id, _)| *id == name.trim());
        known.map(|(_, text)| *text)
    });
    texts.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licence_files_are_told_from_code() {
        for name in [
            "LICENSE",
            "license-mit",
            "LICENSE.txt",
            "COPYING",
            "Notice.md",
            "a/LICENSE-2.0",
        ] {
            assert!(is_licence(Path::new(name)), "{name}");
        }
        for name in ["license.rs", "README.md", "copyrights.yml", "src"] {
            assert!(!is_licence(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn the_usual_text_is_that_of_an_alternative() {
        let starts =
            |licence, start| usual_text(licence).is_some_and(|text| text.starts_with(start));
        assert!(starts("Apache-2.0 OR MIT", "Permission"));
        assert!(starts("MIT/Apache-2.0", "Permission"));
        assert!(starts("BSD-3-Clause", "Redistribution"));
        assert_eq!(usual_text("MIT AND BSD-3-Clause"), None);
        assert_eq!(usual_text("MPL-2.0"), None);
        assert_eq!(usual_text(""), None);
    }
}

//! The site files of the project.

use std::fs;
use std::path::Path;

use camcheck_core::sim::site::Site;

use crate::error::LabError;

/// Where they lie, beside the crate that this program was built from.
const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../core/tests/sites");

/// Where those lie that are for feeds.
const FEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../core/tests/feeds");

/// Where those lie that are for the rows of level advice.
const ADVICE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../core/tests/advice");

/// A site with the name of its file.
#[derive(Debug, Clone)]
pub struct NamedSite {
    /// Such as `full-cone`.
    pub name: String,
    /// Its content.
    pub site: Site,
}

/// Reads every site file, in the order of their names.
///
/// # Errors
/// [`LabError::SiteFile`] for one that cannot be read.
pub fn load() -> Result<Vec<NamedSite>, LabError> {
    load_from(Path::new(DIRECTORY))
}

/// The same of the sites on which a feed is to be judged.
///
/// # Errors
/// [`LabError::SiteFile`] for one that cannot be read.
pub fn load_feeds() -> Result<Vec<NamedSite>, LabError> {
    load_from(Path::new(FEEDS))
}

/// The same of the sites for the rows of level advice.
///
/// # Errors
/// [`LabError::SiteFile`] for one that cannot be read.
pub fn load_advice() -> Result<Vec<NamedSite>, LabError> {
    load_from(Path::new(ADVICE))
}

fn load_from(directory: &Path) -> Result<Vec<NamedSite>, LabError> {
    let fault = |path: &Path, message: String| LabError::SiteFile {
        path: path.to_owned(),
        message,
    };
    let entries = fs::read_dir(directory).map_err(|error| fault(directory, error.to_string()))?;
    let mut sites = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|error| fault(directory, error.to_string()))?
            .path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| fault(&path, error.to_string()))?;
        let site = Site::parse(&text).map_err(|error| fault(&path, error.to_string()))?;
        let name = path.file_stem().unwrap_or_default().display().to_string();
        sites.push(NamedSite { name, site });
    }
    sites.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(sites)
}

impl NamedSite {
    /// Finds a site by its name.
    ///
    /// # Errors
    /// [`LabError::UnknownSite`], which names those that there are.
    pub fn find(name: &str) -> Result<Self, LabError> {
        let mut sites = load()?;
        match sites.iter().position(|site| site.name == name) {
            Some(index) => Ok(sites.swap_remove(index)),
            None => Err(LabError::UnknownSite {
                name: name.to_owned(),
                known: sites
                    .iter()
                    .map(|site| site.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
        }
    }
}

//! The site files in a folder beside this one.

use std::path::Path;

use camcheck_core::sim::site::Site;

/// Every site with the name of its file, in the order of the names.
pub(crate) fn in_folder(name: &str) -> Vec<(String, Site)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    let files = std::fs::read_dir(folder).expect("the folder of site files");
    let paths = files.map(|file| file.expect("a readable folder").path());
    let mut sites: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a readable site file");
            let site = Site::parse(&text);
            let site = site.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = path.file_stem().expect("a name").to_string_lossy();
            (name.into_owned(), site)
        })
        .collect();
    sites.sort_by(|a, b| a.0.cmp(&b.0));
    sites
}

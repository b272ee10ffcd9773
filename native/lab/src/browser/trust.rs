//! A home for a browser that trusts the lab's CA, and the company's root where the site has
//! installed it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::kind::BrowserKind;
use crate::error::LabError;
use crate::site_lab::SiteLab;

/// Where Debian's programs find the roots that the system trusts.
const SYSTEM_ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Makes the home, in the site's own directory.
pub(super) fn home(site: &SiteLab, kind: BrowserKind) -> Result<PathBuf, LabError> {
    let home = site.directory().join(kind.as_str());
    let roots: Vec<(&str, &Path)> = [
        ("lab", Some(site.ca_pem())),
        ("company", site.company_ca_pem()),
    ]
    .into_iter()
    .filter_map(|(name, root)| Some((name, root?)))
    .collect();
    match kind.trust_folder() {
        Some(folder) => fill_database(&home.join(folder), &roots)?,
        None => {
            fs::create_dir_all(&home).map_err(LabError::system("browser's home"))?;
            extend_system_roots(site, &home, &roots).map_err(LabError::system(SYSTEM_ROOTS))?;
        }
    }
    Ok(home)
}

fn fill_database(database: &Path, roots: &[(&str, &Path)]) -> Result<(), LabError> {
    fs::create_dir_all(database).map_err(LabError::system("browser's home"))?;
    certutil(database, &["-N", "--empty-password"])?;
    for (name, root) in roots {
        let root = root.display().to_string();
        certutil(database, &["-A", "-n", name, "-t", "C,,", "-i", &root])?;
    }
    Ok(())
}

/// On the site's device only.
fn extend_system_roots(site: &SiteLab, home: &Path, roots: &[(&str, &Path)]) -> io::Result<()> {
    let mut bundle = fs::read(SYSTEM_ROOTS)?;
    for (_, root) in roots {
        bundle.extend(fs::read(root)?);
    }
    let extended = home.join("roots.pem");
    fs::write(&extended, bundle)?;
    site.device().bind(&extended, Path::new(SYSTEM_ROOTS))
}

fn certutil(database: &Path, arguments: &[&str]) -> Result<(), LabError> {
    let output = Command::new("certutil")
        .arg("-d")
        .arg(format!("sql:{}", database.display()))
        .args(arguments)
        .output()
        .map_err(LabError::system("certutil"))?;
    LabError::unless_succeeded("certutil".to_owned(), &output)
}

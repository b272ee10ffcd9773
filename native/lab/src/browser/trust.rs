//! A home for a browser that trusts the lab's CA, and the company's root where the site has
//! installed it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::kind::BrowserKind;
use crate::error::LabError;
use crate::site_lab::SiteLab;

/// Makes the home, in the site's own directory.
pub(super) fn home(site: &SiteLab, kind: BrowserKind) -> Result<PathBuf, LabError> {
    let home = site.directory().join(kind.as_str());
    let database = home.join(kind.trust_folder());
    fs::create_dir_all(&database).map_err(LabError::system("browser's home"))?;
    certutil(&database, &["-N", "--empty-password"])?;
    let roots = [
        ("lab", Some(site.ca_pem())),
        ("company", site.company_ca_pem()),
    ];
    for (name, root) in roots {
        if let Some(root) = root {
            let root = root.display().to_string();
            certutil(&database, &["-A", "-n", name, "-t", "C,,", "-i", &root])?;
        }
    }
    Ok(home)
}

fn certutil(database: &Path, arguments: &[&str]) -> Result<(), LabError> {
    let output = Command::new("certutil")
        .arg("-d")
        .arg(format!("sql:{}", database.display()))
        .args(arguments)
        .output()
        .map_err(LabError::system("certutil"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(LabError::system("certutil")(io::Error::other(said)))
}

//! A home for a browser that trusts the lab's CA as if a company had installed it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::error::LabError;
use super::super::site_lab::SiteLab;
use super::kind::BrowserKind;

/// Makes the home, in the site's own directory.
pub(super) fn home(site: &SiteLab, kind: BrowserKind) -> Result<PathBuf, LabError> {
    let home = site.directory().join(kind.as_str());
    let database = home.join(kind.trust_folder());
    fs::create_dir_all(&database).map_err(LabError::system("browser's home"))?;
    certutil(&database, &["-N", "--empty-password"])?;
    let ca = site.ca_pem().display().to_string();
    certutil(&database, &["-A", "-n", "lab", "-t", "C,,", "-i", &ca])?;
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

//! Roots that the user adds to Mozilla's.

use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::{Complaint, plain};
use crate::vantage::Trust;

/// Mozilla's roots, and those of the file.
///
/// # Errors
/// If the file cannot be read or contains anything other than root certificates.
pub(super) fn load(ca_file: Option<&Path>) -> Result<Trust, Complaint> {
    let further = match ca_file {
        Some(path) => read(path)?,
        None => Vec::new(),
    };
    let place = || {
        ca_file.map_or_else(String::new, |path| {
            format!("--ca-file {}: ", path.display())
        })
    };
    Trust::mozilla_and(&further)
        .map(Trust::compared_with_the_system)
        .map_err(|error| Complaint::new(format!("{}{error}", place())))
}

fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, Complaint> {
    let complain =
        |problem: &str| Complaint::new(format!("--ca-file {}: {problem}", path.display()));
    let text = std::fs::read(path).map_err(|error| complain(&plain(&error)))?;
    let certificates = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| complain(&format!("is not PEM: {error}")))?;
    if certificates.is_empty() {
        return Err(complain("holds no certificate in PEM"));
    }
    Ok(certificates)
}

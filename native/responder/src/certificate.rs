//! The far end's certificate as it is on the disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// The files of `--tls-cert` and `--tls-key`.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    pub(crate) chain: PathBuf,
    pub(crate) key: PathBuf,
}

/// A certificate chain with its key.
#[derive(Debug)]
pub(crate) struct Certificate {
    pub(crate) key: Arc<CertifiedKey>,
    /// The host names in it, in their order there.
    pub(crate) names: Vec<String>,
}

impl Files {
    /// Reads both, and checks that they belong together.
    ///
    /// # Errors
    /// A sentence that names the file at fault, for the operator.
    pub(crate) fn read(&self) -> Result<Certificate, String> {
        let chain = CertificateDer::pem_file_iter(&self.chain)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| fault(&self.chain, &error))?;
        let Some(leaf) = chain.first() else {
            return Err(format!("{}: holds no certificate", self.chain.display()));
        };
        let names = names_of(leaf);
        let private =
            PrivateKeyDer::from_pem_file(&self.key).map_err(|error| fault(&self.key, &error))?;
        let key =
            CertifiedKey::from_der(chain, private, &ring::default_provider()).map_err(|error| {
                format!(
                    "the certificate in {} and the key in {} do not fit: {error}",
                    self.chain.display(),
                    self.key.display()
                )
            })?;
        Ok(Certificate {
            key: Arc::new(key),
            names,
        })
    }
}

fn fault(path: &Path, error: &pem::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The DNS names of a certificate (RFC 5280 section 4.2.1.6), wildcards left out.
fn names_of(leaf: &CertificateDer<'_>) -> Vec<String> {
    let Ok((_, certificate)) = X509Certificate::from_der(leaf) else {
        return Vec::new();
    };
    let Ok(Some(alternative)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let names = alternative.value.general_names.iter();
    names
        .filter_map(|name| {
            if let GeneralName::DNSName(name) = name {
                Some((*name).to_owned())
            } else {
                None
            }
        })
        .filter(|name| !name.contains('*'))
        .collect()
}

//! The far end's certificate: as it is on the disk, and what is wrong with it.

mod concern;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::client::verify_server_name;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use x509_parser::certificate::Validity;
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
    validity: Validity,
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
        let (_, parsed) = X509Certificate::from_der(leaf)
            .map_err(|error| format!("{}: {error}", self.chain.display()))?;
        let names = names_of(&parsed);
        let validity = parsed.validity().clone();
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
            validity,
        })
    }
}

impl Certificate {
    /// Whether a client accepts its dates.
    pub(crate) fn is_valid_at(&self, now: SystemTime) -> bool {
        (self.validity.not_before.timestamp()..=self.validity.not_after.timestamp())
            .contains(&seconds(now))
    }

    /// Until when it is valid, in seconds since 1970.
    pub(crate) fn not_after(&self) -> i64 {
        self.validity.not_after.timestamp()
    }

    /// Whether a client that asks for this name accepts it.
    pub(crate) fn covers(&self, name: &str) -> bool {
        let leaf = self.key.end_entity_cert().ok();
        let leaf = leaf.and_then(|leaf| ParsedCertificate::try_from(leaf).ok());
        leaf.zip(ServerName::try_from(name).ok())
            .is_some_and(|(leaf, name)| verify_server_name(&leaf, &name).is_ok())
    }
}

fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn fault(path: &Path, error: &pem::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The DNS names of a certificate (RFC 5280 section 4.2.1.6), wildcards left out.
fn names_of(certificate: &X509Certificate<'_>) -> Vec<String> {
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

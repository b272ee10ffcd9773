//! The far end's certificate.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// Application protocols that are spoken inside TLS: HTTP, MQTT, and STUN (RFC 7443). If a client offers
/// only others, the handshake fails (RFC 7301 section 3.2).
const PROTOCOLS: [&[u8]; 5] = [
    b"http/1.1",
    b"mqtt",
    b"x-amzn-mqtt-ca",
    b"stun.nat-discovery",
    b"stun.turn",
];

/// Reads a certificate chain and its key. Also gives the host names in the certificate, in the
/// order in which they stand there.
///
/// # Errors
/// A sentence that names the file at fault, for the operator.
pub(crate) fn load(chain: &Path, key: &Path) -> Result<(Arc<ServerConfig>, Vec<String>), String> {
    let describe = |path: &Path, error: pem::Error| format!("{}: {error}", path.display());
    let certificates = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| describe(chain, error))?;
    let Some(leaf) = certificates.first() else {
        return Err(format!("{}: holds no certificate", chain.display()));
    };
    let names = names_of(leaf);
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| describe(key, error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(certificates, private)
        .map_err(|error| {
            format!(
                "the certificate in {} and the key in {} do not fit: {error}",
                chain.display(),
                key.display()
            )
        })?;
    config.alpn_protocols = PROTOCOLS.iter().map(|name| name.to_vec()).collect();
    Ok((Arc::new(config), names))
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

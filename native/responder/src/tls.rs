//! TLS with a certificate that can be replaced while connections are open.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::certificate::Certificate;

/// Application protocols that are spoken inside TLS: HTTP, MQTT, and STUN (RFC 7443). If a client offers
/// only others, the handshake fails (RFC 7301 section 3.2).
const PROTOCOLS: [&[u8]; 5] = [
    b"http/1.1",
    b"mqtt",
    b"x-amzn-mqtt-ca",
    b"stun.nat-discovery",
    b"stun.turn",
];

/// What a listener needs for TLS. All clones have the same certificate.
#[derive(Debug, Clone)]
pub(crate) struct Tls {
    config: Arc<ServerConfig>,
    current: Arc<Current>,
}

/// The certificate that handshakes show from now on.
#[derive(Debug)]
struct Current(RwLock<Arc<Certificate>>);

impl Tls {
    /// TLS with this certificate.
    ///
    /// # Errors
    /// If the protocol versions cannot be set up, which is a bug in this program.
    pub(crate) fn new(certificate: Certificate) -> Result<Self, String> {
        let current = Arc::new(Current(RwLock::new(Arc::new(certificate))));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_no_client_auth()
            .with_cert_resolver(Arc::<Current>::clone(&current));
        config.alpn_protocols = PROTOCOLS.iter().map(|name| name.to_vec()).collect();
        Ok(Self {
            config: Arc::new(config),
            current,
        })
    }

    /// Shows another certificate from the next handshake on.
    pub(crate) fn replace(&self, certificate: Certificate) {
        let mut current = self
            .current
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(certificate);
    }

    /// The certificate that is shown now.
    pub(crate) fn certificate(&self) -> Arc<Certificate> {
        self.current.get()
    }

    /// For a handshake.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

impl Current {
    fn get(&self) -> Arc<Certificate> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.get().key))
    }
}

//! The program's side.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dimpl::{Config, Dtls, DtlsCertificate};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

use super::connection::Connection;
use super::settings::{NoDtls, Settings, configuration};

/// What begins connections.
pub struct Client {
    settings: Settings,
}

impl Client {
    /// A client.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn new() -> Result<Self, NoDtls> {
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let key =
            EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).map_err(|_| NoDtls)?;
        // The library insists on a certificate. The far end never asks for it.
        let certificate = DtlsCertificate {
            certificate: vec![0],
            private_key: key.as_ref().to_vec(),
        };
        Ok(Self {
            settings: Settings::new(configuration(), certificate)?,
        })
    }

    /// A connection of version 1.2, which every camera and every viewer has.
    pub fn connect(&self, now: Duration) -> Connection {
        self.begin(Dtls::new_12, now)
    }

    /// A connection of version 1.3, as newer browsers begin it.
    pub fn connect_13(&self, now: Duration) -> Connection {
        self.begin(Dtls::new_13, now)
    }

    fn begin(
        &self,
        version: fn(Arc<Config>, DtlsCertificate, Instant) -> Dtls,
        now: Duration,
    ) -> Connection {
        let Settings {
            config,
            certificate,
            origin,
        } = &self.settings;
        let mut dtls = version(Arc::clone(config), certificate.clone(), *origin + now);
        dtls.set_active(true);
        Connection::new(dtls, *origin)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

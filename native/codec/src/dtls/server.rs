//! The far end's side.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use camcheck_core::wire::fingerprint::Fingerprint;
use dimpl::Dtls;

use super::connection::{Connection, fingerprint};
use super::identity;
use super::settings::{NoDtls, Settings, configuration};

/// What answers clients.
pub struct Server {
    settings: Settings,
    fingerprint: Fingerprint,
}

impl Server {
    /// A server with a certificate that is made now.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn new() -> Result<Self, NoDtls> {
        let certificate = identity::self_signed()?;
        let config = configuration()
            // A cookie proves the source address before more is sent to it than came from it (RFC
            // 6347 section 4.2.1, RFC 9147 section 5.1).
            .use_server_cookie(true)
            .require_client_certificate(false);
        Ok(Self {
            fingerprint: fingerprint(&certificate.certificate).ok_or(NoDtls)?,
            settings: Settings::new(config, certificate)?,
        })
    }

    /// The certificate's fingerprint.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// A connection that waits for a ClientHello of either version.
    pub fn accept(&self, now: Duration) -> Connection {
        let Settings {
            config,
            certificate,
            origin,
        } = &self.settings;
        let dtls = Dtls::new_auto(Arc::clone(config), certificate.clone(), *origin + now);
        Connection::new(dtls, *origin)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Server");
        shown.field("fingerprint", &self.fingerprint);
        shown.finish_non_exhaustive()
    }
}

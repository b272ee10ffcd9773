//! TLS handshakes against Mozilla's roots; on a failure, the certificate that was shown is kept. A camera
//! trusts only public roots, so the operating system's trust store, where a company installs its inspection
//! root, does not count here.

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use camcheck_core::model::certificate::SeenCertificate;
use camcheck_core::model::failure::Cause;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, ConfigBuilder, DigitallySignedStruct, RootCertStore,
    SignatureScheme, WantsVerifier,
};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::certificate;
use super::tcp::stream_cause;

/// Which certificates are trusted.
#[derive(Debug, Clone)]
pub struct Trust {
    verifier: Arc<WebPkiServerVerifier>,
    /// The operating system's own roots, for comparison; `None` where it has none.
    system: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl Trust {
    /// The same; certificates that are not trusted are compared with the operating system's trust store.
    /// Reading it takes some milliseconds.
    #[must_use]
    pub fn compared_with_the_system(mut self) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        self.system =
            WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(&self.provider))
                .build()
                .ok();
        self
    }

    /// Mozilla's roots and some more.
    ///
    /// # Errors
    /// [`BadRoot`] if one of the further roots is not a certificate.
    pub fn mozilla_and(further: &[CertificateDer<'_>]) -> Result<Self, BadRoot> {
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for root in further {
            roots.add(root.clone().into_owned()).map_err(|_| BadRoot)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier =
            WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(&provider))
                .build()
                .map_err(|_| BadRoot)?;
        Ok(Self {
            verifier,
            system: None,
            provider,
        })
    }

    /// The configuration of a client that accepts only servers that this trusts.
    ///
    /// # Errors
    /// Never: the cryptography of every [`Trust`] has the usual versions of TLS.
    pub fn client_config(&self) -> Result<ClientConfig, rustls::Error> {
        Ok(self
            .config_builder()?
            .with_webpki_verifier(Arc::clone(&self.verifier))
            .with_no_client_auth())
    }

    fn config_builder(&self) -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, rustls::Error> {
        ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
    }
}

/// Not a certificate that can serve as a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("one of the certificates cannot serve as a root")]
pub struct BadRoot;

/// The outcome of a handshake.
pub(crate) struct Handshake {
    /// The stream, or why there is none.
    pub(crate) result: Result<TlsStream<TcpStream>, Cause>,
    /// The leaf that was shown, trusted or not.
    pub(crate) certificate: Option<SeenCertificate>,
    /// If the leaf was not trusted: whether the operating system would trust it.
    pub(crate) system_trusts: Option<bool>,
    /// The chain and the name are right and the server proved that it has the key, but it then closed the
    /// connection with an alert: it requires a client certificate, as MQTT brokers do.
    pub(crate) wants_client_certificate: bool,
}

/// Makes a handshake as a client that expects `name`.
pub(crate) async fn handshake(
    trust: &Trust,
    name: ServerName<'static>,
    stream: TcpStream,
    deadline: Instant,
) -> Handshake {
    let witness = Arc::new(Witness {
        inner: Arc::clone(&trust.verifier),
        system: trust.system.clone(),
        seen: Mutex::default(),
    });
    let connecting = async {
        let config = client_config(trust, &witness)?;
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .map_err(Failure::from)
    };
    let result = match timeout_at(deadline, connecting).await {
        Ok(result) => result,
        Err(_) => Err(Failure::Cause(Cause::Timeout)),
    };
    let seen = witness.seen();
    Handshake {
        wants_client_certificate: seen.proven && matches!(result, Err(Failure::Alert)),
        result: result.map_err(Failure::cause),
        certificate: seen.leaf.as_deref().map(certificate::describe),
        system_trusts: seen.system_trusts,
    }
}

/// The name to expect: a host name, or the address where there is none.
///
/// # Errors
/// If the host is not a DNS name.
pub(crate) fn server_name(
    host: Option<&str>,
    ip: Option<IpAddr>,
) -> Result<ServerName<'static>, Cause> {
    match (host, ip) {
        (Some(host), _) => ServerName::try_from(host.to_owned()).map_err(|_| Cause::WrongName),
        (None, Some(ip)) => Ok(ServerName::IpAddress(ip.into())),
        (None, None) => Err(Cause::WrongName),
    }
}

fn client_config(trust: &Trust, witness: &Arc<Witness>) -> Result<ClientConfig, Failure> {
    let verifier: Arc<dyn ServerCertVerifier> = Arc::<Witness>::clone(witness);
    let builder = trust.config_builder();
    Ok(builder
        .map_err(|_| Failure::Cause(Cause::TlsProtocol))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

enum Failure {
    /// The other side reported why, in a TLS alert.
    Alert,
    Cause(Cause),
}

impl Failure {
    fn cause(self) -> Cause {
        match self {
            Self::Alert => Cause::TlsProtocol,
            Self::Cause(cause) => cause,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let tls = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match tls {
            Some(rustls::Error::AlertReceived(_)) => Self::Alert,
            Some(rustls::Error::InvalidCertificate(fault)) => Self::Cause(certificate_cause(fault)),
            Some(_) => Self::Cause(Cause::TlsProtocol),
            None => Self::Cause(stream_cause(&error)),
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other fault means that the chain cannot be trusted"
)]
fn certificate_cause(fault: &CertificateError) -> Cause {
    match fault {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => Cause::CertificateExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Cause::WrongName
        }
        _ => Cause::UntrustedIssuer,
    }
}

/// Verifies as usual and stores the certificate that was shown.
#[derive(Debug)]
struct Witness {
    inner: Arc<WebPkiServerVerifier>,
    system: Option<Arc<WebPkiServerVerifier>>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Clone, Default)]
struct Seen {
    leaf: Option<Vec<u8>>,
    system_trusts: Option<bool>,
    /// Chain and name were accepted, and a signature proved possession of the key.
    proven: bool,
}

impl Witness {
    fn seen(&self) -> Seen {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.note(|seen| seen.leaf = Some(end_entity.to_vec()));
        let verify = |verifier: &WebPkiServerVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let verified = verify(&self.inner);
        if let (Err(_), Some(system)) = (&verified, &self.system) {
            let trusts = verify(system).is_ok();
            self.note(|seen| seen.system_trusts = Some(trusts));
        }
        verified
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let valid = self.inner.verify_tls12_signature(message, cert, dss)?;
        self.note(|seen| seen.proven = true);
        Ok(valid)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let valid = self.inner.verify_tls13_signature(message, cert, dss)?;
        self.note(|seen| seen.proven = true);
        Ok(valid)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests;

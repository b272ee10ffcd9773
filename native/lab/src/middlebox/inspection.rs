//! TLS inspection: connections end here, with a certificate that the company's own CA signed,
//! and go on to their destination from here.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nix::sys::socket::{getsockopt, sockopt::OriginalDst};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::Acceptor;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_rustls::{LazyConfigAcceptor, TlsConnector};

use crate::error::LabError;
use crate::pki::Pki;

/// The inspection of one site.
#[derive(Clone)]
pub(crate) struct Inspection {
    company: Arc<Pki>,
    onward: Arc<ClientConfig>,
}

impl fmt::Debug for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspection").finish_non_exhaustive()
    }
}

impl Inspection {
    /// Makes the company's CA, whose certificate goes into the directory. Onward connections
    /// trust the lab's CA.
    pub(crate) fn new(directory: &Path, lab_ca: &Path) -> Result<Self, LabError> {
        let company = Pki::create(
            "Example Company TLS inspection",
            directory.join("company.pem"),
        )?;
        let fault = || LabError::system("TLS inspection");
        let onward = || -> io::Result<ClientConfig> {
            let mut roots = RootCertStore::empty();
            roots
                .add(CertificateDer::from_pem_file(lab_ca).map_err(io::Error::other)?)
                .map_err(io::Error::other)?;
            Ok(
                ClientConfig::builder_with_provider(ring::default_provider().into())
                    .with_safe_default_protocol_versions()
                    .map_err(io::Error::other)?
                    .with_root_certificates(roots)
                    .with_no_client_auth(),
            )
        };
        Ok(Self {
            company: Arc::new(company),
            onward: Arc::new(onward().map_err(fault())?),
        })
    }

    /// The company's CA.
    pub(crate) fn company_ca_pem(&self) -> PathBuf {
        self.company.ca_pem().to_owned()
    }

    /// Serves one redirected connection. A connection that does not begin with a ClientHello is cut off.
    pub(super) async fn open(self, client: TcpStream) -> io::Result<()> {
        let to = getsockopt(&client, OriginalDst)?;
        let port = u16::from_be(to.sin_port);
        let address = std::net::Ipv4Addr::from(u32::from_be(to.sin_addr.s_addr));
        let begun = LazyConfigAcceptor::new(Acceptor::default(), client).await?;
        let name = begun
            .client_hello()
            .server_name()
            .unwrap_or_default()
            .to_owned();
        let mut inside = begun.into_stream(self.disguise(&name)?).await?;
        let server = TcpStream::connect((address, port)).await?;
        let name = ServerName::try_from(name).map_err(io::Error::other)?;
        let mut outside = TlsConnector::from(Arc::clone(&self.onward))
            .connect(name, server)
            .await?;
        copy_bidirectional(&mut inside, &mut outside).await?;
        Ok(())
    }

    fn disguise(&self, name: &str) -> io::Result<Arc<ServerConfig>> {
        let (certificate, key) = self.company.sign(&[name]).map_err(io::Error::other)?;
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        ServerConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder
                    .with_no_client_auth()
                    .with_single_cert(vec![certificate.der().clone()], key)
            })
            .map(Arc::new)
            .map_err(io::Error::other)
    }
}

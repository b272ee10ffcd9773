//! Small real servers for the tests of the probers.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use camcheck_core::probe::Timing;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::tls::Trust;

/// For requests that are expected to be answered; no test waits this long.
pub(crate) const PATIENT: Timing = Timing {
    names: Duration::from_secs(30),
    deadline: Duration::from_secs(30),
    retransmit: Duration::from_millis(50),
    tries: 100,
    gap: Duration::from_millis(1),
};

/// For requests that are expected to get no answer.
pub(crate) const BRIEF: Timing = Timing {
    names: Duration::from_millis(250),
    deadline: Duration::from_millis(250),
    retransmit: Duration::from_millis(50),
    tries: 3,
    gap: Duration::from_millis(1),
};

/// A port of 127.0.0.1 that the system chose.
pub(crate) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// A TCP port that refuses connections. The socket prevents it from being given to another test
/// meanwhile.
pub(crate) fn closed_tcp_port() -> (socket2::Socket, SocketAddr) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    socket.bind(&any.into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, address)
}

/// A UDP port that refuses: a connected socket accepts datagrams from its peer only, so all others
/// get an ICMP error, and no other test is given the port.
pub(crate) fn closed_udp_port() -> (std::net::UdpSocket, SocketAddr) {
    let socket = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = socket.local_addr().unwrap();
    socket.connect(address).unwrap();
    (socket, address)
}

/// Serves every connection with `serve`.
pub(crate) async fn tcp_server<F, Served>(serve: F) -> SocketAddr
where
    F: Fn(TcpStream) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send,
{
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream).await;
        }
    });
    address
}

/// A certification authority that is not trusted by default.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A chain of one, and its key.
pub(crate) type Identity = (CertificateDer<'static>, PrivateKeyDer<'static>);

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Mozilla's roots and this one.
    pub(crate) fn trust(&self) -> Trust {
        Trust::mozilla_and(&[self.0.der().clone()]).unwrap()
    }

    /// A certificate for a name or address.
    pub(crate) fn issue(&self, name: &str) -> Identity {
        self.sign(CertificateParams::new([name.to_owned()]).unwrap())
    }

    /// A certificate that has expired.
    pub(crate) fn issue_expired(&self, name: &str) -> Identity {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2020, 2, 1);
        self.sign(params)
    }

    /// A TLS 1.2 server that wants a certificate of this authority from its clients, as brokers
    /// do: without one, it ends the handshake with an alert.
    pub(crate) async fn broker(&self, name: &str) -> SocketAddr {
        let (certificate, key) = self.issue(name);
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider))
                .build()
                .unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS12])
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate], key)
            .unwrap();
        serve_tls(TlsAcceptor::from(Arc::new(config)), |_| async {}).await
    }

    fn sign(&self, params: CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (
            certificate.der().clone(),
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
    }
}

/// Serves TLS, and handles what is inside with `serve`.
pub(crate) async fn tls_server<F, Served>(identity: Identity, serve: F) -> SocketAddr
where
    F: Fn(TlsStream<TcpStream>) -> Served + Send + Sync + 'static,
    Served: Future<Output = ()> + Send,
{
    serve_tls(acceptor(identity), serve).await
}

async fn serve_tls<F, Served>(acceptor: TlsAcceptor, serve: F) -> SocketAddr
where
    F: Fn(TlsStream<TcpStream>) -> Served + Send + Sync + 'static,
    Served: Future<Output = ()> + Send,
{
    let serve = Arc::new(serve);
    tcp_server(move |stream| {
        let (acceptor, serve) = (acceptor.clone(), Arc::clone(&serve));
        async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                serve(stream).await;
            }
        }
    })
    .await
}

fn acceptor((certificate, key): Identity) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

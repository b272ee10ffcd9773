use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::super::outlet::Outlet;
use super::super::tcp;
use super::super::testing::{Authority, BRIEF, Identity, PATIENT, tcp_server, tls_server};
use super::*;

const NAME: &str = "www.camcheck.test";

async fn shake(trust: &Trust, address: std::net::SocketAddr) -> Handshake {
    shake_until(trust, address, Instant::now() + PATIENT.deadline).await
}

async fn shake_until(trust: &Trust, address: std::net::SocketAddr, deadline: Instant) -> Handshake {
    let connected = tcp::connect(&Outlet::default(), &[address], deadline)
        .await
        .unwrap();
    let name = server_name(Some(NAME), None).unwrap();
    handshake(trust, name, connected.stream, deadline).await
}

async fn serve(identity: Identity) -> std::net::SocketAddr {
    tls_server(identity, |_| async {}).await
}

#[tokio::test]
async fn a_trusted_certificate_for_the_name_is_believed_and_described() {
    let authority = Authority::new("Test Root");
    let identity = authority.issue(NAME);
    let leaf = identity.0.clone();
    let address = serve(identity).await;
    let handshake = shake(&authority.trust(), address).await;
    assert!(handshake.result.is_ok());
    let certificate = handshake.certificate.unwrap();
    assert_eq!(certificate.issuer, "CN=Test Root");
    assert_eq!(certificate, certificate::describe(&leaf));
    assert_eq!(certificate.leaf_sha256.len(), 64);
}

#[tokio::test]
async fn an_unknown_issuer_is_named() {
    let address = serve(Authority::new("Evil, Inc.").issue(NAME)).await;
    let trust = Authority::new("Another").trust();
    let handshake = shake(&trust, address).await;
    assert_eq!(handshake.result.err(), Some(Cause::UntrustedIssuer));
    assert_eq!(handshake.certificate.unwrap().issuer, "CN=Evil\\, Inc.");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_a_wrong_name() {
    let authority = Authority::new("Test Root");
    let address = serve(authority.issue("other.camcheck.test")).await;
    let handshake = shake(&authority.trust(), address).await;
    assert_eq!(handshake.result.err(), Some(Cause::WrongName));
    assert!(handshake.certificate.is_some());
}

#[tokio::test]
async fn an_old_certificate_is_expired() {
    let authority = Authority::new("Test Root");
    let address = serve(authority.issue_expired(NAME)).await;
    let handshake = shake(&authority.trust(), address).await;
    assert_eq!(handshake.result.err(), Some(Cause::CertificateExpired));
    assert!(handshake.certificate.is_some());
}

#[tokio::test]
async fn a_reset_after_the_client_hello_is_a_reset() {
    let address = tcp_server(|mut stream| async move {
        let _ = stream.read(&mut [0; 1]).await;
        // With data left unread and no lingering, closing sends RST.
        let _ = socket2::SockRef::from(&stream).set_linger(Some(std::time::Duration::ZERO));
    })
    .await;
    let handshake = shake(&Authority::new("Test Root").trust(), address).await;
    assert_eq!(handshake.result.err(), Some(Cause::Reset));
    assert_eq!(handshake.certificate, None);
}

#[tokio::test]
async fn garbage_instead_of_tls_is_a_protocol_failure() {
    let address = tcp_server(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        // Until the client hangs up, so that no RST overtakes the garbage.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let handshake = shake(&Authority::new("Test Root").trust(), address).await;
    assert_eq!(handshake.result.err(), Some(Cause::TlsProtocol));
}

#[tokio::test]
async fn silence_after_the_client_hello_is_a_timeout() {
    let address = tcp_server(|mut stream| async move {
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let deadline = Instant::now() + BRIEF.deadline;
    let trust = Authority::new("Test Root").trust();
    let handshake = shake_until(&trust, address, deadline).await;
    assert_eq!(handshake.result.err(), Some(Cause::Timeout));
}

#[test]
fn an_alert_alone_does_not_pass_for_a_wish_for_a_certificate() {
    let alert = io::Error::new(
        io::ErrorKind::InvalidData,
        rustls::Error::AlertReceived(rustls::AlertDescription::HandshakeFailure),
    );
    assert_eq!(Failure::from(alert).cause(), Cause::TlsProtocol);
}

#[tokio::test]
async fn a_genuine_broker_that_wants_a_certificate_is_recognised() {
    let authority = Authority::new("Test Root");
    let broker = authority.broker(NAME).await;
    let wished = shake(&authority.trust(), broker).await;
    assert_eq!(wished.result.err(), Some(Cause::TlsProtocol));
    assert!(wished.wants_client_certificate);
    let distrusted = shake(&Authority::new("Another").trust(), broker).await;
    assert_eq!(distrusted.result.err(), Some(Cause::UntrustedIssuer));
    assert!(!distrusted.wants_client_certificate);
}

#[tokio::test]
async fn an_address_without_a_name_is_verified_as_an_address() {
    let authority = Authority::new("Test Root");
    let address = serve(authority.issue("127.0.0.1")).await;
    let deadline = Instant::now() + PATIENT.deadline;
    let connected = tcp::connect(&Outlet::default(), &[address], deadline)
        .await
        .unwrap();
    let name = server_name(None, Some(address.ip())).unwrap();
    let handshake = handshake(&authority.trust(), name, connected.stream, deadline).await;
    assert!(handshake.result.is_ok());
}

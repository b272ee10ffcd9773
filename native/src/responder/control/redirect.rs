//! Whether a host sends its visitors elsewhere, which a page cannot see.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use camcheck_core::catalogue::DomainHost;
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::look::Roots;
use crate::responder::limits;

/// The host to which the answer to one request leads, if that is another one.
pub(super) async fn follow(
    roots: &Roots,
    host: &DomainHost,
    addresses: &[IpAddr],
) -> Option<String> {
    let location = timeout(limits::LOOK_DEADLINE, ask(roots, host, addresses)).await;
    let target = host_of(&location.ok()??)?;
    (target != host.host).then_some(target)
}

/// The Location of a redirect (RFC 9110 section 15.4).
async fn ask(roots: &Roots, host: &DomainHost, addresses: &[IpAddr]) -> Option<String> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots.store())
        .with_no_client_auth();
    let stream = TcpStream::connect((*addresses.first()?, 443)).await.ok()?;
    let name = ServerName::try_from(host.host.clone()).ok()?;
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .ok()?;
    location(stream, host).await
}

/// Asks on an open stream.
async fn location<S>(stream: S, host: &DomainHost) -> Option<String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    // Ends with this function, whatever the host does.
    let mut driving = JoinSet::new();
    driving.spawn(connection);
    let request = Request::get(&host.path)
        .header(header::HOST, &host.host)
        .header(
            header::USER_AGENT,
            concat!("camcheck-responder/", env!("CARGO_PKG_VERSION")),
        )
        .header(header::ACCEPT, "*/*")
        .body(Empty::<Bytes>::new())
        .ok()?;
    let response = sender.send_request(request).await.ok()?;
    if !response.status().is_redirection() {
        return None;
    }
    let location = response.headers().get(header::LOCATION)?;
    location.to_str().ok().map(str::to_owned)
}

/// The host of an absolute address; a relative one stays where it is.
fn host_of(location: &str) -> Option<String> {
    let rest = ["https://", "http://", "//"]
        .into_iter()
        .find_map(|scheme| location.strip_prefix(scheme))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    async fn location_of(answer: &'static str) -> Option<String> {
        let (ours, mut theirs) = duplex(4096);
        let host = DomainHost {
            host: "www.latch.com".to_owned(),
            path: "/x".to_owned(),
        };
        let serve = async {
            let mut request = [0; 2048];
            let length = theirs.read(&mut request).await.expect("a request");
            assert!(request[..length].starts_with(b"GET /x HTTP/1.1\r\n"));
            theirs.write_all(answer.as_bytes()).await.expect("answered");
            // A server of old that closes at once.
            drop(theirs);
        };
        let (location, ()) = tokio::join!(location(ours, &host), serve);
        location
    }

    #[tokio::test]
    async fn redirects_are_seen_though_the_host_hangs_up() {
        let moved =
            "HTTP/1.0 302 Found\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(
            location_of(moved).await.as_deref(),
            Some("https://a.example/")
        );
        let fine = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(location_of(fine).await, None);
        assert_eq!(location_of("SSH-2.0\r\n").await, None);
    }

    #[test]
    fn hosts_are_read_from_locations() {
        for (location, host) in [
            ("https://www.example.com/a?b", Some("www.example.com")),
            ("http://Example.COM:8080", Some("example.com")),
            ("//cdn.example#x", Some("cdn.example")),
            ("https://user@real.example/", Some("real.example")),
            ("/login", None),
            ("login", None),
            ("https:///x", None),
        ] {
            assert_eq!(host_of(location).as_deref(), host, "{location}");
        }
    }
}

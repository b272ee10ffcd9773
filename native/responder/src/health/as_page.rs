//! How a host looks to a page, which sees only whether a fetch completes.

use std::net::IpAddr;
use std::sync::Arc;

use camcheck::vantage::Trust;
use camcheck::vantage::http::{self, Call};
use camcheck_core::catalogue::DomainHost;
use camcheck_core::probe::HttpMethod;
use hyper::header::{self, HeaderMap, HeaderName};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::limits;

/// What a page cannot know of a host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct AsPage {
    /// The host to which the answer redirects, if that is another one.
    pub(super) redirects_to: Option<String>,
    /// A page's fetch fails at any site: there is no answer over HTTP, it redirects to plain HTTP (Mixed
    /// Content, section 5.1), or other sites' pages may not read it (Cross-Origin-Resource-Policy, Fetch
    /// standard section 3.7).
    pub(super) unfit: bool,
}

impl AsPage {
    fn of(host: &DomainHost, headers: Option<&HeaderMap>) -> Self {
        let text = |name| headers?.get(name)?.to_str().ok();
        let policy = text(CROSS_ORIGIN_RESOURCE_POLICY);
        let target = text(header::LOCATION).and_then(|location| target_of(host, location));
        Self {
            redirects_to: target.as_ref().and_then(|url| other_host(host, url)),
            unfit: headers.is_none()
                || target.is_some_and(|url| url.scheme() == "http")
                || policy.is_some_and(|policy| ["same-origin", "same-site"].contains(&policy)),
        }
    }
}

/// Sends the request as a page does.
pub(super) async fn check(trust: &Trust, host: &DomainHost, addresses: &[IpAddr]) -> AsPage {
    let asked = timeout(limits::HEALTH_CHECK_DEADLINE, ask(trust, host, addresses)).await;
    AsPage::of(host, asked.ok().flatten().as_ref())
}

/// RFC 9110 does not define it.
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

async fn ask(trust: &Trust, host: &DomainHost, addresses: &[IpAddr]) -> Option<HeaderMap> {
    let config = trust.client_config().ok()?;
    let stream = TcpStream::connect((*addresses.first()?, 443)).await.ok()?;
    let name = ServerName::try_from(host.host.clone()).ok()?;
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .ok()?;
    headers(stream, host).await
}

/// The headers of the answer on an open stream; a Location counts only in a redirect (RFC 9110
/// section 15.4).
async fn headers<S>(stream: S, host: &DomainHost) -> Option<HeaderMap>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let call = Call {
        method: HttpMethod::Get,
        authority: &host.host,
        path: &host.path,
        user_agent: concat!("camcheck-responder/", env!("CARGO_PKG_VERSION")),
        longest_body: 0,
    };
    let (head, _) = http::call(stream, call).await.ok()?.into_parts();
    let mut headers = head.headers;
    if !head.status.is_redirection() {
        headers.remove(header::LOCATION);
    }
    Some(headers)
}

/// Where a redirect leads, as a browser reads it: relative to the address that was asked (RFC 9110
/// section 10.2.2).
fn target_of(host: &DomainHost, location: &str) -> Option<Url> {
    let asked = Url::parse(&format!("https://{}{}", host.host, host.path)).ok()?;
    asked.join(location).ok()
}

/// The host of an address, if it is not the one that was asked.
fn other_host(host: &DomainHost, url: &Url) -> Option<String> {
    let target = url.host_str()?;
    (target != host.host).then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    async fn seen(answer: &'static str) -> AsPage {
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
            // An old server that closes at once.
            drop(theirs);
        };
        let (headers, ()) = tokio::join!(headers(ours, &host), serve);
        AsPage::of(&host, headers.as_ref())
    }

    #[tokio::test]
    async fn redirects_are_seen_though_the_host_hangs_up() {
        let moved =
            "HTTP/1.0 302 Found\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n";
        let elsewhere = AsPage {
            redirects_to: Some("a.example".to_owned()),
            unfit: false,
        };
        assert_eq!(seen(moved).await, elsewhere);
        for fine in [
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 201 Created\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 301 Moved\r\nLocation: https://www.latch.com/y\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nCross-Origin-Resource-Policy: cross-origin\r\nContent-Length: 0\r\n\r\n",
        ] {
            assert_eq!(seen(fine).await, AsPage::default(), "{fine}");
        }
    }

    #[tokio::test]
    async fn what_no_page_can_fetch_is_told() {
        for unfit in [
            "SSH-2.0\r\n",
            "",
            "HTTP/1.1 302 Found\r\nLocation: http://www.latch.com/\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: HTTP://www.latch.com/\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 403 No\r\nCross-Origin-Resource-Policy: same-origin\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncross-origin-resource-policy: same-site\r\nContent-Length: 0\r\n\r\n",
        ] {
            assert!(seen(unfit).await.unfit, "{unfit}");
        }
    }

    #[test]
    fn hosts_are_read_from_locations() {
        let asked = DomainHost {
            host: "www.latch.com".to_owned(),
            path: "/x".to_owned(),
        };
        for (location, host) in [
            ("https://www.example.com/a?b", Some("www.example.com")),
            ("http://Example.COM:8080", Some("example.com")),
            ("//cdn.example#x", Some("cdn.example")),
            ("https://user@real.example/", Some("real.example")),
            ("/login", None),
            ("login", None),
            ("https://www.latch.com/y", None),
            ("http://[::1/", None),
            // A browser parses it like this (URL standard, section 4.4).
            ("https:///x", Some("x")),
        ] {
            let target = target_of(&asked, location);
            let other = target.and_then(|url| other_host(&asked, &url));
            assert_eq!(other.as_deref(), host, "{location}");
        }
    }
}

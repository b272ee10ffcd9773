//! The URLs of a catalogue.

use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;
use http::uri::Scheme;

/// A plain `http://` address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAddress {
    /// The host name or IP address; an IPv6 address is in brackets.
    pub host: String,
    /// The port, which is 80 unless the address names another one.
    pub port: u16,
    /// Path and query, beginning with `/`.
    pub path: String,
}

/// It is not a plain `http://` address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a plain http:// address")]
pub struct NotPlainHttp;

impl HttpAddress {
    /// The host, if it is an IP address and not a name.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        let inner = self.host.trim_start_matches('[').trim_end_matches(']');
        inner.parse().ok()
    }
}

impl FromStr for HttpAddress {
    type Err = NotPlainHttp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.parse().map_err(|_| NotPlainHttp)?;
        let authority = uri.authority().ok_or(NotPlainHttp)?;
        let host = authority.host();
        let port = match authority.port_u16() {
            Some(0) => return Err(NotPlainHttp),
            Some(port) => port,
            None if authority.as_str().ends_with(host) => 80,
            // There is one, but it is no number.
            None => return Err(NotPlainHttp),
        };
        let path = uri.path_and_query().ok_or(NotPlainHttp)?;
        if uri.scheme() != Some(&Scheme::HTTP) || host.is_empty() {
            return Err(NotPlainHttp);
        }
        Ok(Self {
            host: host.to_ascii_lowercase(),
            port,
            path: path.to_string(),
        })
    }
}

/// Whether the text is an absolute address on http or https without a fragment, as a share link
/// needs it.
pub(super) fn is_page(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    // The parser drops a fragment.
    is_web && uri.host().is_some_and(|host| !host.is_empty()) && !text.contains('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_are_taken_apart() {
        for (text, host, port, path) in [
            ("http://a.example", "a.example", 80, "/"),
            ("http://A.example:8080/x?y=1", "a.example", 8080, "/x?y=1"),
            ("http://a.example?y", "a.example", 80, "/?y"),
            ("http://192.0.2.1/healthz", "192.0.2.1", 80, "/healthz"),
            ("http://[2001:db8::1]/", "[2001:db8::1]", 80, "/"),
            ("http://[2001:db8::1]:81/", "[2001:db8::1]", 81, "/"),
        ] {
            let expected = HttpAddress {
                host: host.to_owned(),
                port,
                path: path.to_owned(),
            };
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn an_ip_address_is_known_as_one() {
        for (text, ip) in [
            ("http://192.0.2.1/", Some("192.0.2.1")),
            ("http://[2001:db8::1]:81/", Some("2001:db8::1")),
            ("http://a.example/", None),
        ] {
            let address: HttpAddress = text.parse().expect(text);
            assert_eq!(address.ip(), ip.and_then(|ip| ip.parse().ok()), "{text}");
        }
    }

    #[test]
    fn anything_else_is_not_plain_http() {
        for text in [
            "",
            "a.example",
            "/healthz",
            "http://",
            "http:///x",
            "http://:80/",
            "http://a.example:/",
            "http://a.example:0/",
            "http://a.example:65536/",
            "http://a b/",
            "https://a.example/",
            "ftp://a.example/",
        ] {
            assert_eq!(text.parse::<HttpAddress>(), Err(NotPlainHttp), "{text}");
        }
    }

    #[test]
    fn a_page_has_an_absolute_address_without_a_fragment() {
        for page in [
            "https://check.example/",
            "http://192.168.1.7:8443/",
            "https://check.example/camcheck/?lang=es",
            "https://[2001:db8::1]/",
        ] {
            assert!(is_page(page), "{page}");
        }
        for other in [
            "",
            "check.example",
            "ftp://x",
            "https://",
            "https:///x",
            "https://x/#a",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }
}

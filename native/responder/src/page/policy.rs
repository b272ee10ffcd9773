//! What a browser may do with the page: its Content-Security-Policy (CSP Level 3), made for each
//! HTML file from its content.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use camcheck_core::catalogue::{Catalogue, Responder, Scheme};
use camcheck_core::model::requirement::TcpPort;
use hyper::Uri;
use hyper::header::HeaderValue;
use ring::digest::{SHA256, digest};

use crate::cli::FrameAncestors;

/// For everything except pages: it is data, and nothing in it ever runs.
pub(crate) const NO_PAGE: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// For the page's service worker, which loads the page's own files.
pub(super) const WORKER: HeaderValue =
    HeaderValue::from_static("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");

/// Features that the page never uses, so that injected content cannot use them either.
pub(crate) const NO_FEATURES: HeaderValue = HeaderValue::from_static(
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
);

/// The common part of the policy for every page of this far end.
#[derive(Debug, Clone)]
pub(crate) struct PagePolicy {
    /// Where the page's own files come from: `'self'` and the origins that it may have.
    own: String,
    connect: &'static str,
    frame_ancestors: FrameAncestors,
}

impl PagePolicy {
    /// The page may call any https host, and plain http if a responder of the catalogue speaks that, which
    /// only one of a local demo does. If it named only the catalogue's hosts, the page would report false
    /// results: a stand-in host may redirect to a name that is not listed, the browser then aborts the
    /// fetch, and the page cannot distinguish that from a firewall that drops it. The page reads only its
    /// own measurements.
    pub(crate) fn new(catalogue: &Catalogue, frame_ancestors: FrameAncestors) -> Self {
        let mut responders = catalogue.responders.iter();
        let plain = responders.any(|responder| responder.scheme == Scheme::Http);
        Self {
            own: own_sources(catalogue),
            connect: if plain { "https: http:" } else { "https:" },
            frame_ancestors,
        }
    }

    /// The policy of one page. It allows what was in the page when it was read, and no other
    /// inline script or style.
    pub(super) fn of_page(&self, html: &str) -> HeaderValue {
        let inline = Inline::of(html);
        let own = &self.own;
        let policy = format!(
            "default-src 'none'; script-src {own} 'wasm-unsafe-eval'{}; style-src {own}{}; \
             img-src {own} data:; connect-src {own} {}; base-uri 'none'; form-action 'none'; \
             frame-ancestors {}",
            inline.scripts, inline.styles, self.connect, self.frame_ancestors,
        );
        // Hashes and checked sources are ASCII without control characters.
        HeaderValue::try_from(policy).unwrap_or(NO_PAGE)
    }
}

/// `'self'` and every origin that serves the page according to the catalogue.
///
/// A frame that is sandboxed without `allow-same-origin` has an opaque origin. Chromium and Firefox
/// nevertheless match `'self'` against the address of its document; in WebKit it matches nothing (WebKit
/// bug 316847), so the page would never start in Safari.
fn own_sources(catalogue: &Catalogue) -> String {
    let mut sources = vec!["'self'".to_owned()];
    let responders = catalogue.responders.iter().flat_map(responder_origins);
    for origin in origin_of(&catalogue.page).into_iter().chain(responders) {
        if !sources.contains(&origin) {
            sources.push(origin);
        }
    }
    sources.join(" ")
}

/// The origins of a responder's pages on the port that it has for 443, by name and, where that is
/// all it has, by address.
fn responder_origins(responder: &Responder) -> impl Iterator<Item = String> + '_ {
    let port = responder.tcp.get(&TcpPort::P443).copied();
    let scheme = responder.scheme.as_str();
    responder.addresses.iter().filter_map(move |address| {
        let host = match (&address.name, address.ip) {
            (Some(name), _) => name.clone(),
            (None, IpAddr::V4(ip)) => ip.to_string(),
            // No source of a policy can name an IPv6 address (CSP Level 3 section 2.3.1).
            (None, IpAddr::V6(_)) => return None,
        };
        origin_of(&format!("{scheme}://{host}:{}/", port?))
    })
}

/// The origin of an address as a source of a policy, without the scheme's own port; `None` if a
/// policy cannot name it.
fn origin_of(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let (scheme, host) = (uri.scheme_str()?, uri.host()?);
    let port = match (scheme, uri.port_u16()) {
        ("https", None | Some(443)) | ("http", None | Some(80)) => String::new(),
        (_, Some(port)) => format!(":{port}"),
        (_, None) => return None,
    };
    // What is no host name, such as an IPv6 address, would end the list of sources.
    let nameable = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    host.bytes()
        .all(nameable)
        .then(|| format!("{scheme}://{host}{port}"))
}

/// The inline scripts and styles of a page, as sources of a policy.
#[derive(Debug, Default, PartialEq, Eq)]
struct Inline {
    scripts: String,
    styles: String,
}

impl Inline {
    /// Finds them without a full parser: a surplus hash allows only content that is in the file.
    fn of(html: &str) -> Self {
        // A browser normalises line ends like this (HTML section 13.2.3.5) before it hashes.
        let html = html.replace("\r\n", "\n").replace('\r', "\n");
        let lower = html.to_ascii_lowercase();
        let mut inline = Self::default();
        let mut rest = 0;
        while let Some(found) = Found::next(&lower, rest) {
            let content = html.get(found.content.clone()).unwrap_or_default();
            match found.kind {
                Kind::Comment => {}
                Kind::Script => push_hash(&mut inline.scripts, content),
                Kind::Style => push_hash(&mut inline.styles, content),
            }
            rest = found.content.end;
        }
        inline
    }
}

fn push_hash(sources: &mut String, content: &str) {
    if content.trim().is_empty() {
        return;
    }
    let hash = STANDARD.encode(digest(&SHA256, content.as_bytes()));
    sources.push_str(&format!(" 'sha256-{hash}'"));
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Comment,
    Script,
    Style,
}

/// An element or comment, and the range of bytes between its tags.
#[derive(Debug)]
struct Found {
    kind: Kind,
    content: std::ops::Range<usize>,
}

impl Found {
    /// The next one at or after a byte of a page in lower case.
    fn next(lower: &str, from: usize) -> Option<Self> {
        let known = [
            (Kind::Comment, "<!--", "-->"),
            (Kind::Script, "<script", "</script"),
            (Kind::Style, "<style", "</style"),
        ];
        let starts = known.into_iter().filter_map(|(kind, open, close)| {
            let start = from + lower.get(from..)?.find(open)?;
            Some((start, kind, open, close))
        });
        let (start, kind, open, close) = starts.min_by_key(|(start, ..)| *start)?;
        let inside = start + open.len();
        let begin = match kind {
            Kind::Comment => inside,
            Kind::Script | Kind::Style => inside + end_of_tag(lower.get(inside..)?)?,
        };
        let end = lower.get(begin..)?.find(close);
        let end = end.map_or(lower.len(), |length| begin + length);
        Some(Self {
            kind,
            content: begin..end,
        })
    }
}

/// Bytes up to and with the `>` of a tag; one in a quoted value does not count.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(index + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None | Some(_), _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf "alert('Hello, world.');" | openssl dgst -sha256 -binary | base64`, the example of
    /// CSP Level 3, section 6.7.3.3.
    const HELLO: &str = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";

    fn policy(html: &str) -> String {
        let catalogue = Catalogue::embedded().expect("sound");
        let policy = PagePolicy::new(&catalogue, FrameAncestors::default());
        let policy = policy.of_page(html);
        policy.to_str().expect("text").to_owned()
    }

    #[test]
    fn a_page_may_run_what_stands_in_it() {
        let page = "<!DOCTYPE html><STYLE media='a>b'>p { color: red }</STYLE>\
                    <script type=\"module\">alert('Hello, world.');</script>\
                    <script src=./a.js></script>";
        let policy = policy(page);
        let own = "'self' https://check.example";
        let scripts = format!("; script-src {own} 'wasm-unsafe-eval' {HELLO}; ");
        assert!(policy.contains(&scripts), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 2, "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(policy.ends_with(
            "; frame-ancestors 'self' https://support.door.com https://door.zendesk.com"
        ));
    }

    #[test]
    fn line_ends_are_hashed_as_a_browser_reads_them() {
        assert_eq!(
            Inline::of("<script>\r\na\rb</script>"),
            Inline::of("<script>\na\nb</script>")
        );
    }

    #[test]
    fn comments_and_broken_pages_are_no_trouble() {
        for (html, scripts) in [
            ("<!-- <script>a</script> --><script>b</script>", 1),
            ("<script>a", 1),
            ("<script", 0),
            ("<script src='", 0),
            ("<!--", 0),
            ("<script> \n</script>", 0),
            ("é<script>é</script>é", 1),
        ] {
            let found = Inline::of(html).scripts.matches("sha256-").count();
            assert_eq!(found, scripts, "{html}");
        }
    }

    #[test]
    fn plain_http_is_for_a_demo() {
        let of_default = "; connect-src 'self' https://check.example https:; ";
        assert!(policy("").contains(of_default));
        let demo = r#"{ "version": 1, "page": "http://x/", "responders": [ { "name": "demo",
            "demo": true, "scheme": "http", "addresses": [ { "ip": "192.0.2.1" } ] } ] }"#;
        let demo = Catalogue::parse(demo).expect("sound");
        let policy = PagePolicy::new(&demo, FrameAncestors::default()).of_page("");
        let policy = policy.to_str().expect("text");
        let of_demo = "; connect-src 'self' http://x http://192.0.2.1:443 https: http:; ";
        assert!(policy.contains(of_demo), "{policy}");
    }

    /// What a frame with an opaque origin needs in Safari.
    #[test]
    fn the_page_names_its_own_origins_beside_self() {
        let catalogue = r#"{ "version": 1, "page": "https://check.example/camera/",
            "responders": [ { "name": "a", "addresses": [
                { "ip": "198.51.100.10", "name": "probe.example" },
                { "ip": "198.51.100.11", "name": "check.example" } ] },
                { "name": "b", "addresses": [ { "ip": "2001:db8::1" } ] } ] }"#;
        let catalogue = Catalogue::parse(catalogue).expect("sound");
        let policy = PagePolicy::new(&catalogue, FrameAncestors::default()).of_page("");
        let policy = policy.to_str().expect("text");
        let own = "'self' https://check.example https://probe.example";
        for directive in [
            format!("; script-src {own} 'wasm-unsafe-eval'; "),
            format!("; style-src {own}; "),
            format!("; img-src {own} data:; "),
            format!("; connect-src {own} https:; "),
        ] {
            assert!(
                policy.contains(&directive),
                "{directive} is not in {policy}"
            );
        }
    }

    #[test]
    fn an_origin_has_no_path_and_no_port_of_its_own_scheme() {
        for (address, origin) in [
            ("https://a.example/", Some("https://a.example")),
            ("https://a.example:443/x?y", Some("https://a.example")),
            ("http://192.0.2.1:8080/", Some("http://192.0.2.1:8080")),
            ("https://[2001:db8::1]/", None),
            ("https://a_b;.example/", None),
            ("no address", None),
        ] {
            assert_eq!(origin_of(address).as_deref(), origin, "{address}");
        }
    }
}

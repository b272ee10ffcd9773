//! Whether a client already has a file (RFC 9110 sections 8.8.3 and 13.1.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::HeaderMap;
use hyper::header::{HeaderValue, IF_NONE_MATCH};
use ring::digest::{SHA256, digest};

use super::header_list::listed;

/// Bytes of a file's hash in its tag: with 96 bits, no two versions of a file share one.
const LENGTH: usize = 12;

/// The tag of a file. It is weak, because the compressed form has the same.
pub(super) fn entity_tag(plain: &[u8]) -> HeaderValue {
    let hash = digest(&SHA256, plain);
    let start = hash.as_ref().get(..LENGTH).unwrap_or_default();
    let tag = format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(start));
    HeaderValue::try_from(tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
}

/// Whether a request names the tag among those of the versions that the client has.
pub(crate) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let wanted = tag.to_str().ok().map(opaque);
    listed(headers, &IF_NONE_MATCH).any(|known| known == "*" || wanted == Some(opaque(known)))
}

/// What weak comparison looks at (RFC 9110 section 8.8.3.2).
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        let tag = entity_tag(b"one");
        let known = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(
                IF_NONE_MATCH,
                HeaderValue::try_from(value).expect("a value"),
            );
            is_known(&headers, &tag)
        };
        let text = tag.to_str().expect("text");
        assert!(known(text) && known("*"));
        assert!(known(text.trim_start_matches("W/")));
        assert!(known(&format!("\"other\", {text}")));
        let other = entity_tag(b"another");
        assert!(!known(other.to_str().expect("text")));
        assert!(!known("") && !known("W/"));
        assert!(!is_known(&HeaderMap::new(), &tag));
    }
}

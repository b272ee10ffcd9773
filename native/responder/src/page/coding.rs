//! Files as they are transferred: brotli (RFC 7932) for clients that accept it.

use std::io::Read;
use std::sync::{Arc, OnceLock};

use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use hyper::HeaderMap;
use hyper::header::ACCEPT_ENCODING;

use super::header_list::listed;

/// The name of the coding in HTTP.
pub(crate) const BROTLI: &str = "br";

/// The highest quality; a file is compressed once and sent often.
const QUALITY: i32 = 11;

/// Bytes that the decoder reads at a time.
const BUFFER: usize = 4096;

/// The compressed form of a file, once there is one.
pub(super) type Compressed = Arc<OnceLock<Bytes>>;

/// Compresses a file, unless that makes it no smaller.
pub(super) fn compress(plain: &[u8]) -> Option<Bytes> {
    let parameters = BrotliEncoderParams {
        quality: QUALITY,
        size_hint: plain.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut compressed, &parameters).ok()?;
    (compressed.len() < plain.len()).then(|| compressed.into())
}

/// Whether this is the compressed form of that file and not of an earlier one.
pub(super) fn is_compressed(compressed: &[u8], plain: &[u8]) -> bool {
    // One byte more than expected is enough to know; the rest may be a bomb.
    let limit = u64::try_from(plain.len()).map_or(u64::MAX, |length| length + 1);
    let mut read = Vec::with_capacity(plain.len());
    brotli::Decompressor::new(compressed, BUFFER)
        .take(limit)
        .read_to_end(&mut read)
        .is_ok()
        && read == plain
}

/// Whether a request accepts brotli (RFC 9110 section 12.5.3).
pub(crate) fn accepts_brotli(headers: &HeaderMap) -> bool {
    listed(headers, &ACCEPT_ENCODING).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        name.trim().eq_ignore_ascii_case(BROTLI) && !is_zero(weight)
    })
}

fn is_zero(weight: &str) -> bool {
    let number = weight.trim().trim_start_matches(['q', 'Q']).trim_start();
    let number = number.strip_prefix('=').map(str::trim);
    number.is_some_and(|number| number.parse::<f32>().is_ok_and(|weight| weight <= 0.0))
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    #[test]
    fn what_is_compressed_is_read_back() {
        let plain = "camcheck ".repeat(100);
        let compressed = compress(plain.as_bytes()).expect("smaller");
        assert!(compressed.len() < 100);
        assert!(is_compressed(&compressed, plain.as_bytes()));
        assert!(!is_compressed(&compressed, &plain.as_bytes()[1..]));
        assert!(!is_compressed(&compressed, b""));
        assert!(!is_compressed(b"not brotli", plain.as_bytes()));
        assert_eq!(compress(b""), None);
    }

    #[test]
    fn a_request_accepts_what_it_names() {
        for (value, accepts) in [
            ("gzip, deflate, br, zstd", true),
            ("BR;q=0.5", true),
            ("br", true),
            ("br; q=0", false),
            ("br;q=0.000", false),
            ("gzip, x-br", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(accepts_brotli(&headers), accepts, "{value}");
        }
        assert!(!accepts_brotli(&HeaderMap::new()));
    }
}

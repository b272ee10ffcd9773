//! Text to the characters of a link and back: zlib with a preset dictionary (RFC 1950), then base64url
//! without padding. A report is short and consists of known words. With these in a dictionary, the short
//! form needs a fifth of the characters, and its QR code fits a terminal of 80 columns. The checksum
//! prevents a link with a lost or changed character from showing another verdict.

use adler2::adler32_slice;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::LinkError;
use super::{MAX_INFLATED, MAX_PACKED};

/// Words of reports, the most frequent last. It must never change by a single character, because every
/// existing link needs it. A better dictionary would need another header in addition to this one.
pub(super) const DICTIONARY: &[u8] = include_bytes!("dictionary.txt");

/// The header of RFC 1950 section 2.2: deflate with a window of 32 KB, best compression, and a
/// preset dictionary, which is bit 5 of the second byte; together a multiple of 31.
const HEADER: [u8; 2] = [0x78, 0xF9];

/// The best compression: reports are small, and links must be short.
const EFFORT: u8 = 10;

pub(super) fn pack(text: &str) -> String {
    let mut bytes = HEADER.to_vec();
    bytes.extend(adler32_slice(DICTIONARY).to_be_bytes());
    bytes.extend(deflate(text.as_bytes()));
    bytes.extend(adler32_slice(text.as_bytes()).to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads what [`pack`] wrote. Work and memory are bounded for any input.
pub(super) fn unpack(packed: &str) -> Result<String, LinkError> {
    // Mail programs break long lines.
    let packed: String = packed
        .chars()
        .filter(|character| !character.is_ascii_whitespace())
        .take(MAX_PACKED + 1)
        .collect();
    if packed.len() > MAX_PACKED {
        return Err(LinkError::TooLarge);
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(packed)
        .map_err(|_| LinkError::Damaged)?;
    let (header, rest) = bytes.split_first_chunk().ok_or(LinkError::Damaged)?;
    let (dictionary, rest) = rest.split_first_chunk().ok_or(LinkError::Damaged)?;
    let (deflated, checksum) = rest.split_last_chunk().ok_or(LinkError::Damaged)?;
    if *header != HEADER {
        return Err(LinkError::Damaged);
    }
    if u32::from_be_bytes(*dictionary) != adler32_slice(DICTIONARY) {
        return Err(LinkError::Newer);
    }
    let text = inflate(deflated)?;
    if u32::from_be_bytes(*checksum) != adler32_slice(&text) {
        return Err(LinkError::Damaged);
    }
    String::from_utf8(text).map_err(|_| LinkError::NotAReport)
}

/// The output for the dictionary itself is discarded; the compressor keeps it in its window.
fn deflate(text: &[u8]) -> Vec<u8> {
    let mut compressor = CompressorOxide::default();
    compressor.set_format_and_level(DataFormat::Raw, EFFORT);
    compress_to_output(&mut compressor, DICTIONARY, TDEFLFlush::Sync, |_| true);
    let mut deflated = Vec::new();
    compress_to_output(&mut compressor, text, TDEFLFlush::Finish, |part| {
        deflated.extend_from_slice(part);
        true
    });
    deflated
}

/// Inflates with the dictionary as the preceding data.
fn inflate(deflated: &[u8]) -> Result<Vec<u8>, LinkError> {
    let mut text = DICTIONARY.to_vec();
    text.resize(DICTIONARY.len() + MAX_INFLATED, 0);
    let (status, read, written) = decompress(
        &mut DecompressorOxide::new(),
        deflated,
        &mut text,
        DICTIONARY.len(),
        TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
    );
    match status {
        TINFLStatus::Done if read == deflated.len() => {
            text.truncate(DICTIONARY.len() + written);
            Ok(text.split_off(DICTIONARY.len()))
        }
        TINFLStatus::HasMoreOutput => Err(LinkError::TooLarge),
        _ => Err(LinkError::Damaged),
    }
}

//! Fingerprints of DTLS certificates, as SDP writes them (RFC 8122 section 5).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The SHA-256 of a certificate: 32 bytes in upper-case hexadecimal, joined by colons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 32]);

impl From<[u8; 32]> for Fingerprint {
    fn from(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl FromStr for Fingerprint {
    type Err = BadFingerprint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes: Option<Vec<_>> = text.split(':').map(byte).collect();
        let sha256 = bytes.and_then(|bytes| bytes.try_into().ok());
        sha256.map(Self).ok_or(BadFingerprint)
    }
}

fn byte(text: &str) -> Option<u8> {
    let is_plain = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_plain.then(|| u8::from_str_radix(text, 16).ok())?
}

impl TryFrom<String> for Fingerprint {
    type Error = BadFingerprint;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

/// Not a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint has 32 bytes in hexadecimal, joined by colons")]
pub struct BadFingerprint;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_they_are_written() {
        let mut sha256 = [0; 32];
        for (byte, value) in sha256.iter_mut().zip(0..) {
            *byte = value;
        }
        let fingerprint = Fingerprint::from(sha256);
        let text = fingerprint.to_string();
        assert!(
            text.starts_with("00:01:02:") && text.ends_with(":1E:1F"),
            "{text}"
        );
        assert_eq!(text.parse(), Ok(fingerprint));
        assert_eq!(text.to_lowercase().parse(), Ok(fingerprint));
    }

    #[test]
    fn nothing_else_is_a_fingerprint() {
        let short = ["AA"; 31].join(":");
        let long = ["AA"; 33].join(":");
        let signed = ["+A"; 32].join(":");
        let broken = format!("{short}:AA\r\na=candidate:1");
        for text in ["", &short, &long, &signed, &broken] {
            assert_eq!(text.parse::<Fingerprint>(), Err(BadFingerprint), "{text}");
        }
    }
}

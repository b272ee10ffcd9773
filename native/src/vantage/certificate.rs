//! The stored facts about a certificate: its issuer and its fingerprint.

use std::fmt::Write;

use camcheck_core::model::certificate::SeenCertificate;
use ring::digest::{SHA256, digest};
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

/// The issuer's name is truncated after this many characters: it is untrusted.
const LONGEST_ISSUER: usize = 200;

/// Describes a leaf certificate, given as DER.
#[must_use]
pub fn describe(leaf: &[u8]) -> SeenCertificate {
    let issuer = match X509Certificate::from_der(leaf) {
        Ok((_, certificate)) => name(certificate.issuer()),
        Err(_) => "(unreadable)".to_owned(),
    };
    SeenCertificate {
        issuer,
        leaf_sha256: hexadecimal(digest(&SHA256, leaf).as_ref()),
    }
}

/// A distinguished name as RFC 4514 text, the most specific part first.
fn name(name: &X509Name<'_>) -> String {
    let parts: Vec<_> = name.iter().collect();
    let mut text = String::new();
    for part in parts.into_iter().rev() {
        for (index, attribute) in part.iter().enumerate() {
            if !text.is_empty() {
                text.push(if index == 0 { ',' } else { '+' });
            }
            match oid2abbrev(attribute.attr_type(), oid_registry()) {
                Ok(short) => text.push_str(short),
                Err(_) => text.push_str(&attribute.attr_type().to_id_string()),
            }
            text.push('=');
            escape(attribute.as_str().unwrap_or("?"), &mut text);
        }
    }
    text.chars().take(LONGEST_ISSUER).collect()
}

/// RFC 4514 section 2.4; control characters too, since the text ends up on terminals.
fn escape(value: &str, text: &mut String) {
    for character in value.chars() {
        if character.is_control() {
            text.push('?');
            continue;
        }
        if matches!(character, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
}

/// Lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

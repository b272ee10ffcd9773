//! The address of a mail with a subject and a body (RFC 6068).

use camcheck_core::remedy::mail::MAX_ADDRESS;
use js_sys::encode_uri_component;

/// The address, with the first text that fits it.
pub(super) fn address(subject: &str, texts: &[String]) -> Option<String> {
    let mut addresses = texts.iter().map(|text| with_body(subject, text));
    addresses.find(|address| address.len() <= MAX_ADDRESS)
}

fn with_body(subject: &str, body: &str) -> String {
    let subject = encode_uri_component(subject);
    // RFC 6068 section 5 wants line breaks as %0D%0A.
    let body = String::from(encode_uri_component(body)).replace("%0A", "%0D%0A");
    format!("mailto:?subject={subject}&body={body}")
}

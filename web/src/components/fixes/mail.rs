//! The address of a mail with a subject and a body (RFC 6068).

use js_sys::encode_uri_component;

/// Windows passes no longer address to the mail program (`INTERNET_MAX_URL_LENGTH`, 2,083, with
/// room to spare), and shows no error.
const MAX_LENGTH: usize = 2000;

/// The address, with a shorter body if this one makes it too long.
pub(super) fn address(subject: &str, body: &str, brief: impl Fn() -> String) -> String {
    let whole = with_body(subject, body);
    if whole.len() <= MAX_LENGTH {
        whole
    } else {
        with_body(subject, &brief())
    }
}

fn with_body(subject: &str, body: &str) -> String {
    let subject = encode_uri_component(subject);
    // RFC 6068 section 5 wants line breaks as %0D%0A.
    let body = String::from(encode_uri_component(body)).replace("%0A", "%0D%0A");
    format!("mailto:?subject={subject}&body={body}")
}

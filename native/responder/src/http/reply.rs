//! Answers with the headers that every answer has.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::policy::NO_PAGE;

pub(super) type Reply = Response<Full<Bytes>>;

/// Times of the page's own requests are its measurement (Resource Timing section 4.5.1).
const TIMING_ALLOW_ORIGIN: HeaderName = HeaderName::from_static("timing-allow-origin");

/// An answer with a body.
pub(super) fn with_body(
    status: StatusCode,
    content_type: &'static str,
    caching: &'static str,
    body: Bytes,
) -> Reply {
    let mut reply = bare(status);
    *reply.body_mut() = Full::new(body);
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    reply
}

/// An answer in JSON, which is never cached.
pub(super) fn json<T: Serialize>(status: StatusCode, body: &T) -> Reply {
    // The types of the interface have string keys and no floats, so this cannot fail.
    let body = serde_json::to_vec(body).unwrap_or_default();
    with_body(status, "application/json", "no-store", body.into())
}

/// An error in JSON.
pub(super) fn error(status: StatusCode, problem: &'static str) -> Reply {
    #[derive(Serialize)]
    struct Problem {
        error: &'static str,
    }
    json(status, &Problem { error: problem })
}

/// An answer without a body, open to every origin.
pub(super) fn bare(status: StatusCode) -> Reply {
    let mut reply = Response::new(Full::default());
    *reply.status_mut() = status;
    let any = HeaderValue::from_static("*");
    let headers = reply.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any.clone());
    headers.insert(TIMING_ALLOW_ORIGIN, any);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, NO_PAGE);
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    reply
}

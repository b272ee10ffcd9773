//! Answers with the headers that every answer has.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::held::Reserved;
use crate::limits;
use crate::page::NO_PAGE;

/// An answer; its body may be made while it is sent.
pub(super) type Reply = Response<UnsyncBoxBody<Bytes, Infallible>>;

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
    *reply.body_mut() = Full::new(body).boxed_unsync();
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    reply
}

/// An answer about a file that the client already has.
pub(super) fn not_modified(caching: &'static str) -> Reply {
    let mut reply = bare(StatusCode::NOT_MODIFIED);
    let caching = HeaderValue::from_static(caching);
    reply.headers_mut().insert(header::CACHE_CONTROL, caching);
    reply
}

/// An answer in JSON, which is never cached.
pub(super) fn json<T: Serialize>(status: StatusCode, body: &T) -> Reply {
    // The types of the interface have string keys and no floats, so this cannot fail.
    let body = serde_json::to_vec(body).unwrap_or_default();
    with_body(status, "application/json", "no-store", body.into())
}

/// The same for an answer of any length, whose memory is reserved.
pub(super) fn json_held<T: Serialize>(body: &T, reserved: Reserved) -> Reply {
    let body = serde_json::to_vec(body).unwrap_or_default();
    let length = HeaderValue::from(body.len());
    let mut reply = json(StatusCode::OK, &());
    reply.headers_mut().insert(header::CONTENT_LENGTH, length);
    *reply.body_mut() = reserved.body(body.into());
    reply
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
    let mut reply = Response::new(Full::default().boxed_unsync());
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

/// CORS preflight; the interface itself needs none.
pub(super) fn preflight() -> Reply {
    let mut answer = bare(StatusCode::NO_CONTENT);
    let headers = answer.headers_mut();
    for (name, value) in [
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, HEAD, POST, OPTIONS",
        ),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// An answer to a request of another method.
pub(super) fn not_allowed(methods: &'static str) -> Reply {
    let mut answer = error(StatusCode::METHOD_NOT_ALLOWED, "method not allowed");
    answer
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(methods));
    answer
}

/// An answer to a request that may be granted after this process has ended.
pub(super) fn not_now(problem: &'static str) -> Reply {
    let mut answer = error(StatusCode::SERVICE_UNAVAILABLE, problem);
    let later = HeaderValue::from_static(limits::DRAIN_RETRY);
    answer.headers_mut().insert(header::RETRY_AFTER, later);
    answer
}

/// An answer to a request over a budget.
pub(super) fn too_many(problem: &'static str) -> Reply {
    let mut answer = error(StatusCode::TOO_MANY_REQUESTS, problem);
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    answer
}

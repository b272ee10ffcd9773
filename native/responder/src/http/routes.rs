//! Which request gets which answer.

use std::time::Instant;

use camcheck_core::wire::http::Hello;
use camcheck_core::wire::token::RunToken;
use hyper::body::Incoming;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode};
use tracing::debug;

use super::Interface;
use super::challenge;
use super::load;
use super::reply::{self, Reply};
use crate::engine::{Event, NoAccess, ReceiptsForm};
use crate::limits;
use crate::page::{BROTLI, NO_FEATURES, accepts_brotli, is_known};
use crate::peer::Peer;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The longest nonce that is repeated.
const MAX_NONCE: usize = 64;

/// Answers one request. Only the body of bulk data is read.
pub(super) async fn answer(request: Request<Incoming>, peer: Peer, interface: &Interface) -> Reply {
    let allowed = {
        let mut engine = interface.engine.lock();
        engine.count(Event::HttpRequest);
        engine.allow_http(interface.engine.now(), peer.remote.ip())
    };
    if !allowed {
        debug!("{}: too many HTTP requests", peer.remote);
        return reply::too_many("too many requests from this address");
    }
    let path = request.uri().path();
    if load::is_transfer(path) {
        return load::transfer(request, peer, interface).await;
    }
    let began = Instant::now();
    let reply = match interface.challenges.file(path) {
        Some(file) if is_reading(request.method()) => challenge::answer(file).await,
        Some(_) | None => match path.strip_prefix("/v1/runs/") {
            Some(token) if is_reading(request.method()) => {
                let form = ReceiptsForm::named(request.uri().query());
                receipts(token, form, peer, interface).await
            }
            Some(_) | None => route(&request, peer, interface),
        },
    };
    let took = began.elapsed().as_secs_f64();
    interface.answer_times.observe(took);
    reply
}

fn route(request: &Request<Incoming>, peer: Peer, interface: &Interface) -> Reply {
    let path = request.uri().path();
    let method = request.method();
    if method == Method::OPTIONS {
        return reply::preflight();
    }
    match path {
        "/v1/runs" if method == Method::POST => create_run(peer, interface),
        "/v1/runs" => reply::not_allowed("POST, OPTIONS"),
        _ if !is_reading(method) => reply::not_allowed("GET, HEAD, OPTIONS"),
        "/v1/hello" => hello(request.uri().query().unwrap_or_default(), peer, interface),
        "/v1/control" => health(peer, interface),
        "/healthz" => reply::with_body(StatusCode::OK, "text/plain", "no-store", "ok\n".into()),
        "/readyz" => readiness(interface),
        "/catalogue.json" => reply::with_body(
            StatusCode::OK,
            "application/json",
            "no-cache",
            interface.content.get().catalogue.json.clone(),
        ),
        path => file(request, path, interface),
    }
}

fn is_reading(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}

fn hello(query: &str, peer: Peer, interface: &Interface) -> Reply {
    let nonce = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("nonce="))
        .filter(|nonce| is_nonce(nonce));
    let Some(nonce) = nonce else {
        return reply::error(
            StatusCode::BAD_REQUEST,
            "nonce must have 1 to 64 characters of A-Z, a-z, 0-9, - and _",
        );
    };
    let Some(server_address) = interface.public_of(peer.side) else {
        return reply::error(StatusCode::INTERNAL_SERVER_ERROR, "no public address");
    };
    let hello = Hello {
        nonce: nonce.to_owned(),
        address: peer.remote.ip(),
        port: peer.remote.port(),
        responder: interface.name(),
        server_address,
        server_version: env!("CARGO_PKG_VERSION").to_owned(),
        use_another: interface.unready().is_some(),
    };
    let mut answer = reply::json(StatusCode::OK, &hello);
    // A test after a firewall change must not reuse an old connection.
    answer
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    answer
}

fn is_nonce(nonce: &str) -> bool {
    (1..=MAX_NONCE).contains(&nonce.len())
        && nonce
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn health(peer: Peer, interface: &Interface) -> Reply {
    let refused = interface
        .engine
        .lock()
        .refused_connections(interface.engine.now(), peer.remote.ip());
    reply::json(
        StatusCode::OK,
        &interface.health.answer(&interface.name(), refused),
    )
}

/// Whether this machine should get traffic: the own listeners answered the last check, and the certificate is valid.
fn readiness(interface: &Interface) -> Reply {
    let (status, text) = match interface.unready() {
        None => (StatusCode::OK, "ok\n".to_owned()),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    };
    reply::with_body(status, "text/plain", "no-store", text.into())
}

fn create_run(peer: Peer, interface: &Interface) -> Reply {
    if interface.is_draining() {
        return reply::not_now("this far end is about to end; try another, or this one again soon");
    }
    let created = interface
        .engine
        .lock()
        .create_run(interface.engine.now(), peer.remote.ip());
    match created {
        Some(run) => reply::json(StatusCode::OK, &run),
        None => {
            debug!("{}: too many runs", peer.remote);
            reply::too_many("too many runs; try again in a minute")
        }
    }
}

/// Those of a sweep are megabytes, which are held until the client has read them.
async fn receipts(token: &str, form: ReceiptsForm, peer: Peer, interface: &Interface) -> Reply {
    let now = interface.engine.now();
    let token = token.parse::<RunToken>().ok();
    let ports = token
        .as_ref()
        .map_or(0, |token| interface.engine.lock().receipts_held(now, token));
    let size = ports * form.bytes_of_port();
    let Some(reserved) = interface.held.reserve(peer.remote.ip(), size) else {
        interface.engine.lock().count(Event::HttpRefused);
        return reply::too_many("too many receipts are being read; try again");
    };
    // It is never closed.
    let _turn = match ports > limits::LONG_RECEIPTS {
        true => interface.long_receipts.acquire().await.ok(),
        false => None,
    };
    let receipts = match token {
        Some(token) => interface.engine.lock().receipts(now, &token, form),
        None => Err(NoAccess::UnknownRun),
    };
    match receipts {
        Ok(receipts) => reply::json_held(&receipts, reserved),
        Err(NoAccess::TooOften) => reply::too_many("asked too often; once a second is enough"),
        Err(NoAccess::UnknownRun) => {
            reply::error(StatusCode::NOT_FOUND, "no such run, or it has expired")
        }
    }
}

fn file(request: &Request<Incoming>, path: &str, interface: &Interface) -> Reply {
    let brotli = accepts_brotli(request.headers());
    match interface.content.get().files.find(path, brotli) {
        Some(found) => {
            let is_known = is_known(request.headers(), &found.tag);
            let mut answer = match is_known {
                true => reply::not_modified(found.caching),
                false => reply::with_body(
                    StatusCode::OK,
                    found.content_type,
                    found.caching,
                    found.body,
                ),
            };
            let headers = answer.headers_mut();
            headers.insert(header::ETAG, found.tag);
            // Also of a file that the client has: it may have come with the policy of another catalogue.
            headers.insert(header::CONTENT_SECURITY_POLICY, found.policy);
            headers.insert(PERMISSIONS_POLICY, NO_FEATURES);
            headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
            if found.brotli && !is_known {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(BROTLI));
            }
            answer
        }
        None => reply::error(StatusCode::NOT_FOUND, "nothing here"),
    }
}

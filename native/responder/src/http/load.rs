//! Bulk data under a run's token, which shows how much room there is on a line.

use std::convert::Infallible;

use bytes::Bytes;
use camcheck_codec::random;
use camcheck_core::limits::LOAD_BYTES;
use camcheck_core::probe::LoadMeter;
use camcheck_core::wire::http::LoadReceived;
use camcheck_core::wire::token::RunToken;
use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::Interface;
use super::reply::{self, Reply};
use crate::limits;

/// Whether this is the path of a transfer.
pub(super) fn is_transfer(path: &str) -> bool {
    token_in(path).is_some()
}

fn token_in(path: &str) -> Option<&str> {
    path.strip_prefix("/v1/runs/")?.strip_suffix("/load")
}

/// Sends bulk data to a client, or takes it.
pub(super) async fn transfer(request: Request<Incoming>, interface: &Interface) -> Reply {
    let is_upload = match *request.method() {
        Method::GET => false,
        Method::POST => true,
        Method::OPTIONS => return reply::preflight(),
        _ => return reply::not_allowed("GET, POST, OPTIONS"),
    };
    let Some(permit) = permit(request.uri().path(), interface) else {
        return reply::too_many("too many transfers; try again in a minute");
    };
    if is_upload {
        let received = receive(request.into_body()).await;
        drop(permit);
        reply::json(StatusCode::OK, &received)
    } else {
        send(permit)
    }
}

/// A permit of the run and one of the far end.
fn permit(path: &str, interface: &Interface) -> Option<OwnedSemaphorePermit> {
    let token: RunToken = token_in(path)?.parse().ok()?;
    let permit = interface.loads.clone().try_acquire_owned().ok()?;
    let now = interface.engine.now();
    interface
        .engine
        .lock()
        .begin_load(now, &token)
        .then_some(permit)
}

/// Data that no device on the path can compress, until the client has enough.
fn send(permit: OwnedSemaphorePermit) -> Reply {
    let chunk = Bytes::from(random_chunk());
    let count = usize::try_from(LOAD_BYTES).unwrap_or(0) / chunk.len();
    let until = Instant::now() + limits::LOAD_LIFETIME;
    let chunks = stream::unfold((count, permit), move |(left, permit)| {
        let chunk = chunk.clone();
        async move {
            let left = left.checked_sub(1).filter(|_| Instant::now() < until)?;
            Some((Ok::<_, Infallible>(Frame::data(chunk)), (left, permit)))
        }
    });
    let mut answer = reply::bare(StatusCode::OK);
    *answer.body_mut() = StreamBody::new(chunks).boxed_unsync();
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn random_chunk() -> Vec<u8> {
    let mut chunk = vec![0; limits::LOAD_CHUNK];
    random::fill(&mut chunk);
    chunk
}

/// Counts what arrives until the client ends, or has sent enough.
async fn receive(mut body: Incoming) -> LoadReceived {
    let began = Instant::now();
    let until = began + limits::LOAD_LIFETIME;
    let mut meter = LoadMeter::default();
    while let Ok(Some(Ok(frame))) = timeout_at(until, body.frame()).await {
        let bytes = frame.data_ref().map_or(0, Bytes::len);
        meter.add(began.elapsed(), u64::try_from(bytes).unwrap_or(0));
        if meter.total() >= u64::from(LOAD_BYTES) {
            break;
        }
    }
    meter.received()
}

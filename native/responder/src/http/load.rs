//! Bulk data under a run's token, which shows how much room there is on a line.

use std::convert::Infallible;
use std::time::Duration;

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
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::{Instant, timeout_at};

use super::Interface;
use super::reply::{self, Reply};
use crate::engine::NoAccess;
use crate::limits;
use crate::peer::Peer;

/// Whether this is the path of a transfer.
pub(super) fn is_transfer(path: &str) -> bool {
    token_in(path).is_some()
}

fn token_in(path: &str) -> Option<&str> {
    path.strip_prefix("/v1/runs/")?.strip_suffix("/load")
}

/// Sends bulk data to a client, or takes it.
pub(super) async fn transfer(
    request: Request<Incoming>,
    peer: Peer,
    interface: &Interface,
) -> Reply {
    let is_upload = match *request.method() {
        Method::GET => false,
        Method::POST => true,
        Method::OPTIONS => return reply::preflight(),
        _ => return reply::not_allowed("GET, POST, OPTIONS"),
    };
    let (token, permit) = match permit(request.uri().path(), peer, interface) {
        Ok(permitted) => permitted,
        Err(NoAccess::TooOften) => {
            return reply::too_many("too many transfers; try again in a minute");
        }
        Err(NoAccess::UnknownRun) => {
            return reply::error(StatusCode::NOT_FOUND, "no such run, or it has expired");
        }
    };
    if is_upload {
        let note = |received| {
            let now = interface.engine.now();
            interface.engine.lock().note_upload(now, &token, received);
        };
        let received = receive(request.into_body(), note).await;
        drop(permit);
        reply::json(StatusCode::OK, &received)
    } else {
        send(permit)
    }
}

/// A permit of the run, of the source, and of the far end.
fn permit(
    path: &str,
    peer: Peer,
    interface: &Interface,
) -> Result<(RunToken, OwnedSemaphorePermit), NoAccess> {
    let token: Option<RunToken> = token_in(path).and_then(|token| token.parse().ok());
    let token = token.ok_or(NoAccess::UnknownRun)?;
    let permit = interface.loads.clone().try_acquire_owned();
    let permit = permit.map_err(|_| NoAccess::TooOften)?;
    let now = interface.engine.now();
    let mut engine = interface.engine.lock();
    engine.begin_load(now, &token, peer.remote.ip())?;
    Ok((token, permit))
}

/// Data that no device on the path can compress, until the client has enough.
fn send(permit: OwnedSemaphorePermit) -> Reply {
    let chunk = Bytes::from(random_chunk());
    let count = usize::try_from(LOAD_BYTES).unwrap_or(0) / chunk.len();
    let until = Instant::now() + limits::LOAD_LIFETIME;
    // A client that reads nothing would keep the permit for as long as its connection lives.
    let sent = until_sent(permit, until);
    let chunks = stream::unfold((count, sent), move |(left, sent)| {
        let chunk = chunk.clone();
        async move {
            let left = left.checked_sub(1).filter(|_| Instant::now() < until)?;
            Some((Ok::<_, Infallible>(Frame::data(chunk)), (left, sent)))
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

/// Keeps the permit until what is returned is dropped, or until this moment.
fn until_sent(permit: OwnedSemaphorePermit, until: Instant) -> oneshot::Sender<Infallible> {
    let (sent, ended) = oneshot::channel();
    tokio::spawn(async move {
        // Nothing is ever sent, so both are the end.
        let _ = timeout_at(until, ended).await;
        drop(permit);
    });
    sent
}

fn random_chunk() -> Vec<u8> {
    let mut chunk = vec![0; limits::LOAD_CHUNK];
    random::fill(&mut chunk);
    chunk
}

/// Counts what arrives until the client ends, or has sent enough. It is noted all the time, because this future is
/// dropped when a client cuts its connection.
async fn receive(mut body: Incoming, note: impl Fn(LoadReceived)) -> LoadReceived {
    let began = Instant::now();
    let until = began + limits::LOAD_LIFETIME;
    let mut meter = LoadMeter::default();
    let mut noted = Duration::ZERO;
    while let Ok(Some(Ok(frame))) = timeout_at(until, body.frame()).await {
        let bytes = frame.data_ref().map_or(0, Bytes::len);
        let at = began.elapsed();
        meter.add(at, u64::try_from(bytes).unwrap_or(0));
        if at >= noted + limits::LOAD_NOTED_EVERY {
            note(meter.received());
            noted = at;
        }
        if meter.total() >= u64::from(LOAD_BYTES) {
            break;
        }
    }
    meter.received()
}

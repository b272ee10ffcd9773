//! Bulk data over a stream that is already open.

use std::convert::Infallible;

use bytes::Bytes;
use camcheck_codec::random;
use camcheck_core::limits::{LOAD_BYTES, LOAD_TIME};
use camcheck_core::probe::{LoadMeter, LoadOutcome};
use camcheck_core::wire::http::LoadReceived;
use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http1;
use hyper::header::{HOST, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use super::http::CAMCHECK;

/// Bytes in one piece: small, so that what waits on this device is soon sent when time is over.
const CHUNK: usize = 16 << 10;

/// The longest answer to an upload, in bytes.
const MAX_ANSWER: usize = 1_024;

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Transfers for [`LOAD_TIME`], or [`LOAD_BYTES`]. There is no deadline in here: drop the future at yours.
pub(crate) async fn transfer<S>(
    stream: S,
    authority: &str,
    path: &str,
    is_upload: bool,
) -> LoadOutcome
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Ok((mut sender, connection)) = http1::handshake(TokioIo::new(stream)).await else {
        return LoadOutcome::Failed;
    };
    let (method, body) = if is_upload {
        (Method::POST, outgoing())
    } else {
        (Method::GET, Empty::new().boxed_unsync())
    };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, authority)
        .header(USER_AGENT, CAMCHECK)
        .body(body);
    let Ok(request) = request else {
        return LoadOutcome::Failed;
    };
    let exchange = async {
        let response: Response<Incoming> = sender.send_request(request).await.ok()?;
        Some(match response.status() {
            StatusCode::OK if is_upload => told(response).await?.into(),
            StatusCode::OK => received(response).await.into(),
            StatusCode::TOO_MANY_REQUESTS => LoadOutcome::Busy,
            _ => LoadOutcome::Failed,
        })
    };
    tokio::pin!(exchange, connection);
    // The connection reads and writes, so both futures are polled until the answer is complete.
    let outcome = tokio::select! {
        biased;
        outcome = &mut exchange => outcome,
        _ = &mut connection => exchange.await,
    };
    outcome.unwrap_or(LoadOutcome::Failed)
}

/// Data that no device on the path can compress, until time is over.
fn outgoing() -> Body {
    let mut chunk = vec![0; CHUNK];
    random::fill(&mut chunk);
    let chunk = Bytes::from(chunk);
    let count = usize::try_from(LOAD_BYTES).unwrap_or(0) / CHUNK;
    let until = Instant::now() + LOAD_TIME;
    let chunks = stream::unfold(count, move |left| {
        let chunk = chunk.clone();
        async move {
            let left = left.checked_sub(1).filter(|_| Instant::now() < until)?;
            Some((Ok(Frame::data(chunk)), left))
        }
    });
    StreamBody::new(chunks).boxed_unsync()
}

/// What the far end received, by its own account.
async fn told(response: Response<Incoming>) -> Option<LoadReceived> {
    let body = Limited::new(response.into_body(), MAX_ANSWER);
    let body = body.collect().await.ok()?.to_bytes();
    serde_json::from_slice(&body).ok()
}

/// What arrives here until time is over.
async fn received(response: Response<Incoming>) -> LoadReceived {
    let began = Instant::now();
    let mut body = response.into_body();
    let mut meter = LoadMeter::default();
    while let Some(Ok(frame)) = body.frame().await {
        let bytes = frame.data_ref().map_or(0, Bytes::len);
        meter.add(began.elapsed(), u64::try_from(bytes).unwrap_or(0));
        if began.elapsed() >= LOAD_TIME {
            break;
        }
    }
    meter.received()
}

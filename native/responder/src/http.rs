//! The HTTP interface (DESIGN's `/v1`), the catalogue, and the page's files.

mod coding;
mod files;
mod policy;
mod reply;
mod routes;

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::context::Context;
use crate::limits;
use crate::tcp::Peer;
pub(crate) use files::Files;
pub(crate) use policy::PagePolicy;

/// What is served besides the interface.
#[derive(Debug)]
pub(crate) struct Site {
    /// `/catalogue.json`.
    pub(crate) catalogue: Bytes,
    /// The files of `--web`.
    pub(crate) files: Files,
}

/// Serves one connection; `false` if it did not speak HTTP.
pub(crate) async fn serve<S>(stream: S, peer: Peer, context: &Arc<Context>) -> bool
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| {
        let response = routes::answer(&request, peer, context);
        async move { Ok::<_, Infallible>(response) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::HTTP_HEADERS)
        .max_buf_size(limits::MAX_HTTP_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await
        .is_ok_and(|()| true)
}

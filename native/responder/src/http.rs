//! The HTTP interface (`/v1`), the catalogue, and the page's files.

mod coding;
mod files;
mod load;
mod policy;
mod reply;
mod routes;

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;

use crate::engine::Side;
use crate::health::LastHealthCheck;
use crate::limits;
use crate::peer::Peer;
use crate::shared::SharedEngine;
pub(crate) use files::Files;
pub(crate) use policy::PagePolicy;

/// The data from which requests are answered.
#[derive(Debug)]
pub(crate) struct Interface {
    pub(crate) engine: Arc<SharedEngine>,
    /// This responder's name in the catalogue.
    pub(crate) name: String,
    /// Its public addresses, one or two.
    pub(crate) public: Vec<IpAddr>,
    /// The last health check.
    pub(crate) health: Arc<LastHealthCheck>,
    /// `/catalogue.json`.
    pub(crate) catalogue: Bytes,
    /// The files of `--web`.
    pub(crate) files: Files,
    /// A permit for each transfer of bulk data.
    pub(crate) loads: Arc<Semaphore>,
}

impl Interface {
    /// The public address of a side.
    fn public_of(&self, side: Side) -> Option<IpAddr> {
        self.public.get(side.index()).copied()
    }
}

/// Serves one connection; `false` if the client did not use HTTP.
pub(crate) async fn serve<S>(stream: S, peer: Peer, interface: &Interface) -> bool
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| async move {
        Ok::<_, Infallible>(routes::answer(request, peer, interface).await)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::HTTP_HEADERS)
        .max_buf_size(limits::MAX_HTTP_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await
        .is_ok_and(|()| true)
}

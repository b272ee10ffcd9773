//! The HTTP interface (`/v1`), the catalogue, and the page's files.

mod challenge;
mod held;
mod load;
mod reply;
mod routes;

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use camcheck_core::wire::http::Health;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus_client::metrics::histogram::Histogram;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;

use crate::content::Reader;
use crate::engine::Side;
use crate::health::LastHealthCheck;
use crate::limits;
use crate::peer::Peer;
use crate::shared::SharedEngine;
use crate::tls::Tls;
pub(crate) use challenge::Challenges;
pub(crate) use held::Held;

/// The data from which requests are answered.
#[derive(Debug)]
pub(crate) struct Interface {
    pub(crate) engine: Arc<SharedEngine>,
    /// The catalogue, this responder's name in it, and the page.
    pub(crate) content: Reader,
    /// With a certificate; a demo may have none.
    pub(crate) tls: Option<Tls>,
    /// Its public addresses, one or two.
    pub(crate) public: Vec<IpAddr>,
    /// The last health check.
    pub(crate) health: Arc<LastHealthCheck>,
    /// What proves to a certificate authority that a name leads here.
    pub(crate) challenges: Challenges,
    /// A permit for each transfer of bulk data.
    pub(crate) loads: Arc<Semaphore>,
    /// How long it takes to make an answer.
    pub(crate) answer_times: Histogram,
    /// No more runs, since the process ends.
    pub(crate) draining: AtomicBool,
    /// What receipts hold in memory.
    pub(crate) held: Held,
    /// The permit to put long receipts together, which takes the engine's lock for as long as many datagrams.
    pub(crate) long_receipts: Semaphore,
}

/// The bounds of [`Interface::answer_times`], in seconds: most answers take some microseconds, and those that hold
/// others up more than 10 ms.
const ANSWER_TIMES: [f64; 8] = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 1.0];

/// No answer yet.
pub(crate) fn answer_times() -> Histogram {
    Histogram::new(ANSWER_TIMES)
}

impl Interface {
    /// This responder's name in the catalogue.
    fn name(&self) -> String {
        self.content.get().catalogue.name.clone()
    }

    /// What the far end knows of its own state.
    pub(crate) fn last_check(&self) -> Health {
        self.health.answer(&self.name(), 0)
    }

    /// Gives no more tokens from now on.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Why this far end should get no traffic now; `None` if it should.
    pub(crate) fn unready(&self) -> Option<String> {
        if self.is_draining() {
            return Some("draining: the process ends soon".to_owned());
        }
        let certificate = self.tls.as_ref().map(Tls::certificate);
        let valid =
            certificate.is_none_or(|certificate| certificate.is_valid_at(SystemTime::now()));
        if valid {
            self.health.unready(&self.name())
        } else {
            Some("the certificate is not valid now".to_owned())
        }
    }

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

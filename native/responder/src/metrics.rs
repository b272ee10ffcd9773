//! Metrics in the text format of Prometheus, on a listener of their own.

mod of_far_end;
mod of_process;

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus_client::encoding::{
    DescriptorEncoder, EncodeGaugeValue, EncodeMetric, prometheus_text,
};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::limits;
use crate::reload::Reloads;
pub(crate) use of_far_end::FarEnd;
use of_process::Process;

/// Binds the listener.
///
/// # Errors
/// When the address cannot be bound.
pub(crate) async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// What is offered.
pub(crate) fn registry(far_end: FarEnd, reloads: &Reloads) -> Registry {
    let mut all = Registry::default();
    all.register_collector(Box::new(Process::new()));
    let own = all.sub_registry_with_prefix("camcheck");
    let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
    own.register("build", "The version of the program", build);
    let help = "Files that were read again, by what they are and whether they could be used";
    own.register("reloads", help, reloads.counts.clone());
    let help = "1 for files that could not be used when they were read last";
    own.register("reload_refused", help, reloads.refused.clone());
    let help = "How long making an answer took, without bulk data and refusals for rate";
    let times = far_end.interface.answer_times.clone();
    own.register_with_unit("http_answer_duration", help, Unit::Seconds, times);
    own.register_collector(Box::new(far_end));
    all
}

/// Serves `/metrics`. Never returns.
pub(crate) async fn serve(listener: Arc<TcpListener>, registry: Arc<Registry>) {
    let places = Arc::new(Semaphore::new(limits::MAX_METRICS_CALLERS));
    loop {
        // It is never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(limits::ACCEPT_PAUSE).await;
            continue;
        };
        let registry = Arc::clone(&registry);
        tokio::spawn(async move {
            let _place = place;
            let _ = timeout(limits::HTTP_HEADERS, serve_one(stream, &registry)).await;
        });
    }
}

async fn serve_one(stream: TcpStream, registry: &Registry) -> hyper::Result<()> {
    let service = service_fn(|request| {
        let response = answer(request.uri().path(), registry);
        async move { Ok::<_, Infallible>(response) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

fn answer(path: &str, registry: &Registry) -> Response<Full<Bytes>> {
    let mut text = String::new();
    let status = if path != "/metrics" {
        StatusCode::NOT_FOUND
    } else if prometheus_text::encode(&mut text, registry).is_ok() {
        StatusCode::OK
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    };
    let mut response = Response::new(Full::new(text.into()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(prometheus_text::CONTENT_TYPE);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// A number that is read when it is asked for.
fn gauge<Value: EncodeGaugeValue>(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    unit: Option<&Unit>,
    value: Value,
) -> fmt::Result {
    let value = ConstGauge::new(value);
    let metric = encoder.encode_descriptor(name, help, unit, value.metric_type())?;
    value.encode(metric)
}

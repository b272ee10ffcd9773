//! Metrics in the text format of Prometheus, on a listener of their own.

use std::convert::Infallible;
use std::fmt::Write;
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
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::engine::Event;
use crate::limits;
use crate::shared::SharedEngine;
use crate::tcp::Connections;
use crate::udp::Drops;

/// What is measured.
#[derive(Debug)]
pub(crate) struct Metrics {
    pub(crate) engine: Arc<SharedEngine>,
    pub(crate) drops: Arc<Drops>,
    pub(crate) connections: Connections,
}

/// Binds the listener.
///
/// # Errors
/// When the address cannot be bound.
pub(crate) async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Serves `/metrics`, one caller after the other: there is one Prometheus. Never returns.
pub(crate) async fn serve(listener: TcpListener, metrics: Metrics) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(limits::ACCEPT_PAUSE).await;
            continue;
        };
        let service = service_fn(|request| {
            let response = answer(request.uri().path(), &metrics);
            async move { Ok::<_, Infallible>(response) }
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        let _ = timeout(limits::HTTP_HEADERS, served).await;
    }
}

fn answer(path: &str, metrics: &Metrics) -> Response<Full<Bytes>> {
    if path != "/metrics" {
        let mut missing = Response::new(Full::default());
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    }
    let mut found = Response::new(Full::new(render(metrics).into()));
    found.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4"),
    );
    found
}

fn render(metrics: &Metrics) -> String {
    let (counts, sizes) = {
        let engine = metrics.engine.lock();
        (engine.counts().clone(), engine.sizes())
    };
    let mut text = String::new();
    let mut family = "";
    for event in Event::ALL {
        let name = event.name();
        let this = name.split('{').next().unwrap_or(name);
        if this != family {
            family = this;
            let _ = writeln!(text, "# TYPE camcheck_{family} counter");
        }
        let _ = writeln!(text, "camcheck_{name} {}", counts.get(event));
    }
    let _ = writeln!(
        text,
        "# TYPE camcheck_udp_socket_drops_total counter\ncamcheck_udp_socket_drops_total {}",
        metrics.drops.total()
    );
    for (name, value) in [
        ("runs", sizes.runs),
        ("sources", sizes.sources),
        ("dtls_handshakes", sizes.dtls),
        ("feeds", sizes.feeds),
        ("tcp_connections", metrics.connections.count()),
    ] {
        let _ = writeln!(
            text,
            "# TYPE camcheck_{name} gauge\ncamcheck_{name} {value}"
        );
    }
    text
}

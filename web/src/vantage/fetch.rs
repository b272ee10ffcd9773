//! What a page can fetch: the far end's interface, its `/v1/hello`, and third parties' sites.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use camcheck_core::catalogue::Scheme;
use camcheck_core::limits::HTTP_DEADLINE;
use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use camcheck_core::probe::{
    HttpEndpoint, HttpMethod, HttpProbe, HttpReply, MAX_HTTP_BODY, TcpOutcome, TcpTarget,
};
use camcheck_core::wire::http::Hello;
use gloo_net::http::{Request, RequestBuilder};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestMode};

use super::time::{Moment, within};

/// A call of the far end's interface.
pub(super) async fn call(probe: &HttpProbe, limit: Duration) -> Result<HttpReply, TcpFailure> {
    let url = probe.endpoint.url(&probe.path);
    let request = match probe.method {
        HttpMethod::Get => Request::get(&url),
        HttpMethod::Post => Request::post(&url),
    };
    text(request, None, limit).await
}

/// Sends a body, which may take at most this long, and reads the answer.
pub(super) async fn upload(
    url: &str,
    body: JsValue,
    limit: Duration,
) -> Result<HttpReply, TcpFailure> {
    text(Request::post(url), Some(body), limit).await
}

/// The far end's `/v1/hello`, which has to repeat a fresh nonce.
pub(super) async fn hello(
    target: &TcpTarget,
    responder: &str,
    scheme: Scheme,
    limit: Duration,
) -> TcpOutcome {
    let nonce = nonce();
    let endpoint = HttpEndpoint {
        // Only an endpoint without a name is requested by its address.
        ip: target.ip.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        host: target.host.clone(),
        port: target.port,
        scheme,
    };
    let request = Request::get(&endpoint.url(&Hello::path(&nonce)));
    let began = Moment::now();
    let checked = text(request, None, limit).await.and_then(|reply| {
        Hello::check(reply.status, &reply.body, &nonce, responder, target.ip).map_err(|cause| {
            TcpFailure {
                layer: Layer::Service,
                cause,
            }
        })
    });
    match checked {
        Ok(hello) => TcpOutcome {
            seen_from: Some(SocketAddr::new(hello.address, hello.port)),
            round_trip: Some(began.elapsed()),
            ..TcpOutcome::answered()
        },
        Err(failure) => TcpOutcome::failed(failure.layer, failure.cause),
    }
}

/// Whether a fetch of a third party's site completes. A page learns nothing more about it.
pub(super) async fn site(target: &TcpTarget, path: &str, limit: Duration) -> TcpOutcome {
    let host = target.host.as_deref().unwrap_or_default();
    let request = Request::get(&format!("https://{host}{path}")).mode(RequestMode::NoCors);
    let began = Moment::now();
    // The answer is opaque: its status is 0 and its body is empty, but its arrival is visible.
    match text(request, None, limit).await {
        Ok(_) => TcpOutcome {
            round_trip: Some(began.elapsed()),
            ..TcpOutcome::answered()
        },
        Err(failure) => TcpOutcome::failed(failure.layer, failure.cause),
    }
}

/// The result of fetching a file beside the page.
pub(crate) enum OwnFile {
    Found(String),
    /// The server reports that there is none.
    Missing,
    /// The server did not answer, or had an internal error.
    NoAnswer,
}

/// A file beside the page, by its path; requested this often while the server does not answer.
pub(crate) async fn own_file(path: &str, tries: usize) -> OwnFile {
    for _ in 0..tries {
        match text(Request::get(path), None, HTTP_DEADLINE).await {
            Ok(reply) if reply.status == 200 => return OwnFile::Found(reply.body),
            Ok(HttpReply {
                status: 404 | 410, ..
            }) => return OwnFile::Missing,
            // This includes refusals by a filter and by a busy server.
            Ok(_) | Err(_) => {}
        }
    }
    OwnFile::NoAnswer
}

/// Sends a request past all caches and without credentials, and reads the answer. A browser does
/// not report why a fetch fails, so only the deadline can be identified as a cause.
async fn text(
    request: RequestBuilder,
    body: Option<JsValue>,
    limit: Duration,
) -> Result<HttpReply, TcpFailure> {
    let abort = AbortOnDrop::new();
    let request = plain(request, &abort);
    let whole = async {
        let request = match body {
            Some(body) => request.body(body)?,
            None => request.build()?,
        };
        let response = request.send().await?;
        Ok::<_, gloo_net::Error>((response.status(), response.text().await?))
    };
    let opaque = |cause| TcpFailure {
        layer: Layer::Opaque,
        cause,
    };
    match within(limit, whole).await {
        Some(Ok((status, mut body))) => {
            body.truncate(body.floor_char_boundary(MAX_HTTP_BODY));
            Ok(HttpReply { status, body })
        }
        Some(Err(_)) => Err(opaque(Cause::Opaque)),
        None => Err(opaque(Cause::Timeout)),
    }
}

/// A request past all caches and without credentials.
pub(super) fn plain(request: RequestBuilder, abort: &AbortOnDrop) -> RequestBuilder {
    request
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .abort_signal(abort.signal().as_ref())
}

/// Ends a fetch whose result is no longer needed, so that its connection does not stay half open.
pub(super) struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    pub(super) fn new() -> Self {
        Self(AbortController::new().ok())
    }

    fn signal(&self) -> Option<web_sys::AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Not a secret: it only has to be new, so that no cache and no portal knows it.
fn nonce() -> String {
    let random = || js_sys::Math::random().to_bits();
    format!("{:016x}{:016x}", random(), random())
}

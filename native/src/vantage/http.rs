//! One HTTP/1.1 request on a stream that is already open.

use std::error::Error;
use std::io;

use bytes::Bytes;
use camcheck_core::model::failure::Cause;
use camcheck_core::probe::HttpMethod;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{ACCEPT, CONTENT_LENGTH, HOST, USER_AGENT};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::tcp::stream_cause;

/// The user agent of the program that a site downloads.
pub(crate) const CAMCHECK: &str = concat!("camcheck/", env!("CARGO_PKG_VERSION"));

/// One request.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// GET, or a POST with nothing in it.
    pub method: HttpMethod,
    /// Host and port for the Host field.
    pub authority: &'a str,
    /// Path and query, beginning with `/`.
    pub path: &'a str,
    /// The program that asks, with its version.
    pub user_agent: &'a str,
    /// The body is cut off after this many bytes.
    pub longest_body: usize,
}

/// Sends the request and reads the answer, whatever its status.
///
/// There is no deadline in here: drop the future at yours.
///
/// # Errors
/// [`Cause::BadReply`] if the answer is not HTTP, [`Cause::Reset`] if the stream ends.
pub async fn call<S>(stream: S, call: Call<'_>) -> Result<Response<String>, Cause>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| cause(&error))?;
    let exchange = exchange(sender, call);
    tokio::pin!(exchange, connection);
    // The connection reads and writes, so both futures are polled until the answer is complete.
    tokio::select! {
        biased;
        reply = &mut exchange => reply,
        ended = &mut connection => match ended {
            Ok(()) => exchange.await,
            Err(error) => Err(cause(&error)),
        },
    }
}

async fn exchange(
    mut sender: SendRequest<Empty<Bytes>>,
    call: Call<'_>,
) -> Result<Response<String>, Cause> {
    // RFC 9110 section 8.6: a POST without a body declares that.
    let request = match call.method {
        HttpMethod::Get => Request::builder().method(Method::GET),
        HttpMethod::Post => Request::builder()
            .method(Method::POST)
            .header(CONTENT_LENGTH, 0),
    };
    let request = request
        .uri(call.path)
        .header(HOST, call.authority)
        .header(USER_AGENT, call.user_agent)
        .header(ACCEPT, "*/*")
        .body(Empty::new())
        .map_err(|_| Cause::BadReply)?;
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| cause(&error))?;
    let (head, incoming) = response.into_parts();
    let body = body(incoming, call.longest_body).await?;
    Ok(Response::from_parts(head, body))
}

async fn body(mut incoming: Incoming, longest: usize) -> Result<String, Cause> {
    let mut body = Vec::new();
    while body.len() < longest {
        let Some(frame) = incoming.frame().await else {
            break;
        };
        if let Some(data) = frame.map_err(|error| cause(&error))?.data_ref() {
            let room = longest - body.len();
            body.extend(data.iter().take(room));
        }
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

fn cause(error: &hyper::Error) -> Cause {
    let io = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    match io {
        Some(error) => stream_cause(error),
        None if error.is_incomplete_message() || error.is_canceled() || error.is_closed() => {
            Cause::Reset
        }
        None => Cause::BadReply,
    }
}

#[cfg(test)]
mod tests;

//! One STUN Binding transaction on a stream (RFC 8489 section 6.2.2).

use std::net::SocketAddr;

use camcheck_codec::stun::{
    BindingRequest, ErrorCode, FrameReader, Framing, MAX_MESSAGE, Response, Transaction,
    parse_response,
};
use camcheck_core::model::failure::Cause;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::tcp::stream_cause;

/// Asks for the mapped address.
///
/// It has no deadline of its own: drop the future at yours.
///
/// # Errors
/// [`Cause::BadReply`] if anything other than the answer comes back, [`Cause::RateLimited`] if
/// the server reports that, [`Cause::Reset`] if the stream ends.
pub(crate) async fn binding<S>(mut stream: S) -> Result<SocketAddr, Cause>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let failed = |error| stream_cause(&error);
    let transaction = Transaction::random();
    let request = BindingRequest {
        transaction,
        change: None,
        token: None,
        asks_nonce: false,
    };
    stream.write_all(&request.encode()).await.map_err(failed)?;
    stream.flush().await.map_err(failed)?;
    let response = read_response(&mut stream).await?;
    if response.transaction != transaction {
        return Err(Cause::BadReply);
    }
    match (response.error, response.mapped) {
        (Some(ErrorCode::RATE_LIMITED), _) => Err(Cause::RateLimited),
        (None, Some(mapped)) => Ok(mapped),
        (Some(_), _) | (None, None) => Err(Cause::BadReply),
    }
}

async fn read_response<S>(stream: &mut S) -> Result<Response, Cause>
where
    S: AsyncRead + Unpin,
{
    let mut reader = FrameReader::new(Framing::Rfc8489);
    let mut buffer = [0; MAX_MESSAGE];
    loop {
        let length = stream
            .read(&mut buffer)
            .await
            .map_err(|error| stream_cause(&error))?;
        if length == 0 {
            return Err(Cause::Reset);
        }
        reader.push(buffer.get(..length).unwrap_or_default());
        if let Some(message) = reader.next_message().map_err(|_| Cause::BadReply)? {
            return parse_response(&message).map_err(|_| Cause::BadReply);
        }
    }
}

#[cfg(test)]
mod tests;

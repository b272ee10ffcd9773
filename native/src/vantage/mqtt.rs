//! MQTT 3.1.1: CONNECT, and the CONNACK that answers it. Only our own far end is tested.

use camcheck_codec::mqtt::{self, Answer};
use camcheck_codec::random;
use camcheck_core::model::failure::Cause;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::certificate::hexadecimal;
use super::tcp::stream_cause;

/// Connects, reads the acknowledgement, and disconnects.
///
/// There is no deadline in here: drop the future at yours.
///
/// # Errors
/// [`Cause::BadReply`] if no CONNACK comes back, [`Cause::RateLimited`] if it reports that the
/// server is unavailable, [`Cause::Reset`] if the stream ends. A CONNACK that refuses the
/// credentials is an answer in protocol.
pub(crate) async fn connect<S>(mut stream: S) -> Result<(), Cause>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let failed = |error| stream_cause(&error);
    let client = format!("camcheck{}", hexadecimal(&random::bytes::<6>()));
    let connect = mqtt::connect(&client);
    stream.write_all(&connect).await.map_err(failed)?;
    stream.flush().await.map_err(failed)?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await.map_err(failed)?;
    // A server that has already closed the connection has answered nevertheless.
    let _ = stream.write_all(&mqtt::DISCONNECT).await;
    let _ = stream.flush().await;
    match Answer::parse(answer) {
        Some(Answer::Connack) => Ok(()),
        Some(Answer::Unavailable) => Err(Cause::RateLimited),
        None => Err(Cause::BadReply),
    }
}

#[cfg(test)]
mod tests;

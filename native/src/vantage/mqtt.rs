//! MQTT 3.1.1: CONNECT, and the CONNACK that answers it. Only our own far end is asked.

use camcheck_core::model::failure::Cause;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::certificate::hexadecimal;
use super::tcp::stream_cause;
use crate::random;

/// Protocol name and level of MQTT 3.1.1, section 3.1.2.
const PROTOCOL: [u8; 7] = [0, 4, b'M', b'Q', b'T', b'T', 4];
/// Clean Session and nothing else, section 3.1.2.3.
const CLEAN_SESSION: u8 = 0b10;
/// Seconds, section 3.1.2.10. The connection is closed at once, so any value does.
const KEEP_ALIVE: [u8; 2] = [0, 30];
/// Section 3.14.
const DISCONNECT: [u8; 2] = [0xE0, 0];
/// CONNACK return code "server unavailable", by which a broker refuses for its own limits.
const SERVER_UNAVAILABLE: u8 = 3;

/// Connects, reads the acknowledgement, and takes its leave.
///
/// There is no deadline in here: drop the future at yours.
///
/// # Errors
/// [`Cause::BadReply`] if no CONNACK comes back, [`Cause::RateLimited`] if it says that the
/// server is unavailable, [`Cause::Reset`] if the stream ends. A CONNACK that refuses the
/// credentials is an answer in protocol.
pub(crate) async fn connect<S>(mut stream: S) -> Result<(), Cause>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let failed = |error| stream_cause(&error);
    stream.write_all(&connect_packet()).await.map_err(failed)?;
    stream.flush().await.map_err(failed)?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await.map_err(failed)?;
    // A server that is gone already has answered all the same.
    let _ = stream.write_all(&DISCONNECT).await;
    let _ = stream.flush().await;
    match answer {
        [0x20, 2, _, SERVER_UNAVAILABLE] => Err(Cause::RateLimited),
        [0x20, 2, 0 | 1, 0..=5] => Ok(()),
        _ => Err(Cause::BadReply),
    }
}

fn connect_packet() -> Vec<u8> {
    // Section 3.1.3.1: 1 to 23 letters and digits are understood by every server.
    let client = format!("camcheck{}", hexadecimal(&random::bytes::<6>()));
    let mut variable = Vec::from(PROTOCOL);
    variable.push(CLEAN_SESSION);
    variable.extend(KEEP_ALIVE);
    variable.extend([0, u8::try_from(client.len()).unwrap_or(0)]);
    variable.extend(client.bytes());
    let mut packet = vec![0x10, u8::try_from(variable.len()).unwrap_or(0)];
    packet.extend(variable);
    packet
}

#[cfg(test)]
mod tests;

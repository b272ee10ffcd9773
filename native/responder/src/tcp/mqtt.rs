//! The part of an MQTT server that proves that MQTT gets through: CONNECT, answered by CONNACK.

use camcheck_codec::mqtt::{self, Connack, Reading};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use crate::engine::Event;
use crate::limits;
use crate::shared::SharedEngine;

/// Answers a CONNECT and waits for the client to leave; `None` if it was none.
pub(super) async fn serve<S>(stream: &mut BufReader<S>, engine: &SharedEngine) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let connack = timeout(limits::MQTT, read_connect(stream)).await.ok()??;
    engine.lock().count(Event::Mqtt);
    stream.write_all(connack.bytes()).await.ok()?;
    stream.flush().await.ok()?;
    // Closing first would look like a refusal; DISCONNECT is not read.
    let mut rest = [0; 64];
    let _ = timeout(limits::MQTT, stream.read(&mut rest)).await;
    let _ = stream.shutdown().await;
    Some(())
}

async fn read_connect<S>(stream: &mut S) -> Option<Connack>
where
    S: AsyncRead + Unpin,
{
    let mut packet = Vec::new();
    loop {
        match mqtt::read_connect(&packet, limits::MAX_MQTT_CONNECT).ok()? {
            Reading::Whole(connack) => return Some(connack),
            Reading::More(count) => {
                let start = packet.len();
                packet.resize(start + count, 0);
                stream.read_exact(packet.get_mut(start..)?).await.ok()?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8]) -> Option<Connack> {
        read_connect(&mut &*bytes).await
    }

    #[tokio::test]
    async fn a_connect_is_read_from_a_stream() {
        assert_eq!(
            read(&mqtt::connect("camcheck")).await,
            Some(Connack::Accepted)
        );
    }

    #[tokio::test]
    async fn what_is_no_connect_is_refused() {
        for bytes in [b"".as_slice(), b"\x10", b"\x10\x04\x00\x04MQ", b"\x30\x00"] {
            assert_eq!(read(bytes).await, None, "{bytes:?}");
        }
    }
}

//! As much of an MQTT server as proves that MQTT gets through: CONNECT, answered by CONNACK.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use crate::responder::context::Context;
use crate::responder::engine::Event;
use crate::responder::limits;

const CONNECT: u8 = 0x10;

/// Why a CONNECT is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Connack {
    /// MQTT 3.1.1 section 3.2: no session, accepted.
    Accepted,
    /// MQTT 5 section 3.2: the same with an empty list of properties.
    AcceptedV5,
    /// MQTT 3.1.1 section 3.2.2.3: unacceptable protocol version.
    WrongVersion,
}

impl Connack {
    const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Accepted => &[0x20, 2, 0, 0],
            Self::AcceptedV5 => &[0x20, 3, 0, 0, 0],
            Self::WrongVersion => &[0x20, 2, 0, 1],
        }
    }
}

/// Answers a CONNECT and waits for the client to leave; `None` if it was none.
pub(super) async fn serve<S>(stream: &mut BufReader<S>, context: &Arc<Context>) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let connack = timeout(limits::MQTT, read_connect(stream)).await.ok()??;
    context.engine().count(Event::Mqtt);
    stream.write_all(connack.bytes()).await.ok()?;
    stream.flush().await.ok()?;
    // Closing first would look like a server that refuses; DISCONNECT is not looked at.
    let mut rest = [0; 64];
    let _ = timeout(limits::MQTT, stream.read(&mut rest)).await;
    let _ = stream.shutdown().await;
    Some(())
}

async fn read_connect<S>(stream: &mut S) -> Option<Connack>
where
    S: AsyncRead + Unpin,
{
    if stream.read_u8().await.ok()? != CONNECT {
        return None;
    }
    let length = read_length(stream).await?;
    if length > limits::MAX_MQTT_CONNECT {
        return None;
    }
    let mut packet = vec![0; length];
    stream.read_exact(&mut packet).await.ok()?;
    match packet.strip_prefix(b"\x00\x04MQTT")?.first()? {
        4 => Some(Connack::Accepted),
        5 => Some(Connack::AcceptedV5),
        _ => Some(Connack::WrongVersion),
    }
}

/// MQTT 3.1.1 section 2.2.3: seven bits a byte, the lowest first, four bytes at most.
async fn read_length<S: AsyncRead + Unpin>(stream: &mut S) -> Option<usize> {
    let mut length = 0;
    for shift in [0, 7, 14, 21] {
        let byte = stream.read_u8().await.ok()?;
        length |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8]) -> Option<Connack> {
        read_connect(&mut &*bytes).await
    }

    #[tokio::test]
    async fn connects_of_both_versions_are_accepted() {
        let connect = |level| {
            let mut packet = b"\x10\x10\x00\x04MQTT".to_vec();
            packet.extend_from_slice(&[level, 2, 0, 60, 0, 4]);
            packet.extend_from_slice(b"test");
            packet
        };
        assert_eq!(read(&connect(4)).await, Some(Connack::Accepted));
        assert_eq!(read(&connect(5)).await, Some(Connack::AcceptedV5));
        assert_eq!(read(&connect(3)).await, Some(Connack::WrongVersion));
    }

    #[tokio::test]
    async fn what_is_no_connect_is_refused() {
        for bytes in [
            b"".as_slice(),
            b"\x10",
            b"\x10\x04\x00\x04MQ",
            b"\x10\xff\xff\xff\xff\x01",
            b"\x10\xff\xff\xff\x7f",
            b"\x10\x08\x00\x06MQIsdp",
            b"\x30\x06\x00\x04MQTT",
        ] {
            assert_eq!(read(bytes).await, None, "{bytes:?}");
        }
    }
}

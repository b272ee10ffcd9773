//! STUN on a stream, framed as ICE-TCP or as STUN over TCP; the first bytes show which.

use std::time::Duration;

use camcheck_codec::stun::{FrameReader, Framing};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::{sleep, timeout};

use crate::limits;
use crate::peer::Peer;
use crate::shared::SharedEngine;

/// Answers until the peer closes the stream or is silent for too long; `None` if it does not use STUN.
pub(super) async fn serve<S>(
    stream: &mut BufReader<S>,
    peer: Peer,
    engine: &SharedEngine,
) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut start = Vec::new();
    let framing = loop {
        read_more(stream, &mut start, limits::FIRST_BYTE).await?;
        if let Some(framing) = Framing::detect(&start).ok()? {
            break framing;
        }
    };
    let mut reader = FrameReader::new(framing);
    reader.push(&start);
    loop {
        while let Some(message) = reader.next_message().ok()? {
            answer(stream, framing, peer, engine, &message).await?;
        }
        let mut more = Vec::new();
        if read_more(stream, &mut more, limits::STUN_SILENCE)
            .await
            .is_none()
        {
            return Some(());
        }
        reader.push(&more);
    }
}

async fn answer<S>(
    stream: &mut S,
    framing: Framing,
    peer: Peer,
    engine: &SharedEngine,
    message: &[u8],
) -> Option<()>
where
    S: AsyncWrite + Unpin,
{
    let answer = engine.lock().stream(engine.now(), peer.remote, message);
    let Some(answer) = answer else {
        // Counted by the engine; the stream is still in step.
        return Some(());
    };
    if answer.after > Duration::ZERO {
        sleep(answer.after).await;
    }
    stream.write_all(&framing.wrap(&answer.bytes)).await.ok()?;
    stream.flush().await.ok()
}

/// Appends what arrives next; `None` at the end of the stream or after a silence.
async fn read_more<S: AsyncRead + Unpin>(
    stream: &mut S,
    into: &mut Vec<u8>,
    silence: Duration,
) -> Option<()> {
    let mut piece = [0; 2048];
    let length = timeout(silence, stream.read(&mut piece)).await.ok()?.ok()?;
    into.extend_from_slice(piece.get(..length).filter(|piece| !piece.is_empty())?);
    Some(())
}

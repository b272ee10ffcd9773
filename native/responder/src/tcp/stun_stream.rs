//! STUN on a stream, framed as ICE-TCP or as STUN over TCP; the first bytes show which.

use std::time::Duration;

use camcheck_codec::stun::{FrameReader, Framing};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::{sleep, timeout};

use crate::engine::StreamAnswer;
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
    let mut silence = limits::STUN_SILENCE_WITHOUT_RUN;
    loop {
        while let Some(message) = reader.next_message().ok()? {
            let answer = engine.lock().stream(engine.now(), peer.remote, &message);
            // What gets no answer was counted by the engine; the stream is still in step.
            if let Some(answer) = answer {
                if answer.of_run {
                    silence = limits::STUN_SILENCE;
                }
                send(stream, framing, &answer).await?;
            }
        }
        let mut more = Vec::new();
        if read_more(stream, &mut more, silence).await.is_none() {
            return Some(());
        }
        reader.push(&more);
    }
}

async fn send<S>(stream: &mut S, framing: Framing, answer: &StreamAnswer) -> Option<()>
where
    S: AsyncWrite + Unpin,
{
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

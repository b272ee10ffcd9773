//! STUN on a byte stream: with a length in front (RFC 4571, used by ICE-TCP, RFC 6544
//! section 3) or delimited by its own header (RFC 8489 section 6.2.2).

use super::error::MAX_MESSAGE;
use super::message::COOKIE;

/// How messages are delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Framing {
    /// Two bytes of length before every message.
    Rfc4571,
    /// The message's own header contains its length.
    Rfc8489,
}

impl Framing {
    /// The framing of a stream that begins with these bytes; `Ok(None)` while there are too few.
    ///
    /// # Errors
    /// [`FrameError::NotStun`] as soon as the stream can be neither.
    pub fn detect(start: &[u8]) -> Result<Option<Self>, FrameError> {
        let bare = cookie_at(start, 4);
        let framed = cookie_at(start, 6);
        match (bare, framed) {
            (Fit::Whole, _) => Ok(Some(Self::Rfc8489)),
            (Fit::No, Fit::Whole) => Ok(Some(Self::Rfc4571)),
            (Fit::No, Fit::No) => Err(FrameError::NotStun),
            (Fit::Partly, _) | (Fit::No, Fit::Partly) => Ok(None),
        }
    }

    /// The message as it goes on the stream.
    #[must_use]
    pub fn wrap(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rfc8489 => message.to_vec(),
            Self::Rfc4571 => {
                // Nothing that is sent is longer than MAX_MESSAGE.
                let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
                let mut framed = length.to_be_bytes().to_vec();
                framed.extend_from_slice(message);
                framed
            }
        }
    }

    /// Bytes before the message, and bytes of the message, once both are known.
    fn lengths(self, start: &[u8]) -> Option<(usize, usize)> {
        let number = |at: usize| {
            let bytes = start.get(at..at + 2)?;
            Some(usize::from(u16::from_be_bytes(bytes.try_into().ok()?)))
        };
        match self {
            Self::Rfc4571 => Some((2, number(0)?)),
            Self::Rfc8489 => Some((0, number(2)? + 20)),
        }
    }
}

/// How far the magic cookie is seen at an offset.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    No,
    Partly,
    Whole,
}

fn cookie_at(start: &[u8], offset: usize) -> Fit {
    let seen = start.get(offset..).unwrap_or_default();
    let seen = seen.get(..COOKIE.len()).unwrap_or(seen);
    if !COOKIE.starts_with(seen) {
        Fit::No
    } else if seen.len() == COOKIE.len() {
        Fit::Whole
    } else {
        Fit::Partly
    }
}

/// A stream with invalid framing. It cannot be resynchronised: close it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Not STUN in either framing.
    #[error("not a STUN stream")]
    NotStun,
    /// A message longer than [`MAX_MESSAGE`].
    #[error("a message longer than {MAX_MESSAGE} bytes")]
    TooLong,
}

/// Cuts a stream into messages, holding one message and one read of the stream at most if the
/// caller drains it after every [`FrameReader::push`].
#[derive(Debug)]
pub struct FrameReader {
    framing: Framing,
    buffer: Vec<u8>,
}

impl FrameReader {
    /// A reader at the start of a message.
    #[must_use]
    pub const fn new(framing: Framing) -> Self {
        Self {
            framing,
            buffer: Vec::new(),
        }
    }

    /// Takes bytes as they arrive.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message, if there is one.
    ///
    /// # Errors
    /// [`FrameError::TooLong`] as soon as the length shows it, before the message is awaited.
    pub fn next_message(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        let Some((before, length)) = self.framing.lengths(&self.buffer) else {
            return Ok(None);
        };
        if length > MAX_MESSAGE {
            return Err(FrameError::TooLong);
        }
        if self.buffer.len() < before + length {
            return Ok(None);
        }
        let rest = self.buffer.split_off(before + length);
        let mut message = std::mem::replace(&mut self.buffer, rest);
        message.drain(..before);
        Ok(Some(message))
    }
}

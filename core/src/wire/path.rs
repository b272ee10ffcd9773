//! Datagrams that test what a path does to large packets and to idle sockets.
//!
//! They look like RTP (RFC 3550 section 5.1), as those of [`super::plain`] do: a header of 12 bytes, then what is
//! asked, the run's token, and zeros up to the length that is wanted.

use super::token::RunToken;

/// The version of these datagrams, and of the other tests of level advice.
pub const VERSION: u8 = 1;

/// The shortest datagram: large enough for every token, so that an answer is never longer than its request.
pub const MIN_LENGTH: usize = 40;

/// The longest datagram: two fragments where packets have 1,500 bytes.
pub const MAX_LENGTH: usize = 1_900;

/// Version 2 without padding, extension or sources; payload type 96, the first dynamic one.
const HEADER: [u8; 2] = [0x80, 96];

/// In the place of RTP's sequence number, which is not used.
const SEQUENCE: [u8; 2] = [0; 2];

/// In the place of RTP's synchronization source.
const MARK: [u8; 4] = *b"CCPT";

/// What a datagram asks or answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A client asks for an answer of this many bytes, at most as many as the request has.
    Sized {
        /// Length of the answer in bytes.
        answer: u16,
    },
    /// The answer to that.
    SizedAnswer,
    /// A client asks for a datagram after this many seconds.
    Late {
        /// The wait in seconds.
        seconds: u16,
    },
    /// The far end will send it.
    LateNoted,
    /// The datagram after the wait.
    LateAnswer,
    /// A client received an answer of this many bytes. The far end does not reply.
    Received {
        /// Length of that answer in bytes.
        bytes: u16,
    },
}

impl Kind {
    const fn letter(self) -> u8 {
        match self {
            Self::Sized { .. } => b'S',
            Self::SizedAnswer => b's',
            Self::Late { .. } => b'L',
            Self::LateNoted => b'n',
            Self::LateAnswer => b'l',
            Self::Received { .. } => b'R',
        }
    }

    const fn value(self) -> u16 {
        match self {
            Self::Sized { answer } => answer,
            Self::Late { seconds } => seconds,
            Self::Received { bytes } => bytes,
            Self::SizedAnswer | Self::LateNoted | Self::LateAnswer => 0,
        }
    }

    fn of(letter: u8, value: u16) -> Option<Self> {
        match letter {
            b'S' => Some(Self::Sized { answer: value }),
            b's' => Some(Self::SizedAnswer),
            b'L' => Some(Self::Late { seconds: value }),
            b'n' => Some(Self::LateNoted),
            b'l' => Some(Self::LateAnswer),
            b'R' => Some(Self::Received { bytes: value }),
            _ => None,
        }
    }
}

/// A datagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPacket {
    /// Chosen by the client; an answer repeats it.
    pub id: u32,
    /// The run.
    pub token: RunToken,
    /// What it asks or answers.
    pub kind: Kind,
}

impl PathPacket {
    /// The bytes to send, padded with zeros to `length`, from [`MIN_LENGTH`] to [`MAX_LENGTH`].
    #[must_use]
    pub fn encode(&self, length: usize) -> Vec<u8> {
        let token = self.token.as_str().as_bytes();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend(HEADER);
        bytes.extend(SEQUENCE);
        bytes.extend(self.id.to_be_bytes());
        bytes.extend(MARK);
        bytes.push(self.kind.letter());
        bytes.extend(self.kind.value().to_be_bytes());
        bytes.push(u8::try_from(token.len()).unwrap_or(u8::MAX));
        bytes.extend(token);
        bytes.resize(length.clamp(MIN_LENGTH, MAX_LENGTH), 0);
        bytes
    }

    /// Reads a datagram; `None` if it is anything else.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        if !(MIN_LENGTH..=MAX_LENGTH).contains(&bytes.len()) {
            return None;
        }
        let rest = bytes.strip_prefix(&HEADER)?.get(SEQUENCE.len()..)?;
        let (id, rest) = rest.split_first_chunk()?;
        let rest = rest.strip_prefix(&MARK)?;
        let (&[letter, high, low, length], rest) = rest.split_first_chunk()?;
        let token = rest.get(..usize::from(length))?;
        Some(Self {
            id: u32::from_be_bytes(*id),
            token: std::str::from_utf8(token).ok()?.parse().ok()?,
            kind: Kind::of(letter, u16::from_be_bytes([high, low]))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datagrams_are_read_as_they_are_written() {
        for kind in [
            Kind::Sized { answer: 1_900 },
            Kind::SizedAnswer,
            Kind::Late { seconds: 125 },
            Kind::LateNoted,
            Kind::LateAnswer,
            Kind::Received { bytes: 1_900 },
        ] {
            let packet = PathPacket {
                id: 0x0102_0304,
                token: "abcdefghij0123456789".parse().expect("a token"),
                kind,
            };
            for length in [MIN_LENGTH, 1_472, MAX_LENGTH] {
                let bytes = packet.encode(length);
                assert_eq!(bytes.len(), length);
                assert_eq!(PathPacket::decode(&bytes).as_ref(), Some(&packet));
            }
            let bytes = packet.encode(MIN_LENGTH);
            for length in 0..MIN_LENGTH {
                let cut = bytes.get(..length).unwrap_or_default();
                assert_eq!(PathPacket::decode(cut), None, "{length}");
            }
        }
    }

    #[test]
    fn a_length_out_of_bounds_is_corrected() {
        let packet = PathPacket {
            id: 1,
            token: "abcdefghij0123456789".parse().expect("a token"),
            kind: Kind::SizedAnswer,
        };
        assert_eq!(packet.encode(0).len(), MIN_LENGTH);
        assert_eq!(packet.encode(9_000).len(), MAX_LENGTH);
    }
}

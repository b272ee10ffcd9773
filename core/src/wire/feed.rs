//! The packets of a feed: a paced, video-like stream between a site and the far end, both ways at the
//! same time.
//!
//! Page and far end exchange them as messages of a data channel, program and far end as the payload of
//! datagrams that look like SRTP. Every packet begins with `CF`, the version and its kind; numbers are big-endian.

use serde::{Deserialize, Serialize};

use crate::support::numbers::Numbers;

/// What every packet begins with.
const MAGIC: [u8; 2] = *b"CF";

/// The version of the format, which the far end offers ([`super::http::RunCreated::feed`],
/// [`super::http::RunCreated::feed_rtp`]).
pub const VERSION: u8 = 1;

/// Length of a [`Packet::Media`] in bytes. With SCTP (28), DTLS (37), UDP and IP it stays below 1,200, as
/// browsers keep to, so that each packet is one datagram.
pub const MEDIA_LENGTH: usize = 1_100;

/// Length of a [`Packet::Large`] in bytes. With SCTP, DTLS, UDP and IP it takes two fragments where packets have 1,500
/// bytes, and stays below the 2,048 bytes that a browser's DTLS takes.
pub const LARGE_LENGTH: usize = 1_900;

/// Windows that one feed may have at most.
pub const MAX_WINDOWS: usize = 60;

/// A packet of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet {
    /// From the client until the first packet comes back: begin a feed with this many windows.
    Hello {
        /// 1 to [`MAX_WINDOWS`].
        windows: u8,
    },
    /// One packet of a frame.
    Media(Media),
    /// What the sender has received in each window so far.
    Account(Vec<Counts>),
    /// From the far end: it is streaming to too many others.
    Busy,
    /// From the far end, at intervals: a packet that is too large for the path travels in
    /// fragments.
    Large,
}

/// One packet of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Media {
    /// Number of the frame, from 0.
    pub frame: u32,
    /// Place of the packet in its frame.
    pub index: u8,
    /// The frame left late, because its sender was short of time.
    pub is_late: bool,
    /// From the far end: the client's own SCTP slows down where packets get lost, so what the far end misses may
    /// not have been sent.
    pub receiver_is_throttled: bool,
    /// The sender's clock.
    pub sent: Ticks,
    /// The last packet that the sender received.
    pub echo: Option<Echo>,
    /// What the sender received in one of the windows.
    pub counts: Option<(u8, Counts)>,
    /// How many of [`Packet::Large`] the far end has sent, or the client has received; 0 from versions without them.
    pub large: u8,
}

/// A moment or a duration in steps of 0.1 ms, modulo 2^32 (five days).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ticks(pub u32);

/// The last packet that the sender of a packet received: enough to work out the round trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Echo {
    /// Its [`Media::sent`].
    pub sent: Ticks,
    /// For how long the sender has had it.
    pub held: Ticks,
}

/// What one side received in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Different packets.
    pub received: u16,
    /// Those of them that took far longer than the fastest one.
    pub late: u16,
    /// The longest time without a packet, in milliseconds.
    pub silence_ms: u16,
    /// Interarrival jitter at the window's end (RFC 3550 section 6.4.1), in steps of 0.1 ms.
    pub jitter: u16,
}

const HELLO: u8 = 1;
const MEDIA: u8 = 2;
const ACCOUNT: u8 = 3;
const BUSY: u8 = 4;
const LARGE: u8 = 5;

const LATE: u8 = 1;
const THROTTLED: u8 = 2;
const HAS_ECHO: u8 = 4;
const HAS_COUNTS: u8 = 8;

impl Packet {
    /// The packet as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(MEDIA_LENGTH);
        bytes.extend(MAGIC);
        bytes.push(VERSION);
        match self {
            Self::Hello { windows } => bytes.extend([HELLO, *windows]),
            Self::Media(media) => media.write(&mut bytes),
            Self::Account(windows) => {
                bytes.push(ACCOUNT);
                windows.iter().for_each(|counts| counts.write(&mut bytes));
            }
            Self::Busy => bytes.push(BUSY),
            Self::Large => {
                bytes.push(LARGE);
                bytes.resize(LARGE_LENGTH, 0);
            }
        }
        bytes
    }

    /// The packet in these bytes, if there is one.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Numbers(bytes.strip_prefix(&MAGIC)?);
        if reader.byte()? != VERSION {
            return None;
        }
        Some(match reader.byte()? {
            HELLO => {
                let windows = reader.byte()?;
                let is_allowed = (1..=MAX_WINDOWS).contains(&usize::from(windows));
                is_allowed.then_some(Self::Hello { windows })?
            }
            MEDIA if bytes.len() == MEDIA_LENGTH => Self::Media(Media::read(&mut reader)?),
            ACCOUNT => {
                let mut windows = Vec::new();
                while windows.len() < MAX_WINDOWS
                    && let Some(counts) = Counts::read(&mut reader)
                {
                    windows.push(counts);
                }
                Self::Account(windows)
            }
            BUSY => Self::Busy,
            LARGE if bytes.len() == LARGE_LENGTH => Self::Large,
            _ => return None,
        })
    }
}

impl Media {
    fn write(&self, bytes: &mut Vec<u8>) {
        let flag = |set: bool, flag: u8| if set { flag } else { 0 };
        let flags = flag(self.is_late, LATE)
            | flag(self.receiver_is_throttled, THROTTLED)
            | flag(self.echo.is_some(), HAS_ECHO)
            | flag(self.counts.is_some(), HAS_COUNTS);
        let echo = self.echo.unwrap_or(Echo {
            sent: Ticks(0),
            held: Ticks(0),
        });
        let (window, counts) = self.counts.unwrap_or_default();
        bytes.extend([MEDIA, flags, self.index]);
        for number in [self.frame, self.sent.0, echo.sent.0, echo.held.0] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.push(window);
        counts.write(bytes);
        bytes.push(self.large);
        bytes.resize(MEDIA_LENGTH, 0);
    }

    fn read(reader: &mut Numbers<'_>) -> Option<Self> {
        let (flags, index) = (reader.byte()?, reader.byte()?);
        let (frame, sent) = (reader.word()?, Ticks(reader.word()?));
        let echo = Echo {
            sent: Ticks(reader.word()?),
            held: Ticks(reader.word()?),
        };
        let counts = (reader.byte()?, Counts::read(reader)?);
        Some(Self {
            frame,
            index,
            is_late: flags & LATE != 0,
            receiver_is_throttled: flags & THROTTLED != 0,
            sent,
            echo: (flags & HAS_ECHO != 0).then_some(echo),
            counts: (flags & HAS_COUNTS != 0).then_some(counts),
            large: reader.byte()?,
        })
    }
}

impl Counts {
    fn write(&self, bytes: &mut Vec<u8>) {
        for number in [self.received, self.late, self.silence_ms, self.jitter] {
            bytes.extend(number.to_be_bytes());
        }
    }

    fn read(reader: &mut Numbers<'_>) -> Option<Self> {
        Some(Self {
            received: reader.short()?,
            late: reader.short()?,
            silence_ms: reader.short()?,
            jitter: reader.short()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: Counts = Counts {
        received: 171,
        late: 3,
        silence_ms: 120,
        jitter: 17,
    };

    fn media() -> Media {
        Media {
            frame: 70_000,
            index: 5,
            is_late: true,
            receiver_is_throttled: false,
            sent: Ticks(u32::MAX),
            echo: Some(Echo {
                sent: Ticks(7),
                held: Ticks(9),
            }),
            counts: Some((9, COUNTS)),
            large: 3,
        }
    }

    #[test]
    fn packets_are_read_as_they_are_written() {
        let bare = Media {
            is_late: false,
            receiver_is_throttled: true,
            echo: None,
            counts: None,
            ..media()
        };
        for packet in [
            Packet::Hello { windows: 10 },
            Packet::Media(media()),
            Packet::Media(bare),
            Packet::Account(vec![COUNTS; 10]),
            Packet::Account(Vec::new()),
            Packet::Busy,
            Packet::Large,
        ] {
            assert_eq!(Packet::decode(&packet.encode()), Some(packet));
        }
        assert_eq!(Packet::Media(media()).encode().len(), MEDIA_LENGTH);
        assert_eq!(Packet::Large.encode().len(), LARGE_LENGTH);
    }

    #[test]
    fn anything_else_is_no_packet() {
        let media = Packet::Media(media()).encode();
        let longer = [&media[..], &[0]].concat();
        let other_version = [b"CF", &[2, BUSY][..]].concat();
        for bytes in [
            &b""[..],
            b"CF",
            b"CF\x01",
            b"CF\x01\x05",
            b"CF\x01\x07",
            b"CF\x01\x01",
            b"CF\x01\x01\x00",
            b"CF\x01\x01\x3d",
            b"XF\x01\x04",
            &other_version,
            &media[..MEDIA_LENGTH - 1],
            &longer,
        ] {
            assert_eq!(Packet::decode(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn an_account_is_never_longer_than_a_feed() {
        let Some(Packet::Account(windows)) =
            Packet::decode(&Packet::Account(vec![COUNTS; 200]).encode())
        else {
            panic!("an account");
        };
        assert_eq!(windows.len(), MAX_WINDOWS);
    }
}

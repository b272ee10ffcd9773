//! The part of MQTT that proves that it gets through: CONNECT, and the CONNACK that answers it.

/// Protocol name and level of MQTT 3.1.1, section 3.1.2.
const PROTOCOL: [u8; 7] = [0, 4, b'M', b'Q', b'T', b'T', 4];
/// Clean Session and nothing else, section 3.1.2.3.
const CLEAN_SESSION: u8 = 0b10;
/// Seconds, section 3.1.2.10. The connection is closed at once, so any value does.
const KEEP_ALIVE: [u8; 2] = [0, 30];
/// The fixed header of a CONNECT, section 3.1.1.
const CONNECT: u8 = 0x10;
/// The fixed header of a CONNACK, section 3.2.1.
const CONNACK: u8 = 0x20;
/// CONNACK return code "server unavailable", with which a broker refuses because of its own limits.
const SERVER_UNAVAILABLE: u8 = 3;

/// DISCONNECT, section 3.14.
pub const DISCONNECT: [u8; 2] = [0xE0, 0];

/// The bytes of a CONNECT of MQTT 3.1.1 with a clean session. Every server understands a client's name of
/// 1 to 23 letters and digits, section 3.1.3.1.
#[must_use]
pub fn connect(client: &str) -> Vec<u8> {
    let mut variable = Vec::from(PROTOCOL);
    variable.push(CLEAN_SESSION);
    variable.extend(KEEP_ALIVE);
    variable.extend([0, u8::try_from(client.len()).unwrap_or(0)]);
    variable.extend(client.bytes());
    let mut packet = vec![CONNECT, u8::try_from(variable.len()).unwrap_or(0)];
    packet.extend(variable);
    packet
}

/// A server's answer to a [`connect`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It supports MQTT. Whether it accepts the credentials makes no difference.
    Connack,
    /// It supports MQTT and has no room at the moment.
    Unavailable,
}

impl Answer {
    /// Reads the four bytes of a CONNACK; `None` if they are something else.
    #[must_use]
    pub const fn parse(bytes: [u8; 4]) -> Option<Self> {
        match bytes {
            [CONNACK, 2, _, SERVER_UNAVAILABLE] => Some(Self::Unavailable),
            [CONNACK, 2, 0 | 1, 0..=5] => Some(Self::Connack),
            _ => None,
        }
    }
}

/// How a server answers a CONNECT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connack {
    /// MQTT 3.1.1 section 3.2: no session, accepted.
    Accepted,
    /// MQTT 5 section 3.2: the same with an empty list of properties.
    AcceptedV5,
    /// MQTT 3.1.1 section 3.2.2.3: unacceptable protocol version.
    WrongVersion,
}

impl Connack {
    /// The bytes on the wire.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Accepted => &[CONNACK, 2, 0, 0],
            Self::AcceptedV5 => &[CONNACK, 3, 0, 0, 0],
            Self::WrongVersion => &[CONNACK, 2, 0, 1],
        }
    }
}

/// How far a CONNECT has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// This many more bytes belong to it; none beyond them has to be read yet.
    More(usize),
    /// It is complete, and this is the answer.
    Whole(Connack),
}

/// Does not begin like a CONNECT, or is longer than the reader allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an MQTT CONNECT")]
pub struct NotConnect;

/// Reads a CONNECT of which these bytes have come in, and whose header may announce up to `longest` more.
///
/// # Errors
/// [`NotConnect`] as soon as it cannot be one.
pub fn read_connect(so_far: &[u8], longest: usize) -> Result<Reading, NotConnect> {
    let Some((first, rest)) = so_far.split_first() else {
        return Ok(Reading::More(1));
    };
    if *first != CONNECT {
        return Err(NotConnect);
    }
    let Some((length, body)) = remaining_length(rest)? else {
        return Ok(Reading::More(1));
    };
    if length > longest {
        return Err(NotConnect);
    }
    if let Some(missing) = length
        .checked_sub(body.len())
        .filter(|missing| *missing > 0)
    {
        return Ok(Reading::More(missing));
    }
    let level = body
        .get(..length)
        .and_then(|body| body.strip_prefix(b"\x00\x04MQTT")?.first());
    match level.ok_or(NotConnect)? {
        4 => Ok(Reading::Whole(Connack::Accepted)),
        5 => Ok(Reading::Whole(Connack::AcceptedV5)),
        _ => Ok(Reading::Whole(Connack::WrongVersion)),
    }
}

/// MQTT 3.1.1 section 2.2.3: seven bits a byte, the lowest first, four bytes at most. Also gives what follows
/// the length; `None` while it is not whole.
fn remaining_length(bytes: &[u8]) -> Result<Option<(usize, &[u8])>, NotConnect> {
    let mut length = 0;
    let mut bytes = bytes;
    for shift in [0, 7, 14, 21] {
        let Some((byte, rest)) = bytes.split_first() else {
            return Ok(None);
        };
        length |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(Some((length, rest)));
        }
        bytes = rest;
    }
    Err(NotConnect)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// More than a CONNECT of ours has.
    const LONGEST: usize = 200;

    /// Feeds a reader what it asks for, as long as there are bytes; `None` if they end before.
    fn read(bytes: &[u8]) -> Result<Option<Connack>, NotConnect> {
        let mut end = 0;
        loop {
            let Some(so_far) = bytes.get(..end) else {
                return Ok(None);
            };
            match read_connect(so_far, LONGEST)? {
                Reading::More(count) => end += count,
                Reading::Whole(connack) => {
                    assert_eq!(end, bytes.len(), "nothing else was asked for");
                    return Ok(Some(connack));
                }
            }
        }
    }

    #[test]
    fn connects_of_both_versions_are_accepted() {
        let connect = |level| {
            let mut packet = b"\x10\x10\x00\x04MQTT".to_vec();
            packet.extend_from_slice(&[level, 2, 0, 60, 0, 4]);
            packet.extend_from_slice(b"test");
            packet
        };
        assert_eq!(read(&connect(4)), Ok(Some(Connack::Accepted)));
        assert_eq!(read(&connect(5)), Ok(Some(Connack::AcceptedV5)));
        assert_eq!(read(&connect(3)), Ok(Some(Connack::WrongVersion)));
    }

    #[test]
    fn our_own_connect_is_accepted() {
        assert_eq!(read(&connect("camcheck")), Ok(Some(Connack::Accepted)));
    }

    #[test]
    fn what_is_no_connect_is_refused() {
        for bytes in [
            b"\x10\x04\x00\x04MQ".as_slice(),
            b"\x10\xff\xff\xff\xff\x01",
            b"\x10\xff\xff\xff\x7f",
            b"\x10\x08\x00\x06MQIsdp",
            b"\x30\x06\x00\x04MQTT",
        ] {
            assert_eq!(read(bytes), Err(NotConnect), "{bytes:?}");
        }
    }

    #[test]
    fn the_rest_of_a_connect_is_awaited() {
        for bytes in [
            b"".as_slice(),
            b"\x10",
            b"\x10\x80",
            b"\x10\x10\x00\x04MQTT",
        ] {
            assert_eq!(read(bytes), Ok(None), "{bytes:?}");
        }
    }

    #[test]
    fn a_connack_is_an_answer_whatever_it_thinks_of_us() {
        assert_eq!(Answer::parse([0x20, 2, 0, 0]), Some(Answer::Connack));
        assert_eq!(Answer::parse([0x20, 2, 0, 5]), Some(Answer::Connack));
        assert_eq!(Answer::parse([0x20, 2, 0, 3]), Some(Answer::Unavailable));
        assert_eq!(Answer::parse(*b"HTTP"), None);
    }
}

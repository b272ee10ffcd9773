//! Our plain datagrams, which show whether UDP gets out where STUN does not.
//!
//! They look like RTP (RFC 3550 section 5.1), which is what most of a camera's datagrams look
//! like from outside: a header of 12 bytes, then a letter and the run's token.

use super::token::RunToken;

/// Version 2 without padding, extension or sources; payload type 96, the first dynamic one.
const HEADER: [u8; 2] = [0x80, 96];

/// In the place of RTP's synchronization source.
const MARK: [u8; 4] = *b"CCPL";

/// Sequence number and timestamp, which are not used.
const COUNTERS: [u8; 6] = [0; 6];

/// The kind of a datagram. Two letters distinguish an answer from a request that something on the path
/// echoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From the program to the far end.
    Question,
    /// The far end's answer, of the same length.
    Answer,
}

impl Kind {
    const fn letter(self) -> u8 {
        match self {
            Self::Question => b'Q',
            Self::Answer => b'A',
        }
    }
}

/// A datagram under a run's token.
#[must_use]
pub fn encode(kind: Kind, token: &RunToken) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(HEADER);
    bytes.extend(COUNTERS);
    bytes.extend(MARK);
    bytes.push(kind.letter());
    bytes.extend(token.as_str().as_bytes());
    bytes
}

/// The token of a datagram of this kind, if it is one.
#[must_use]
pub fn decode(kind: Kind, bytes: &[u8]) -> Option<RunToken> {
    let rest = bytes.strip_prefix(&HEADER)?.get(COUNTERS.len()..)?;
    let rest = rest.strip_prefix(&MARK)?.strip_prefix(&[kind.letter()])?;
    std::str::from_utf8(rest).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datagrams_are_read_as_they_are_written() {
        let token: RunToken = "abcdefghij0123456789".parse().expect("a token");
        let question = encode(Kind::Question, &token);
        let answer = encode(Kind::Answer, &token);
        assert_eq!(question.len(), answer.len());
        assert_eq!(decode(Kind::Question, &question), Some(token.clone()));
        assert_eq!(decode(Kind::Answer, &answer), Some(token));
        assert_eq!(decode(Kind::Answer, &question), None);
        for length in 0..question.len() - 4 {
            let cut = question.get(..length).unwrap_or_default();
            assert_eq!(decode(Kind::Question, cut), None, "{length}");
        }
    }
}

//! NTP (RFC 5905): a client's request, and the far end's answer.
//!
//! A client recognises the answer to its own request by the time that it repeats (origin timestamp), and the far
//! end by its reference identifier.

use std::time::Duration;

/// Bytes of a message without extensions (section 7.3).
pub const LENGTH: usize = 48;

/// Version 4, from a client.
const REQUEST: u8 = 4 << 3 | CLIENT;
const CLIENT: u8 = 3;
const SERVER: u8 = 4;
const MODE: u8 = 0x07;
const VERSION: u8 = 0x38;

/// "Clock not synchronised", so that no client takes the time (figure 9).
const NOT_SYNCHRONISED: u8 = 3 << 6;
/// The stratum for that (figure 11).
const STRATUM: u8 = 16;

/// The reference identifier of the far end.
const REFERENCE: [u8; 4] = *b"CAMC";

/// From 1900, where the time of NTP begins, to 1970, in seconds (section 6).
const SECONDS_TO_1970: u64 = 2_208_988_800;

/// A client's request; `nonce` takes the place of the time at which it is sent.
#[must_use]
pub fn request(nonce: u64) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes[0] = REQUEST;
    bytes[40..].copy_from_slice(&nonce.to_be_bytes());
    bytes
}

/// The far end's answer at this time, since 1970; `None` if it is no client's request.
#[must_use]
pub fn answer(request: &[u8], now: Duration) -> Option<[u8; LENGTH]> {
    let request: &[u8; LENGTH] = request.try_into().ok()?;
    let (first, transmit) = (request[0], &request[40..]);
    if first & MODE != CLIENT || first & VERSION == 0 {
        return None;
    }
    let mut bytes = [0; LENGTH];
    bytes[0] = NOT_SYNCHRONISED | first & VERSION | SERVER;
    bytes[1] = STRATUM;
    bytes[2] = request[2];
    bytes[12..16].copy_from_slice(&REFERENCE);
    bytes[24..32].copy_from_slice(transmit);
    let now = timestamp(now).to_be_bytes();
    bytes[32..40].copy_from_slice(&now);
    bytes[40..].copy_from_slice(&now);
    Some(bytes)
}

/// Who answered a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// The far end.
    FarEnd,
    /// Another server.
    Another,
}

/// Who sent this answer to the request with this nonce; `None` if it is none.
#[must_use]
pub fn read(answer: &[u8], nonce: u64) -> Option<Answered> {
    let answer: &[u8; LENGTH] = answer.get(..LENGTH)?.try_into().ok()?;
    if answer[0] & MODE != SERVER || answer[24..32] != nonce.to_be_bytes() {
        return None;
    }
    Some(if answer[12..16] == REFERENCE {
        Answered::FarEnd
    } else {
        Answered::Another
    })
}

/// Seconds since 1900 and their fraction, each in 32 bits.
fn timestamp(since_1970: Duration) -> u64 {
    let seconds = since_1970.as_secs().wrapping_add(SECONDS_TO_1970);
    let fraction = (u64::from(since_1970.subsec_nanos()) << 32) / 1_000_000_000;
    seconds << 32 | fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_millis(1_764_000_000_500);

    #[test]
    fn an_answer_is_recognised_by_its_nonce_and_its_sender() {
        let asked = request(0x0123_4567_89ab_cdef);
        let answered = answer(&asked, NOW).expect("a request");
        assert_eq!(
            read(&answered, 0x0123_4567_89ab_cdef),
            Some(Answered::FarEnd)
        );
        assert_eq!(read(&answered, 1), None);
        assert_eq!(read(&asked, 0x0123_4567_89ab_cdef), None);
        let mut other = answered;
        other[12..16].copy_from_slice(&[192, 0, 2, 1]);
        assert_eq!(read(&other, 0x0123_4567_89ab_cdef), Some(Answered::Another));
        for length in 0..LENGTH {
            assert_eq!(read(&answered[..length], 0x0123_4567_89ab_cdef), None);
        }
    }

    #[test]
    fn no_client_takes_the_time() {
        let answered = answer(&request(7), NOW).expect("a request");
        assert_eq!(answered[0] >> 6, 3);
        assert_eq!(answered[0] & VERSION, 4 << 3);
        assert_eq!(answered[1], STRATUM);
        // 25 November 2025, half a second past.
        let seconds = u32::from_be_bytes(answered[40..44].try_into().expect("four bytes"));
        assert_eq!(u64::from(seconds), 1_764_000_000 + SECONDS_TO_1970);
        assert_eq!(answered[44..48], [0x80, 0, 0, 0]);
    }

    #[test]
    fn an_answer_to_an_answer_is_never_sent() {
        let answered = answer(&request(7), NOW).expect("a request");
        assert_eq!(answer(&answered, NOW), None);
        assert_eq!(answer(&[], NOW), None);
        assert_eq!(answer(&[0; LENGTH], NOW), None);
        assert_eq!(answer(&[REQUEST; LENGTH + 1], NOW), None);
    }
}

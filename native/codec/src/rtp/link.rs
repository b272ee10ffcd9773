//! One side of a feed's datagrams.

use std::time::Duration;

use camcheck_core::limits::FEED_PACKETS_PER_FRAME;
use camcheck_core::wire::feed::Packet;
use camcheck_core::wire::token::RunToken;

use super::header::Header;
use super::hello::Hello;
use super::seal::{Sealer, Side};
use crate::nonce::Nonce;

/// Random bytes that a side needs.
pub const SEED_LENGTH: usize = 10;

/// RTP's clock for video (RFC 3551 section 5): this many steps per millisecond.
const STEPS_PER_MS: u128 = 90;

/// Sequence numbers, one bit each.
const WORDS: usize = 1 << 10;

/// One side of a feed's datagrams.
#[derive(Debug)]
pub struct Link {
    nonce: Nonce,
    sealer: Sealer,
    side: Side,
    /// What a client's hello names.
    token: Option<RunToken>,
    ssrc: u32,
    /// Where the timestamps begin.
    began: u32,
    /// Of the next datagram.
    sequence: u16,
    /// The sequence numbers that came, so that what is replayed counts for nothing.
    came: Box<[u64; WORDS]>,
}

impl Link {
    /// The side that says hello, under a run's token.
    #[must_use]
    pub fn client(nonce: Nonce, token: RunToken, seed: [u8; SEED_LENGTH]) -> Option<Self> {
        Self::new(nonce, Side::Client, Some(token), seed)
    }

    /// The side that answers.
    #[must_use]
    pub fn far_end(nonce: Nonce, seed: [u8; SEED_LENGTH]) -> Option<Self> {
        Self::new(nonce, Side::FarEnd, None, seed)
    }

    fn new(
        nonce: Nonce,
        side: Side,
        token: Option<RunToken>,
        seed: [u8; SEED_LENGTH],
    ) -> Option<Self> {
        let [s0, s1, s2, s3, t0, t1, t2, t3, n0, n1] = seed;
        Some(Self {
            nonce,
            sealer: Sealer::new(nonce)?,
            side,
            token,
            ssrc: u32::from_be_bytes([s0, s1, s2, s3]),
            began: u32::from_be_bytes([t0, t1, t2, t3]),
            // As RFC 3711 section 3.3.1 recommends, so that it does not begin again from 0.
            sequence: u16::from_be_bytes([n0, n1]) >> 1,
            came: Box::new([0; WORDS]),
        })
    }

    /// The nonce that this feed began with.
    #[must_use]
    pub const fn nonce(&self) -> Nonce {
        self.nonce
    }

    /// The datagram for a packet that leaves now.
    #[must_use]
    pub fn seal(&mut self, now: Duration, packet: &Packet) -> Option<Vec<u8>> {
        let token = self.token.as_ref();
        let token = token.filter(|_| matches!(packet, Packet::Hello { .. }));
        // The remainder of the division by 2^32 is wanted.
        let steps = now.as_millis() * STEPS_PER_MS % (1 << 32);
        let header = Header {
            is_last_of_frame: matches!(packet, Packet::Media(media) if media.index + 1 == FEED_PACKETS_PER_FRAME),
            sequence: self.sequence,
            timestamp: self
                .began
                .wrapping_add(u32::try_from(steps).unwrap_or_default()),
            ssrc: self.ssrc,
            nonce: token.map(|_| self.nonce),
        };
        let payload = match token {
            Some(token) => Hello::payload(packet, token),
            None => packet.encode(),
        };
        self.sequence = self.sequence.wrapping_add(1);
        self.sealer.seal(self.side, &header, &payload)
    }

    /// The packet in a datagram that the other side sealed, the first time that it comes.
    pub fn open(&mut self, datagram: &[u8]) -> Option<Packet> {
        let from = match self.side {
            Side::Client => Side::FarEnd,
            Side::FarEnd => Side::Client,
        };
        let (header, payload) = self.sealer.open(from, datagram)?;
        let sequence = usize::from(header.sequence);
        let word = self.came.get_mut(sequence / 64)?;
        let bit = 1 << (sequence % 64);
        if *word & bit != 0 {
            return None;
        }
        *word |= bit;
        Packet::decode(&payload)
    }
}

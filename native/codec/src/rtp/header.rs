//! The header of RTP (RFC 3550 section 5.1).

use crate::nonce::Nonce;

/// Version 2 without padding and sources.
const VERSION: u8 = 0x80;
/// A header extension follows.
const EXTENSION: u8 = 0x10;
/// The last packet of a frame.
const MARKER: u8 = 0x80;
/// The first dynamic payload type (RFC 3551 section 6).
const PAYLOAD_TYPE: u8 = 96;

/// A header without extension.
const LENGTH: usize = 12;

/// RFC 8285 section 4.2: a one-byte header, then five words: element 1 with 16 bytes, and padding.
const BEFORE_NONCE: [u8; 5] = [0xbe, 0xde, 0, 5, 0x1f];
const PADDING: [u8; 3] = [0; 3];

/// What the header of a datagram contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) is_last_of_frame: bool,
    pub(super) sequence: u16,
    /// In steps of 1/90,000 s.
    pub(super) timestamp: u32,
    pub(super) ssrc: u32,
    /// In a header extension, as long as the far end does not know the client.
    pub(super) nonce: Option<Nonce>,
}

impl Header {
    pub(super) fn encode(&self) -> Vec<u8> {
        let extension = self.nonce.map_or(0, |_| EXTENSION);
        let marker = if self.is_last_of_frame { MARKER } else { 0 };
        let mut bytes = vec![VERSION | extension, marker | PAYLOAD_TYPE];
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(self.timestamp.to_be_bytes());
        bytes.extend(self.ssrc.to_be_bytes());
        if let Some(Nonce(nonce)) = self.nonce {
            bytes.extend(BEFORE_NONCE);
            bytes.extend(nonce);
            bytes.extend(PADDING);
        }
        bytes
    }

    /// The header of a datagram, as bytes as well, and what follows it. `None`: not one of ours.
    pub(super) fn read(datagram: &[u8]) -> Option<(Self, &[u8], &[u8])> {
        let (fixed, rest) = datagram.split_first_chunk::<LENGTH>()?;
        let [first, second, sequence @ .., t0, t1, t2, t3, s0, s1, s2, s3] = *fixed;
        let nonce = match first {
            VERSION => None,
            first if first == VERSION | EXTENSION => {
                let extension = rest.strip_prefix(&BEFORE_NONCE)?;
                let (nonce, padding) = extension.split_first_chunk()?;
                padding.strip_prefix(&PADDING)?;
                Some(Nonce(*nonce))
            }
            _ => return None,
        };
        if second & !MARKER != PAYLOAD_TYPE {
            return None;
        }
        let extension = nonce.map_or(0, |_| BEFORE_NONCE.len() + Nonce::LENGTH + PADDING.len());
        let (bytes, payload) = datagram.split_at_checked(LENGTH + extension)?;
        let header = Self {
            is_last_of_frame: second & MARKER != 0,
            sequence: u16::from_be_bytes(sequence),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([s0, s1, s2, s3]),
            nonce,
        };
        Some((header, bytes, payload))
    }
}

//! Sealing and opening payloads by AES-128-GCM (RFC 7714).

use std::fmt;

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce as Iv, UnboundKey};

use super::header::Header;
use crate::nonce::Nonce;

/// Who sends. It is part of the initialization vector, so that what is reflected opens at neither side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    FarEnd,
}

/// The key of both directions.
pub(super) struct Sealer(LessSafeKey);

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// `None` never comes: the length fits.
    pub(super) fn new(nonce: Nonce) -> Option<Self> {
        let key = UnboundKey::new(&AES_128_GCM, &nonce.0).ok()?;
        Some(Self(LessSafeKey::new(key)))
    }

    /// The datagram with this header and payload.
    pub(super) fn seal(&self, from: Side, header: &Header, payload: &[u8]) -> Option<Vec<u8>> {
        let mut datagram = header.encode();
        let mut sealed = payload.to_vec();
        let (iv, associated) = (iv(from, header), Aad::from(&datagram));
        let key = &self.0;
        key.seal_in_place_append_tag(iv, associated, &mut sealed)
            .ok()?;
        datagram.append(&mut sealed);
        Some(datagram)
    }

    /// The header and the payload of a datagram, if it was sealed with the key.
    pub(super) fn open(&self, from: Side, datagram: &[u8]) -> Option<(Header, Vec<u8>)> {
        let (header, associated, sealed) = Header::read(datagram)?;
        let mut sealed = sealed.to_vec();
        let (iv, associated) = (iv(from, &header), Aad::from(associated));
        let opened = self.0.open_in_place(iv, associated, &mut sealed);
        let length = opened.ok()?.len();
        sealed.truncate(length);
        Some((header, sealed))
    }
}

/// RFC 7714 section 8.1, without a salt, and with the side in its first byte. A feed is far shorter than the 65,536
/// packets after which a sequence number comes again, so there is no rollover counter.
fn iv(from: Side, header: &Header) -> Iv {
    let mut iv = [0; 12];
    iv[0] = match from {
        Side::Client => 0,
        Side::FarEnd => 1,
    };
    iv[2..6].copy_from_slice(&header.ssrc.to_be_bytes());
    iv[10..].copy_from_slice(&header.sequence.to_be_bytes());
    Iv::assume_unique_for_key(iv)
}

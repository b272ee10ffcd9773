//! The first datagrams of a client, before the far end knows it.

use camcheck_core::wire::feed::Packet;
use camcheck_core::wire::token::RunToken;

use super::header::Header;
use super::seal::{Sealer, Side};
use crate::nonce::Nonce;

/// What a client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// As the client repeats it. Whether it is one for this client, the far end has to check.
    pub nonce: Nonce,
    /// The run that vouches for the client.
    pub token: RunToken,
    /// How many windows the feed has.
    pub windows: u8,
}

impl Hello {
    /// Reads a datagram that was sealed with the nonce in it.
    #[must_use]
    pub fn decode(datagram: &[u8]) -> Option<Self> {
        let nonce = nonce_of(datagram)?;
        let (_, payload) = Sealer::new(nonce)?.open(Side::Client, datagram)?;
        let packet = Packet::decode(&payload)?;
        let Packet::Hello { windows } = packet else {
            return None;
        };
        let token = payload.get(packet.encode().len()..)?;
        let token = std::str::from_utf8(token).ok()?.parse().ok()?;
        Some(Self {
            nonce,
            token,
            windows,
        })
    }

    /// The payload.
    pub(super) fn payload(packet: &Packet, token: &RunToken) -> Vec<u8> {
        let mut payload = packet.encode();
        payload.extend(token.as_str().as_bytes());
        payload
    }
}

/// The nonce that a datagram repeats, which nothing has checked yet.
#[must_use]
pub fn nonce_of(datagram: &[u8]) -> Option<Nonce> {
    let (header, _, _) = Header::read(datagram)?;
    header.nonce
}

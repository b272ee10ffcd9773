//! Numbers of attributes, and the values that `stun-types` leaves to its users.

use std::net::SocketAddr;

use stun_types::attribute::{AttributeType, MappedSocketAddr, RawAttribute, XorSocketAddr};
use stun_types::message::TransactionId;

use super::error::ParseError;

pub(super) const MAPPED_ADDRESS: u16 = 0x0001;
/// RFC 5780 section 7.2.
pub(super) const CHANGE_REQUEST: u16 = 0x0003;
pub(super) const USERNAME: u16 = 0x0006;
pub(super) const MESSAGE_INTEGRITY: u16 = 0x0008;
pub(super) const ERROR_CODE: u16 = 0x0009;
pub(super) const UNKNOWN_ATTRIBUTES: u16 = 0x000A;
pub(super) const REALM: u16 = 0x0014;
pub(super) const NONCE: u16 = 0x0015;
pub(super) const MESSAGE_INTEGRITY_SHA256: u16 = 0x001C;
pub(super) const PASSWORD_ALGORITHM: u16 = 0x001D;
pub(super) const USERHASH: u16 = 0x001E;
pub(super) const XOR_MAPPED_ADDRESS: u16 = 0x0020;
/// RFC 8445 section 16.1.
pub(super) const PRIORITY: u16 = 0x0024;
/// RFC 8445 section 16.1.
pub(super) const USE_CANDIDATE: u16 = 0x0025;
pub(super) const SOFTWARE: u16 = 0x8022;
/// RFC 8445 section 16.1.
pub(super) const ICE_CONTROLLED: u16 = 0x8029;
/// RFC 8445 section 16.1.
pub(super) const ICE_CONTROLLING: u16 = 0x802A;
/// RFC 5780 section 7.3.
pub(super) const RESPONSE_ORIGIN: u16 = 0x802B;
/// RFC 5780 section 7.4.
pub(super) const OTHER_ADDRESS: u16 = 0x802C;

/// RFC 5780 section 7.2.
const CHANGE_IP: u32 = 0x4;
const CHANGE_PORT: u32 = 0x2;

/// Whether a request may carry the attribute although comprehension is required (RFC 8489 section 14).
/// RESPONSE-PORT and PADDING of RFC 5780 are left out on purpose: the first would send packets to a port
/// that sent no request, the second amplifies.
pub(super) const fn understood(number: u16) -> bool {
    number >= 0x8000
        || matches!(
            number,
            MAPPED_ADDRESS
                | CHANGE_REQUEST
                | USERNAME
                | MESSAGE_INTEGRITY
                | ERROR_CODE
                | UNKNOWN_ATTRIBUTES
                | REALM
                | NONCE
                | MESSAGE_INTEGRITY_SHA256
                | PASSWORD_ALGORITHM
                | USERHASH
                | XOR_MAPPED_ADDRESS
                | PRIORITY
                | USE_CANDIDATE
        )
}

pub(super) fn u32_of(raw: &RawAttribute<'_>) -> Result<u32, ParseError> {
    array_of(raw).map(u32::from_be_bytes)
}

pub(super) fn u64_of(raw: &RawAttribute<'_>) -> Result<u64, ParseError> {
    array_of(raw).map(u64::from_be_bytes)
}

fn array_of<const N: usize>(raw: &RawAttribute<'_>) -> Result<[u8; N], ParseError> {
    <[u8; N]>::try_from(&*raw.value).map_err(|_| bad(raw))
}

pub(super) fn text_of<'a>(raw: &'a RawAttribute<'_>) -> Result<&'a str, ParseError> {
    std::str::from_utf8(&raw.value).map_err(|_| bad(raw))
}

pub(super) fn address_of(raw: &RawAttribute<'_>) -> Result<SocketAddr, ParseError> {
    MappedSocketAddr::from_raw(raw)
        .map(|mapped| mapped.addr())
        .map_err(|_| bad(raw))
}

pub(super) fn xor_address_of(
    raw: &RawAttribute<'_>,
    transaction: TransactionId,
) -> Result<SocketAddr, ParseError> {
    XorSocketAddr::from_raw(raw)
        .map(|mapped| mapped.addr(transaction))
        .map_err(|_| bad(raw))
}

/// The two flags of CHANGE-REQUEST: address, port.
pub(super) fn change_of(raw: &RawAttribute<'_>) -> Result<(bool, bool), ParseError> {
    let flags = u32_of(raw)?;
    Ok((flags & CHANGE_IP != 0, flags & CHANGE_PORT != 0))
}

pub(super) const fn change_bytes(address: bool, port: bool) -> [u8; 4] {
    let address = if address { CHANGE_IP } else { 0 };
    let port = if port { CHANGE_PORT } else { 0 };
    (address | port).to_be_bytes()
}

pub(super) fn raw(number: u16, value: &[u8]) -> RawAttribute<'_> {
    RawAttribute::new(AttributeType::new(number), value)
}

fn bad(raw: &RawAttribute<'_>) -> ParseError {
    ParseError::BadAttribute(raw.get_type_number())
}

/// The attribute's number, which `stun-types` wraps.
pub(super) trait TypeNumber {
    fn get_type_number(&self) -> u16;
}

impl TypeNumber for RawAttribute<'_> {
    fn get_type_number(&self) -> u16 {
        self.header.get_type().value()
    }
}

//! Binding responses, success and error.

use std::net::SocketAddr;

use camcheck_core::wire::CAMCHECK_NONCE_ATTRIBUTE;
use stun_types::attribute::{MappedSocketAddr, XorSocketAddr};
use stun_types::message::MessageClass;

use super::attribute::{self as attr, TypeNumber};
use super::error::ParseError;
use super::message::{Key, Transaction, at_most, begin, push, read, seal};
use crate::nonce::Nonce;

/// RFC 8489 section 14.8 allows a reason of 127 characters, 509 bytes.
const MAX_TEXT: usize = 508;

/// An error code, 300 to 699 (RFC 8489 section 14.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorCode(u16);

impl ErrorCode {
    /// 400 Bad Request.
    pub const BAD_REQUEST: Self = Self(400);
    /// 401 Unauthenticated: MESSAGE-INTEGRITY is missing or wrong.
    pub const UNAUTHENTICATED: Self = Self(401);
    /// 420 Unknown Attribute.
    pub const UNKNOWN_ATTRIBUTE: Self = Self(420);
    /// 486 Allocation Quota Reached (RFC 8656 section 19), which our far end uses for its rate
    /// limits: the only registered code that means that a quota is used up.
    pub const RATE_LIMITED: Self = Self(486);

    /// The code, unless the number is not one.
    #[must_use]
    pub const fn new(number: u16) -> Option<Self> {
        if 300 <= number && number <= 699 {
            Some(Self(number))
        } else {
            None
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    const fn reason(self) -> &'static str {
        match self.0 {
            400 => "Bad Request",
            401 => "Unauthenticated",
            420 => "Unknown Attribute",
            486 => "Rate Limited",
            _ => "Error",
        }
    }

    fn to_value(self) -> Vec<u8> {
        let class = u8::try_from(self.0 / 100).unwrap_or(u8::MAX);
        let number = u8::try_from(self.0 % 100).unwrap_or(u8::MAX);
        let mut value = vec![0, 0, class, number];
        value.extend_from_slice(self.reason().as_bytes());
        value
    }

    fn from_value(value: &[u8]) -> Option<Self> {
        let (class, number) = (value.get(2)? & 0x7, *value.get(3)?);
        if number > 99 {
            return None;
        }
        Self::new(u16::from(class) * 100 + u16::from(number))
    }
}

/// A Binding response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// That of the request.
    pub transaction: Transaction,
    /// `None` in a success response.
    pub error: Option<ErrorCode>,
    /// XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS from a server as old as RFC 3489.
    pub mapped: Option<SocketAddr>,
    /// RESPONSE-ORIGIN (RFC 5780 section 7.3).
    pub response_origin: Option<SocketAddr>,
    /// OTHER-ADDRESS (RFC 5780 section 7.4).
    pub other_address: Option<SocketAddr>,
    /// CAMCHECK-NONCE.
    pub nonce: Option<Nonce>,
    /// SOFTWARE, 508 bytes at most.
    pub software: Option<String>,
    /// UNKNOWN-ATTRIBUTES of an error 420.
    pub unknown: Vec<u16>,
}

impl Response {
    /// A success response with nothing but the mapped address.
    #[must_use]
    pub fn success(transaction: Transaction, mapped: SocketAddr) -> Self {
        Self {
            mapped: Some(mapped),
            ..Self::empty(transaction, None)
        }
    }

    /// An error response.
    #[must_use]
    pub const fn error(transaction: Transaction, error: ErrorCode) -> Self {
        Self::empty(transaction, Some(error))
    }

    const fn empty(transaction: Transaction, error: Option<ErrorCode>) -> Self {
        Self {
            transaction,
            error,
            mapped: None,
            response_origin: None,
            other_address: None,
            nonce: None,
            software: None,
            unknown: Vec::new(),
        }
    }

    /// The bytes to send; with a key also MESSAGE-INTEGRITY and FINGERPRINT, as ICE asks
    /// (RFC 8445 section 7.3).
    #[must_use]
    pub fn encode(&self, key: Option<&Key>) -> Vec<u8> {
        let class = match self.error {
            None => MessageClass::Success,
            Some(_) => MessageClass::Error,
        };
        let mut message = begin(class, self.transaction);
        if let Some(error) = self.error {
            push(&mut message, attr::ERROR_CODE, &error.to_value());
        }
        if !self.unknown.is_empty() {
            let value: Vec<u8> = self
                .unknown
                .iter()
                .flat_map(|number| number.to_be_bytes())
                .collect();
            push(&mut message, attr::UNKNOWN_ATTRIBUTES, &value);
        }
        if let Some(mapped) = self.mapped {
            let xored = XorSocketAddr::new(mapped, self.transaction.id());
            let raw = xored.to_raw(attr::XOR_MAPPED_ADDRESS.into());
            push(&mut message, attr::XOR_MAPPED_ADDRESS, &raw.value);
        }
        for (number, address) in [
            (attr::RESPONSE_ORIGIN, self.response_origin),
            (attr::OTHER_ADDRESS, self.other_address),
        ] {
            if let Some(address) = address {
                let mapped = MappedSocketAddr::new(address);
                push(&mut message, number, &mapped.to_raw(number.into()).value);
            }
        }
        if let Some(Nonce(nonce)) = self.nonce {
            push(&mut message, CAMCHECK_NONCE_ATTRIBUTE, &nonce);
        }
        if let Some(software) = &self.software {
            let software = at_most(software, MAX_TEXT);
            push(&mut message, attr::SOFTWARE, software.as_bytes());
        }
        seal(message, key)
    }
}

/// Reads a Binding response. The caller must check whether it matches a request: compare the transaction,
/// and the address from which it came.
///
/// # Errors
/// [`ParseError`] when the bytes are anything else.
pub fn parse_response(bytes: &[u8]) -> Result<Response, ParseError> {
    let message = read(bytes)?;
    let is_error = match message.class() {
        MessageClass::Success => false,
        MessageClass::Error => true,
        MessageClass::Request | MessageClass::Indication => return Err(ParseError::WrongClass),
    };
    let id = message.transaction_id();
    let mut response = Response::empty(id.into(), None);
    let mut plain_mapped = None;
    for (_, raw) in message.iter_attributes() {
        match raw.get_type_number() {
            attr::XOR_MAPPED_ADDRESS => {
                keep_first(&mut response.mapped, attr::xor_address_of(&raw, id)?);
            }
            attr::MAPPED_ADDRESS => keep_first(&mut plain_mapped, attr::address_of(&raw)?),
            attr::RESPONSE_ORIGIN => {
                keep_first(&mut response.response_origin, attr::address_of(&raw)?);
            }
            attr::OTHER_ADDRESS => {
                keep_first(&mut response.other_address, attr::address_of(&raw)?);
            }
            attr::ERROR_CODE if is_error => {
                let code = ErrorCode::from_value(&raw.value)
                    .ok_or(ParseError::BadAttribute(attr::ERROR_CODE))?;
                keep_first(&mut response.error, code);
            }
            attr::UNKNOWN_ATTRIBUTES if response.unknown.is_empty() => {
                response.unknown = raw
                    .value
                    .chunks_exact(2)
                    .filter_map(|pair| pair.try_into().ok().map(u16::from_be_bytes))
                    .collect();
            }
            // It is optional: a malformed one is ignored.
            CAMCHECK_NONCE_ATTRIBUTE => {
                if let Ok(nonce) = <[u8; Nonce::LENGTH]>::try_from(&*raw.value) {
                    keep_first(&mut response.nonce, Nonce(nonce));
                }
            }
            attr::SOFTWARE => {
                // It is only displayed: if it is not valid text, it is left out.
                if let Ok(text) = attr::text_of(&raw) {
                    keep_first(&mut response.software, text.to_owned());
                }
            }
            _ => {}
        }
    }
    if is_error && response.error.is_none() {
        return Err(ParseError::BadAttribute(attr::ERROR_CODE));
    }
    response.mapped = response.mapped.or(plain_mapped);
    Ok(response)
}

/// RFC 8489 section 14: of an attribute that occurs twice only the first counts.
fn keep_first<T>(slot: &mut Option<T>, value: T) {
    slot.get_or_insert(value);
}

//! What requests and responses have in common.

use std::fmt;

use stun_types::message::{
    BINDING, IntegrityAlgorithm, IntegrityKey, MAGIC_COOKIE, Message, MessageClass, MessageHeader,
    MessageType, MessageWrite, MessageWriteExt, MessageWriteVec, ShortTermCredentials,
    StunParseError, TransactionId,
};

use super::error::{MAX_MESSAGE, ParseError};
use crate::random;

/// A transaction id (RFC 8489 section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transaction([u8; 12]);

impl Transaction {
    /// An unpredictable one, as RFC 8489 section 5 asks.
    ///
    /// # Panics
    /// When the operating system gives no random bytes.
    #[must_use]
    pub fn random() -> Self {
        Self(random::bytes())
    }

    pub(super) fn id(self) -> TransactionId {
        let mut wide = [0; 16];
        for (to, from) in wide.iter_mut().skip(4).zip(self.0) {
            *to = from;
        }
        u128::from_be_bytes(wide).into()
    }
}

impl From<[u8; 12]> for Transaction {
    fn from(bytes: [u8; 12]) -> Self {
        Self(bytes)
    }
}

impl From<TransactionId> for Transaction {
    fn from(id: TransactionId) -> Self {
        let wide = u128::from(id).to_be_bytes();
        let mut bytes = [0; 12];
        for (to, from) in bytes.iter_mut().zip(wide.into_iter().skip(4)) {
            *to = from;
        }
        Self(bytes)
    }
}

/// The key of MESSAGE-INTEGRITY with short-term credentials (RFC 8489 section 9.1.1).
#[derive(Clone)]
pub struct Key(pub(super) IntegrityKey);

impl Key {
    /// From a password; ICE passwords need no string preparation, being ASCII.
    #[must_use]
    pub fn short_term(password: &str) -> Self {
        Self(ShortTermCredentials::new(password.to_owned()).make_key())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Whether a datagram begins like a STUN message (RFC 8489 section 5), which distinguishes STUN from
/// everything else on one port.
#[must_use]
pub fn looks_like_stun(datagram: &[u8]) -> bool {
    MessageHeader::from_bytes(datagram).is_ok()
}

/// Reads a Binding message that fills the bytes exactly.
pub(super) fn read(bytes: &[u8]) -> Result<Message<'_>, ParseError> {
    if bytes.len() > MAX_MESSAGE {
        return Err(ParseError::TooLong);
    }
    let header = MessageHeader::from_bytes(bytes).map_err(|_| ParseError::NotStun)?;
    let length = usize::from(header.data_length());
    // RFC 8489 section 5: the length is a multiple of four. Trailing bytes belong to no message.
    if !length.is_multiple_of(4) || MessageHeader::LENGTH + length != bytes.len() {
        return Err(ParseError::NotStun);
    }
    if header.get_type().method() != BINDING {
        return Err(ParseError::NotBinding);
    }
    Message::from_bytes(bytes).map_err(|error| {
        if error == StunParseError::FingerprintMismatch {
            ParseError::Fingerprint
        } else {
            ParseError::NotStun
        }
    })
}

/// Begins a Binding message.
pub(super) fn begin(class: MessageClass, transaction: Transaction) -> MessageWriteVec {
    let kind = MessageType::from_class_method(class, BINDING);
    Message::builder(kind, transaction.id(), MessageWriteVec::with_capacity(128))
}

/// Appends an attribute of any length up to [`MAX_MESSAGE`].
pub(super) fn push(message: &mut MessageWriteVec, number: u16, value: &[u8]) {
    message.push_attribute_unchecked(&super::attribute::raw(number, value));
}

/// Appends MESSAGE-INTEGRITY if there is a key, then FINGERPRINT, and ends the message.
pub(super) fn seal(mut message: MessageWriteVec, key: Option<&Key>) -> Vec<u8> {
    if let Some(key) = key {
        // Neither attribute is in the message yet, and there are no other errors.
        let _ = message.add_message_integrity_with_key(&key.0, IntegrityAlgorithm::Sha1);
        let _ = message.add_fingerprint();
    }
    message.finish()
}

/// Cuts a text to what an attribute may hold, at a character boundary.
pub(super) fn at_most(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

pub(super) const COOKIE: [u8; 4] = MAGIC_COOKIE.to_be_bytes();

//! Binding requests: what the native program sends, what ICE sends, what the far end reads.

use camcheck_core::wire::token::RunToken;
use camcheck_core::wire::{CAMCHECK_NONCE_ATTRIBUTE, CAMCHECK_TOKEN_ATTRIBUTE};
use stun_types::message::{Message, MessageClass, MessageWrite};

use super::attribute::{self as attr, TypeNumber};
use super::error::ParseError;
use super::message::{Key, Transaction, at_most, begin, push, read, seal};

/// RFC 8489 section 14.3: USERNAME has fewer than 509 bytes; RFC 8445 section 7.1.2 fills it
/// with two ufrags and a colon, 513 at most, which no peer of ours needs.
const MAX_USERNAME: usize = 508;

/// Bytes of CAMCHECK-NONCE in a request: an answer with a nonce is never longer than the request, even for IPv6 with
/// all addresses of RFC 5780 in it, and for the shortest token.
const ROOM_FOR_NONCE: [u8; 72] = [0; 72];

/// From where an answer is wanted (CHANGE-REQUEST, RFC 5780 section 7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Change {
    /// From the alternate address.
    pub address: bool,
    /// From the alternate port.
    pub port: bool,
}

/// A request of the native program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingRequest {
    /// Matches the answer to the request.
    pub transaction: Transaction,
    /// CHANGE-REQUEST, if the answer shall come from elsewhere.
    pub change: Option<Change>,
    /// CAMCHECK-TOKEN: the run that the far end records the request under.
    pub token: Option<RunToken>,
    /// CAMCHECK-NONCE: asks for a nonce, with which a feed may begin.
    pub asks_nonce: bool,
}

impl BindingRequest {
    /// The bytes to send.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut message = begin(MessageClass::Request, self.transaction);
        if let Some(change) = self.change {
            let value = attr::change_bytes(change.address, change.port);
            push(&mut message, attr::CHANGE_REQUEST, &value);
        }
        if let Some(token) = &self.token {
            push(
                &mut message,
                CAMCHECK_TOKEN_ATTRIBUTE,
                token.as_str().as_bytes(),
            );
        }
        if self.asks_nonce {
            push(&mut message, CAMCHECK_NONCE_ATTRIBUTE, &ROOM_FOR_NONCE);
        }
        message.finish()
    }
}

/// The role of an ICE agent with its tie-breaker (RFC 8445 section 7.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// ICE-CONTROLLED.
    Controlled(u64),
    /// ICE-CONTROLLING.
    Controlling(u64),
}

/// A connectivity check (RFC 8445 section 7.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IceCheck {
    /// Matches the answer to the check.
    pub transaction: Transaction,
    /// `<ufrag of the receiver>:<ufrag of the sender>`, 508 bytes at most.
    pub username: String,
    /// The priority that a peer-reflexive candidate would get.
    pub priority: u32,
    /// The sender's role.
    pub role: Role,
    /// USE-CANDIDATE: the controlling agent nominates the pair.
    pub use_candidate: bool,
}

impl IceCheck {
    /// The bytes to send, keyed with the receiver's ice-pwd.
    #[must_use]
    pub fn encode(&self, key: &Key) -> Vec<u8> {
        let mut message = begin(MessageClass::Request, self.transaction);
        let username = at_most(&self.username, MAX_USERNAME);
        push(&mut message, attr::USERNAME, username.as_bytes());
        push(&mut message, attr::PRIORITY, &self.priority.to_be_bytes());
        let (number, tie_breaker) = match self.role {
            Role::Controlled(tie_breaker) => (attr::ICE_CONTROLLED, tie_breaker),
            Role::Controlling(tie_breaker) => (attr::ICE_CONTROLLING, tie_breaker),
        };
        push(&mut message, number, &tie_breaker.to_be_bytes());
        if self.use_candidate {
            push(&mut message, attr::USE_CANDIDATE, &[]);
        }
        seal(message, Some(key))
    }
}

/// A Binding request as it was received.
#[derive(Debug)]
pub struct Request<'a> {
    /// To be repeated in the answer.
    pub transaction: Transaction,
    /// CHANGE-REQUEST.
    pub change: Option<Change>,
    /// CAMCHECK-TOKEN; a malformed one is ignored like any optional attribute.
    pub token: Option<RunToken>,
    /// CAMCHECK-NONCE: a nonce is wanted.
    pub asks_nonce: bool,
    /// USERNAME.
    pub username: Option<String>,
    /// PRIORITY.
    pub priority: Option<u32>,
    /// ICE-CONTROLLED or ICE-CONTROLLING.
    pub role: Option<Role>,
    /// USE-CANDIDATE.
    pub use_candidate: bool,
    /// Comprehension-required attributes that are not understood; any calls for error 420
    /// (RFC 8489 section 6.3.1).
    pub unknown: Vec<u16>,
    message: Message<'a>,
}

impl<'a> Request<'a> {
    /// Reads a Binding request.
    ///
    /// # Errors
    /// [`ParseError`] when the bytes are anything else.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let message = read(bytes)?;
        if message.class() != MessageClass::Request {
            return Err(ParseError::WrongClass);
        }
        let mut request = Self {
            transaction: message.transaction_id().into(),
            change: None,
            token: None,
            asks_nonce: false,
            username: None,
            priority: None,
            role: None,
            use_candidate: false,
            unknown: Vec::new(),
            message,
        };
        request.read_attributes()?;
        Ok(request)
    }

    /// Whether MESSAGE-INTEGRITY is there and was made with this key.
    #[must_use]
    pub fn verify(&self, key: &Key) -> bool {
        self.message.validate_integrity_with_key(&key.0).is_ok()
    }

    /// RFC 8489 section 14: of an attribute that occurs twice only the first counts.
    fn read_attributes(&mut self) -> Result<(), ParseError> {
        let message = self.message;
        for (_, raw) in message.iter_attributes() {
            match raw.get_type_number() {
                attr::CHANGE_REQUEST if self.change.is_none() => {
                    let (address, port) = attr::change_of(&raw)?;
                    self.change = Some(Change { address, port });
                }
                attr::USERNAME if self.username.is_none() => {
                    let username = attr::text_of(&raw)?;
                    if username.len() > MAX_USERNAME {
                        return Err(ParseError::BadAttribute(attr::USERNAME));
                    }
                    self.username = Some(username.to_owned());
                }
                attr::PRIORITY if self.priority.is_none() => {
                    self.priority = Some(attr::u32_of(&raw)?);
                }
                attr::ICE_CONTROLLED if self.role.is_none() => {
                    self.role = Some(Role::Controlled(attr::u64_of(&raw)?));
                }
                attr::ICE_CONTROLLING if self.role.is_none() => {
                    self.role = Some(Role::Controlling(attr::u64_of(&raw)?));
                }
                attr::USE_CANDIDATE => self.use_candidate = true,
                CAMCHECK_TOKEN_ATTRIBUTE if self.token.is_none() => {
                    self.token = attr::text_of(&raw).ok().and_then(|text| text.parse().ok());
                }
                CAMCHECK_NONCE_ATTRIBUTE => self.asks_nonce = true,
                number if !attr::understood(number) => self.unknown.push(number),
                _ => {}
            }
        }
        Ok(())
    }
}

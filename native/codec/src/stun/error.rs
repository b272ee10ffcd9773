//! Why bytes are not a message.

/// The longest message that is read, in bytes: one Ethernet frame.
pub const MAX_MESSAGE: usize = 1500;

/// Why bytes are not a message that Camcheck understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// No STUN header, or a length that does not fit.
    #[error("not a STUN message")]
    NotStun,
    /// Longer than [`MAX_MESSAGE`].
    #[error("longer than {MAX_MESSAGE} bytes")]
    TooLong,
    /// A method other than Binding.
    #[error("not the Binding method")]
    NotBinding,
    /// A request where a response was expected, or the other way round.
    #[error("not of the expected class")]
    WrongClass,
    /// FINGERPRINT is there and wrong.
    #[error("the fingerprint does not match")]
    Fingerprint,
    /// The value of this attribute is malformed.
    #[error("attribute {0:#06x} is malformed")]
    BadAttribute(u16),
}

//! The part of STUN that Camcheck uses, as types: Binding (RFC 8489), its use in ICE (RFC 8445
//! section 7) and in NAT behaviour discovery (RFC 5780), and CAMCHECK-TOKEN.
//!
//! Bytes from the network become a [`Request`] or a [`Response`] or a [`ParseError`]; nothing else about
//! them is used. The encoding itself is the crate `stun-types`.

mod attribute;
mod error;
mod framing;
mod message;
mod request;
mod response;

pub use error::{MAX_MESSAGE, ParseError};
pub use framing::{FrameError, FrameReader, Framing};
pub use message::{Key, Transaction, looks_like_stun};
pub use request::{BindingRequest, Change, IceCheck, Request, Role};
pub use response::{ErrorCode, Response, parse_response};

#[cfg(test)]
mod tests;

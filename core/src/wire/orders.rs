//! Orders that a page packs into the remote ufrag of an ICE check. A page cannot send its own STUN
//! messages, but it chooses the ufrag of its peer, and that ufrag arrives in the USERNAME of every
//! check (RFC 8445 section 7.2.2). The grammar is `CC` flags `+` token `/` ice-pwd, with ice-chars
//! only (RFC 8839 section 5.4), 256 at most.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::token::RunToken;

/// RFC 8839 section 5.4 limits a ufrag to 256 characters.
const MAX_LENGTH: usize = 256;

/// One step of the delay digit: `n` delays the answer by `n` times this.
pub const DELAY_STEP: Duration = Duration::from_millis(500);

/// How the far end answers, and from where it sends own checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// `r` or `x`; without either the far end stays silent.
    pub answer: Option<Answer>,
    /// Digit `n`: the answer is delayed by `n` x [`DELAY_STEP`], 0 to 9.
    pub delay: u8,
    /// `p`: also a check from the same address and the alternate port.
    pub other_port: bool,
    /// `i`: also a check from the alternate address and the same port.
    pub other_address: bool,
    /// `b`: also a check from the alternate address and the alternate port.
    pub both: bool,
    /// `f`: the DTLS handshake that follows is for a feed.
    pub feed: bool,
}

/// How a check is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `r`: with the true mapped address.
    Truthful,
    /// `x`: with a false address but the true port. Chromium prunes its other checks when the
    /// mapped address equals its own; a false one keeps it checking if there is no NAT.
    FalseAddress,
}

/// Everything that a page sends to the far end in a ufrag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// What to do.
    pub flags: Flags,
    /// The run that vouches for own checks; empty when the page has none.
    pub token: Option<RunToken>,
    /// The browser's own ice-pwd, which authenticates own checks.
    pub ice_pwd: String,
}

impl fmt::Display for Orders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CC")?;
        if self.flags.delay > 0 {
            write!(f, "{}", self.flags.delay)?;
        }
        f.write_str(match self.flags.answer {
            Some(Answer::Truthful) => "r",
            Some(Answer::FalseAddress) => "x",
            None => "",
        })?;
        for (set, letter) in [
            (self.flags.other_port, "p"),
            (self.flags.other_address, "i"),
            (self.flags.both, "b"),
            (self.flags.feed, "f"),
        ] {
            if set {
                f.write_str(letter)?;
            }
        }
        f.write_str("+")?;
        if let Some(token) = &self.token {
            write!(f, "{token}")?;
        }
        write!(f, "/{}", self.ice_pwd)
    }
}

impl FromStr for Orders {
    type Err = BadOrders;

    fn from_str(ufrag: &str) -> Result<Self, Self::Err> {
        if ufrag.len() > MAX_LENGTH {
            return Err(BadOrders::TooLong);
        }
        let orders = ufrag.strip_prefix("CC").ok_or(BadOrders::NotOrders)?;
        // The password may itself contain both separators, so each split is at the first one.
        let (flags, rest) = orders.split_once('+').ok_or(BadOrders::NotOrders)?;
        let (token, ice_pwd) = rest.split_once('/').ok_or(BadOrders::NotOrders)?;
        // RFC 8839 section 5.4: an ice-pwd has 22 characters or more.
        if ice_pwd.len() < 22 || !ice_pwd.bytes().all(is_ice_char) {
            return Err(BadOrders::Password);
        }
        let token = match token {
            "" => None,
            token => Some(token.parse().map_err(|_| BadOrders::Token)?),
        };
        Ok(Self {
            flags: parse_flags(flags)?,
            token,
            ice_pwd: ice_pwd.to_owned(),
        })
    }
}

fn parse_flags(text: &str) -> Result<Flags, BadOrders> {
    let mut flags = Flags::default();
    for byte in text.bytes() {
        match byte {
            b'r' => flags.answer = Some(Answer::Truthful),
            b'x' => flags.answer = Some(Answer::FalseAddress),
            b'0'..=b'9' => flags.delay = byte - b'0',
            b'p' => flags.other_port = true,
            b'i' => flags.other_address = true,
            b'b' => flags.both = true,
            b'f' => flags.feed = true,
            _ => return Err(BadOrders::Flag),
        }
    }
    Ok(flags)
}

const fn is_ice_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// A ufrag that carries no orders of this grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadOrders {
    /// Longer than a ufrag may be.
    #[error("longer than 256 characters")]
    TooLong,
    /// No `CC`, or a separator is missing.
    #[error("not of the form CC flags + token / ice-pwd")]
    NotOrders,
    /// A flag that does not exist.
    #[error("an unknown flag")]
    Flag,
    /// The token is not one.
    #[error("not a run token")]
    Token,
    /// The password is too short or has other than ice-chars.
    #[error("not an ice-pwd")]
    Password,
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHROMIUM_PWD: &str = "q/3+AbCdEfGhIjKlMnOpQrSt";

    #[test]
    fn orders_print_and_parse_the_same() {
        for text in [
            format!("CCr+/{CHROMIUM_PWD}"),
            format!("CC2rpib+abcdefghij123456/{CHROMIUM_PWD}"),
            format!("CCrf+abcdefghij123456/{CHROMIUM_PWD}"),
            format!("CCxpib+abcdefghij1234567890/{CHROMIUM_PWD}"),
        ] {
            let orders: Orders = text.parse().expect("well-formed orders");
            assert_eq!(orders.to_string(), text);
            assert_eq!(orders.ice_pwd, CHROMIUM_PWD);
        }
    }

    #[test]
    fn every_fault_has_its_name() {
        let long = "a".repeat(300);
        for (text, fault) in [
            (long.as_str(), BadOrders::TooLong),
            ("", BadOrders::NotOrders),
            ("CCr+abc", BadOrders::NotOrders),
            ("CCz+/0123456789012345678901", BadOrders::Flag),
            ("CCr+short/0123456789012345678901", BadOrders::Token),
            ("CCr+/tooshort", BadOrders::Password),
            ("CCr+/0123456789 12345678901", BadOrders::Password),
        ] {
            assert_eq!(text.parse::<Orders>(), Err(fault), "{text}");
        }
    }
}

//! A SIP message (RFC 3261) that a SIP ALG cannot leave alone: it names the device's private address in its
//! headers and in its session description.

use std::net::SocketAddr;

use super::token::RunToken;

/// The first word of the message.
const METHOD: &str = "INVITE";

/// The header field that has the run's token.
const CALL_ID: &str = "Call-ID:";

/// The longest message that the far end reads.
pub const MAX_LENGTH: usize = 1_400;

/// An INVITE from a device at `local`, to `host`.
#[must_use]
pub fn encode(token: &RunToken, local: SocketAddr, host: &str) -> String {
    let (ip, family) = (local.ip(), if local.is_ipv4() { "IP4" } else { "IP6" });
    let body = format!(
        "v=0\r\n\
         o=camcheck 1 1 IN {family} {ip}\r\n\
         s=-\r\n\
         c=IN {family} {ip}\r\n\
         t=0 0\r\n\
         m=audio 40000 RTP/AVP 0\r\n"
    );
    let length = body.len();
    format!(
        "{METHOD} sip:camcheck@{host} SIP/2.0\r\n\
         Via: SIP/2.0/UDP {local};branch=z9hG4bK{token}\r\n\
         Max-Forwards: 70\r\n\
         From: <sip:device@{ip}>;tag=camcheck\r\n\
         To: <sip:camcheck@{host}>\r\n\
         {CALL_ID} {token}\r\n\
         CSeq: 1 {METHOD}\r\n\
         Contact: <sip:device@{local}>\r\n\
         Content-Type: application/sdp\r\n\
         Content-Length: {length}\r\n\
         \r\n\
         {body}"
    )
}

/// The run that a datagram names, if it is such a message, whatever was changed elsewhere in it. An ALG may
/// append its own address to the token.
#[must_use]
pub fn token_of(datagram: &[u8]) -> Option<RunToken> {
    if datagram.len() > MAX_LENGTH {
        return None;
    }
    let text = std::str::from_utf8(datagram).ok()?;
    let rest = text.strip_prefix(METHOD)?.strip_prefix(' ')?;
    let value = rest.lines().find_map(|line| line.strip_prefix(CALL_ID))?;
    let token = value.trim().split('@').next()?;
    token.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_recognised_even_if_it_was_rewritten() {
        let token: RunToken = "abcdefghij0123456789".parse().expect("a token");
        let local = "192.168.1.20:5060".parse().expect("an address");
        let sent = encode(&token, local, "198.51.100.10");
        assert_eq!(token_of(sent.as_bytes()), Some(token.clone()));
        assert!(sent.len() < MAX_LENGTH);
        let length = sent.split("\r\n\r\n").nth(1).map(str::len);
        let length = length.expect("a body");
        assert!(sent.contains(&format!("Content-Length: {length}\r\n")));
        let changed = sent.replace("192.168.1.20", "203.0.113.7").replace(
            &format!("{CALL_ID} {token}"),
            &format!("{CALL_ID} {token}@203.0.113.7"),
        );
        assert_ne!(changed, sent);
        assert_eq!(token_of(changed.as_bytes()), Some(token));
    }

    #[test]
    fn anything_else_is_not_read() {
        for datagram in [
            &b""[..],
            b"INVITE",
            b"INVITE sip:a@b SIP/2.0\r\nCall-ID: short\r\n\r\n",
            b"OPTIONS sip:a@b SIP/2.0\r\nCall-ID: abcdefghij0123456789\r\n\r\n",
            b"INVITE \xff\r\nCall-ID: abcdefghij0123456789\r\n\r\n",
            &[b'a'; 2_000],
        ] {
            assert_eq!(token_of(datagram), None);
        }
    }
}

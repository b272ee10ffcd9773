//! The bodies of the far end's `/v1` HTTP interface: those that begin a run here, what it saw in `receipts`, its own
//! state in `health`.
//!
//! Fields that are not known are ignored, and those that earlier far ends lack have a default, so that
//! programs and far ends of different versions are compatible.

mod health;
mod receipts;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use super::token::RunToken;
use crate::model::certificate::SeenCertificate;
use crate::model::failure::Cause;
use crate::support::json::{self, FromJson, from_json, from_json_text};

pub use health::{
    DestinationHealth, DomainHealth, Health, HealthCheck, ListenerState, Listeners, OtherResponder,
    UdpListenerState,
};
pub use receipts::{
    DtlsProgress, DtlsReceipt, FORM_OF_RANGES, FeedReceipt, LoadReceived, OwnCheckReceipt,
    ReachedPorts, Receipts, SipReceipt, UdpReceipt,
};

from_json! {
    Hello { nonce, address, port, responder, server_address, server_version, use_another: optional }
    RunCreated {
        token,
        expires_in,
        dtls_fingerprint: optional,
        feed: optional,
        passed: optional,
        path_tests: optional,
        feed_rtp: for_programs,
        ntp: for_programs,
        mtu: for_programs,
    }
    Passed { ntp: optional, fragments_in: optional, fragments_out: optional, full_in: optional }
    SeenCertificate { issuer, leaf_sha256 }
}

from_json_text!(RunToken, Fingerprint);

/// `GET /v1/hello?nonce=N`: the caller and the responder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The caller's nonce, so that a cache or a portal cannot answer instead.
    pub nonce: String,
    /// The caller's address as the far end saw it.
    pub address: IpAddr,
    /// The caller's port as the far end saw it.
    pub port: u16,
    /// The name of the responder in the catalogue.
    pub responder: String,
    /// The far end's own address on which the call arrived.
    pub server_address: IpAddr,
    /// The far end's version.
    pub server_version: String,
    /// The far end is about to end or is not well: a client that knows another one should use that.
    #[serde(default)]
    pub use_another: bool,
}

impl Hello {
    /// The path to ask for; the nonce is made of letters and digits.
    #[must_use]
    pub fn path(nonce: &str) -> String {
        format!("/v1/hello?nonce={nonce}")
    }

    /// Reads an answer and checks that it matches the request: this nonce, from this responder, on this
    /// address (`None` if the caller does not know it).
    ///
    /// # Errors
    /// [`Cause::RateLimited`]; [`Cause::BadReply`] if the body is invalid; [`Cause::WrongResponder`] if
    /// it is valid but does not match.
    pub fn check(
        status: u16,
        body: &str,
        nonce: &str,
        responder: &str,
        server: Option<IpAddr>,
    ) -> Result<Self, Cause> {
        match status {
            200 => {}
            429 => return Err(Cause::RateLimited),
            _ => return Err(Cause::BadReply),
        }
        let hello: Self = read(body)?;
        let expected = hello.nonce == nonce
            && hello.responder == responder
            && server.is_none_or(|server| hello.server_address == server);
        if expected {
            Ok(hello)
        } else {
            Err(Cause::WrongResponder)
        }
    }
}

/// `POST /v1/runs`: permission for own checks, and the key to the receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCreated {
    /// Valid on both addresses of this responder.
    pub token: RunToken,
    /// Seconds until the token is forgotten.
    pub expires_in: u64,
    /// The certificate with which the far end answers DTLS on its UDP ports. A far end that lacks the field
    /// does not answer DTLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dtls_fingerprint: Option<Fingerprint>,
    /// The version of the packets ([`super::feed::VERSION`]) with which the far end streams feeds over that
    /// DTLS; 0 for none. A far end that does not know the field streams none.
    #[serde(default)]
    pub feed: u8,
    /// The same for feeds in datagrams that look like SRTP, for programs.
    #[serde(default)]
    pub feed_rtp: u8,
    /// The version of the tests of large packets, idle sockets, SIP and bandwidth ([`super::path::VERSION`]);
    /// 0 for none. A far end that does not know the field has none.
    #[serde(default)]
    pub path_tests: u8,
    /// Whether the far end answers NTP on UDP 123.
    #[serde(default)]
    pub ntp: bool,
    /// The largest packet, in bytes, that leaves the far end in one piece; 0 if it does not know.
    #[serde(default)]
    pub mtu: u16,
    /// What has passed between the far end and any client so far.
    #[serde(default)]
    pub passed: Passed,
}

/// What has passed between a far end and any client since it started. What has never passed may be dropped by a
/// firewall in front of the far end, so a client's own failure says nothing about the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Passed {
    /// An NTP request arrived.
    pub ntp: bool,
    /// A datagram arrived in fragments.
    pub fragments_in: bool,
    /// A client reported that a datagram arrived in fragments.
    pub fragments_out: bool,
    /// A packet of full size arrived.
    pub full_in: bool,
}

/// Reads an answer.
fn read<T: FromJson>(body: &str) -> Result<T, Cause> {
    json::read(body).map_err(|_| Cause::BadReply)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"nonce":"n1","address":"203.0.113.7","port":40000,
        "responder":"lab","server_address":"198.51.100.10","server_version":"0.1.0"}"#;

    #[test]
    fn a_token_is_read_as_it_is_written() {
        let created = RunCreated {
            token: "abcdefghij012345".parse().expect("a token"),
            expires_in: 600,
            dtls_fingerprint: Some([7; 32].into()),
            feed: 1,
            feed_rtp: 1,
            path_tests: 1,
            ntp: true,
            mtu: 1_500,
            passed: Passed {
                ntp: true,
                fragments_in: false,
                fragments_out: true,
                full_in: false,
            },
        };
        let json = serde_json::to_string(&created).expect("plain data");
        let read: RunCreated = serde_json::from_str(&json).expect(&json);
        assert_eq!(read, created, "{json}");
        let earlier = r#"{"token":"abcdefghij012345","expires_in":600}"#;
        let earlier: RunCreated = serde_json::from_str(earlier).expect("an earlier far end");
        assert_eq!(earlier.dtls_fingerprint, None);
        assert_eq!((earlier.feed, earlier.feed_rtp), (0, 0));
        assert_eq!(
            (earlier.path_tests, earlier.ntp, earlier.mtu),
            (0, false, 0)
        );
    }

    #[test]
    fn a_hello_counts_only_from_the_responder_that_was_asked() {
        let server = Some(IpAddr::from([198, 51, 100, 10]));
        let other = Some(IpAddr::from([198, 51, 100, 11]));
        let check = |status, body, nonce, responder, server| {
            Hello::check(status, body, nonce, responder, server).map(|hello| hello.port)
        };
        assert_eq!(check(200, BODY, "n1", "lab", server), Ok(40_000));
        assert_eq!(check(200, BODY, "n1", "lab", None), Ok(40_000));
        for (nonce, responder, server) in [
            ("n2", "lab", server),
            ("n1", "other", server),
            ("n1", "lab", other),
        ] {
            let wrong = check(200, BODY, nonce, responder, server);
            assert_eq!(wrong, Err(Cause::WrongResponder));
        }
        let portal = check(200, "<html>", "n1", "lab", server);
        assert_eq!(portal, Err(Cause::BadReply));
        assert_eq!(check(503, BODY, "n1", "lab", server), Err(Cause::BadReply));
        assert_eq!(check(429, "", "n1", "lab", server), Err(Cause::RateLimited));
    }
}

//! The bodies of the far end's `/v1` HTTP interface.
//!
//! Fields that are not known are ignored, and those that earlier far ends lack have a default, so that
//! programs and far ends of different versions are compatible.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::feed::Counts;
use super::fingerprint::Fingerprint;
use super::token::RunToken;
use crate::model::certificate::SeenCertificate;
use crate::model::failure::Cause;
use crate::support::json::{self, FromJson, Json, Refused, from_json, from_json_text};

from_json! {
    Hello { nonce, address, port, responder, server_address, server_version }
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
    LoadReceived { bytes, micros }
    SipReceipt { server, port, source, sha256 }
    DtlsReceipt { server, port, source, handshake }
    UdpReceipt { server, port, source }
    OwnCheckReceipt { from, to }
    Head { state, responder }
    HealthCheck {
        responder,
        age: optional,
        domains: optional,
        destinations: optional,
        listeners: optional,
        others: optional,
        refused_connections: optional,
    }
    DomainHealth {
        host,
        resolved: optional,
        tls: optional,
        redirects_to: optional,
        fetch_unsupported: optional,
        error: optional,
    }
    DestinationHealth { host, port, resolved: optional, tls: optional, error: optional }
    Listeners { tcp: optional, udp: optional }
    ListenerState { address, port, up }
    UdpListenerState { address, ports, up }
    OtherResponder { responder, tcp: optional, udp: optional }
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

/// `GET /v1/runs/{token}`: what the far end saw of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Receipts {
    /// UDP ports of the far end that were reached by requests which named the token. The field is
    /// there even if nothing was seen, so a body without it is something else.
    pub udp: Vec<UdpReceipt>,
    /// Requests without a token that came from an address that the run uses.
    #[serde(default)]
    pub untagged: Vec<UdpReceipt>,
    /// Own checks that the far end sent for the run.
    #[serde(default)]
    pub own_checks: Vec<OwnCheckReceipt>,
    /// Requests and own checks that a budget refused.
    #[serde(default)]
    pub refused: u32,
    /// Requests that named the token and are not in `udp` because of the far end's limits: over a budget,
    /// from more addresses than a run may have, no room left, or dropped later. Above zero, a port that is
    /// not in `udp` may have been reached. A far end that does not know the field has 0.
    #[serde(default)]
    pub unrecorded: u32,
    /// DTLS handshakes that came to the far end under the run.
    #[serde(default)]
    pub dtls: Vec<DtlsReceipt>,
    /// DTLS handshakes that a budget refused. Above zero, one that did not finish proves nothing
    /// about the site.
    #[serde(default)]
    pub dtls_refused: u32,
    /// UDP ports of the far end that were reached by plain datagrams ([`super::plain`]).
    #[serde(default)]
    pub plain: Vec<UdpReceipt>,
    /// SIP messages that arrived under the run ([`super::sip`]).
    #[serde(default)]
    pub sip: Vec<SipReceipt>,
    /// What arrived so far of the last upload of bulk data. A browser cannot both end an upload and read its answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<LoadReceived>,
    /// Feeds of the run, for troubleshooting. A client knows all of this from the feed itself, so it does not read
    /// them: that would cost 1 KB of the page.
    #[serde(default, skip_deserializing)]
    pub feeds: Vec<FeedReceipt>,
    /// Feeds that a budget refused.
    #[serde(default, skip_deserializing)]
    pub feeds_refused: u32,
}

impl Receipts {
    /// The path to ask for.
    #[must_use]
    pub fn path(token: &RunToken) -> String {
        format!("/v1/runs/{token}")
    }

    /// Reads an answer; `None` if it is something else.
    #[must_use]
    pub fn parse(body: &str) -> Option<Self> {
        read(body).ok()
    }
}

impl FromJson for Receipts {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.object()?;
        Ok(Self {
            udp: json::required(json, "udp")?,
            untagged: json::optional(json, "untagged")?,
            own_checks: json::optional(json, "own_checks")?,
            refused: json::optional(json, "refused")?,
            unrecorded: json::optional(json, "unrecorded")?,
            dtls: json::optional(json, "dtls")?,
            dtls_refused: json::optional(json, "dtls_refused")?,
            plain: json::for_programs(json, "plain")?,
            sip: json::for_programs(json, "sip")?,
            upload: json::optional(json, "upload")?,
            feeds: Vec::new(),
            feeds_refused: 0,
        })
    }
}

/// `POST /v1/runs/{token}/load`: how much of the bulk data arrived in the part that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadReceived {
    /// Bytes.
    pub bytes: u64,
    /// In how many microseconds.
    pub micros: u64,
}

impl LoadReceived {
    /// Reads an answer; `None` if it is something else.
    #[must_use]
    pub fn parse(body: &str) -> Option<Self> {
        read(body).ok()
    }
}

/// A SIP message, as it arrived at the far end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipReceipt {
    /// The far end's address.
    pub server: IpAddr,
    /// The far end's port.
    pub port: u16,
    /// The mapped source address and port.
    pub source: SocketAddr,
    /// SHA-256 of the message.
    pub sha256: Fingerprint,
}

/// A feed, as the far end saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedReceipt {
    /// The far end's address.
    pub server: IpAddr,
    /// The far end's port.
    pub port: u16,
    /// The mapped source address and port.
    pub source: SocketAddr,
    /// What the far end received in each window of a second.
    pub received: Vec<Counts>,
}

/// A DTLS handshake, as the far end saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DtlsReceipt {
    /// The far end's address.
    pub server: IpAddr,
    /// The far end's port.
    pub port: u16,
    /// The mapped source address and port.
    pub source: SocketAddr,
    /// How far it got.
    pub handshake: DtlsProgress,
}

/// How far a DTLS handshake got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DtlsProgress {
    /// A ClientHello came in.
    Began,
    /// Both sides have finished.
    Finished,
}

impl FromJson for DtlsProgress {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        match json.text()? {
            "began" => Ok(Self::Began),
            "finished" => Ok(Self::Finished),
            _ => Err(json.unexpected("\"began\" or \"finished\"")),
        }
    }
}

/// A UDP port of the far end that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UdpReceipt {
    /// The far end's address.
    pub server: IpAddr,
    /// The far end's port.
    pub port: u16,
    /// The mapped source address and port of the last packet.
    pub source: SocketAddr,
}

/// An own check that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCheckReceipt {
    /// From where it was sent.
    pub from: SocketAddr,
    /// To where it was sent.
    pub to: SocketAddr,
}

/// `GET /v1/control`: the far end's own recent check of everything that the site is asked to reach. It is
/// read with `str::parse`: first the state, then the fields of that state. Serde's own reader of tagged
/// enums would copy the whole body first, and need twice the code in the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Health {
    /// The first check is not done. A client then has no control, and nothing counts as down.
    Pending {
        /// The responder's name.
        responder: String,
    },
    /// The last check.
    Ready(HealthCheck),
}

impl FromStr for Health {
    /// [`Cause::BadReply`]
    type Err = Cause;

    fn from_str(body: &str) -> Result<Self, Cause> {
        let Head { state, responder } = read(body)?;
        Ok(match state {
            State::Pending => Self::Pending { responder },
            State::Ready => Self::Ready(read(body)?),
        })
    }
}

fn read<T: FromJson>(body: &str) -> Result<T, Cause> {
    json::read(body).map_err(|_| Cause::BadReply)
}

/// What both states of [`Health`] have.
struct Head {
    state: State,
    responder: String,
}

enum State {
    Pending,
    Ready,
}

impl FromJson for State {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        match json.text()? {
            "pending" => Ok(Self::Pending),
            "ready" => Ok(Self::Ready),
            _ => Err(json.unexpected("\"pending\" or \"ready\"")),
        }
    }
}

/// The results of the far end's last check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    /// The responder's name.
    pub responder: String,
    /// Seconds since the check.
    #[serde(default)]
    pub age: u64,
    /// One entry for each host of each domain of the catalogue.
    #[serde(default)]
    pub domains: Vec<DomainHealth>,
    /// One entry for each destination of the catalogue.
    #[serde(default)]
    pub destinations: Vec<DestinationHealth>,
    /// The far end's own listeners.
    #[serde(default)]
    pub listeners: Listeners,
    /// The other responders of the catalogue as seen from this one.
    #[serde(default)]
    pub others: Vec<OtherResponder>,
    /// TCP connections of the caller's own address (of its network of 64 bits, if that is IPv6) that the
    /// far end accepted and closed without serving them in the last minute, because too many were open.
    /// Above zero, a connection closed this way proves nothing about the site. A far end that does not know
    /// the field has 0.
    #[serde(default)]
    pub refused_connections: u32,
}

impl HealthCheck {
    /// What the far end saw of a domain host.
    #[must_use]
    pub fn domain(&self, host: &str) -> Option<&DomainHealth> {
        self.domains.iter().find(|domain| domain.host == host)
    }

    /// The addresses that the far end has for a domain host or a destination.
    pub(crate) fn addresses_of(&self, host: &str) -> &[IpAddr] {
        let destination = self.destinations.iter().find(|entry| entry.host == host);
        let domain = self.domain(host).map(|domain| &domain.resolved);
        domain
            .or(destination.map(|destination| &destination.resolved))
            .map_or(&[], Vec::as_slice)
    }
}

/// A domain host as seen from the far end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainHealth {
    /// The host, without path.
    pub host: String,
    /// Its addresses; empty if it does not resolve.
    #[serde(default)]
    pub resolved: Vec<IpAddr>,
    /// The certificate that it showed, if TLS came up.
    pub tls: Option<SeenCertificate>,
    /// The host to which it redirects, if that is another one.
    pub redirects_to: Option<String>,
    /// No page can fetch it, whatever the site does. A far end that does not know the field has
    /// `false`.
    #[serde(default)]
    pub fetch_unsupported: bool,
    /// Why the check failed, if it did.
    pub error: Option<String>,
}

/// A destination of the catalogue as seen from the far end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationHealth {
    /// The host.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// Its addresses; empty if it does not resolve, or if the far end does not report them.
    #[serde(default)]
    pub resolved: Vec<IpAddr>,
    /// The certificate that it showed, if TLS came up.
    pub tls: Option<SeenCertificate>,
    /// Why the check failed, if it did.
    pub error: Option<String>,
}

/// The state of the far end's own listeners.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Listeners {
    /// TCP listeners.
    #[serde(default)]
    pub tcp: Vec<ListenerState>,
    /// UDP listeners; one entry for each address, `ports` in the catalogue's grammar.
    #[serde(default)]
    pub udp: Vec<UdpListenerState>,
}

/// One TCP listener, or one TCP port of another responder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListenerState {
    /// The public address.
    pub address: IpAddr,
    /// The port.
    pub port: u16,
    /// Whether it answered.
    pub up: bool,
}

/// The UDP listener of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UdpListenerState {
    /// The public address.
    pub address: IpAddr,
    /// The ports that it answers on.
    pub ports: String,
    /// Whether it is up.
    pub up: bool,
}

/// Another responder, as a witness sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherResponder {
    /// Its name in the catalogue.
    pub responder: String,
    /// Its four TCP ports on each address.
    #[serde(default)]
    pub tcp: Vec<ListenerState>,
    /// A few of its UDP ports.
    #[serde(default)]
    pub udp: Vec<ListenerState>,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    const BODY: &str = r#"{"nonce":"n1","address":"203.0.113.7","port":40000,
        "responder":"lab","server_address":"198.51.100.10","server_version":"0.1.0"}"#;

    fn assert_read_as_written<T>(body: &T)
    where
        T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        let json = serde_json::to_string(body).expect("plain data");
        let read: T = serde_json::from_str(&json).expect(&json);
        assert_eq!(&read, body, "{json}");
    }

    const SERVER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 10));

    #[test]
    fn token_and_receipts_are_read_as_they_are_written() {
        assert_read_as_written(&RunCreated {
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
        });
        let earlier = r#"{"token":"abcdefghij012345","expires_in":600}"#;
        let earlier: RunCreated = serde_json::from_str(earlier).expect("an earlier far end");
        assert_eq!(earlier.dtls_fingerprint, None);
        assert_eq!((earlier.feed, earlier.feed_rtp), (0, 0));
        assert_eq!(
            (earlier.path_tests, earlier.ntp, earlier.mtu),
            (0, false, 0)
        );
        assert_read_as_written(&Receipts::default());
        let receipt = UdpReceipt {
            server: SERVER,
            port: 3478,
            source: SocketAddr::new([203, 0, 113, 7].into(), 40_000),
        };
        assert_read_as_written(&Receipts {
            udp: vec![receipt.clone(); 2],
            untagged: vec![receipt.clone()],
            own_checks: vec![OwnCheckReceipt {
                from: SocketAddr::new(SERVER, 3479),
                to: receipt.source,
            }],
            refused: 7,
            unrecorded: 9,
            dtls: [DtlsProgress::Began, DtlsProgress::Finished]
                .map(|handshake| DtlsReceipt {
                    server: SERVER,
                    port: 40_000,
                    source: receipt.source,
                    handshake,
                })
                .to_vec(),
            dtls_refused: 1,
            plain: vec![receipt.clone()],
            sip: vec![SipReceipt {
                server: SERVER,
                port: 5060,
                source: receipt.source,
                sha256: [9; 32].into(),
            }],
            ..Receipts::default()
        });
        let with_feeds = Receipts {
            feeds: vec![FeedReceipt {
                server: SERVER,
                port: 50_000,
                source: receipt.source,
                received: vec![Counts::default()],
            }],
            feeds_refused: 2,
            ..Receipts::default()
        };
        let json = serde_json::to_string(&with_feeds).expect("plain data");
        let told = r#""received":[{"received":0,"late":0,"silence_ms":0,"jitter":0}]}],"feeds_refused":2}"#;
        assert!(json.ends_with(told), "{json}");
        let read: Receipts = serde_json::from_str(&json).expect(&json);
        assert_eq!(read, Receipts::default());
        let earlier: Receipts = serde_json::from_str(r#"{"udp":[]}"#).expect("receipts");
        assert_eq!(earlier, Receipts::default());
        for body in [
            r#"{}"#,
            r#"{"udp":{}}"#,
            r#"{"udp":[{"server":"x"}]}"#,
            "[]",
        ] {
            assert!(serde_json::from_str::<Receipts>(body).is_err(), "{body}");
        }
    }

    #[test]
    fn both_states_of_a_health_check_are_read_as_they_are_written() {
        let responder = || "lab".to_owned();
        let assert_read_as_written = |body: &Health| {
            let json = serde_json::to_string(body).expect("plain data");
            assert_eq!(&json.parse::<Health>().expect(&json), body, "{json}");
        };
        assert_read_as_written(&Health::Pending {
            responder: responder(),
        });
        let up = |port| ListenerState {
            address: SERVER,
            port,
            up: port != 443,
        };
        let tls = Some(SeenCertificate {
            issuer: "CN=Test".to_owned(),
            leaf_sha256: "00".repeat(32),
        });
        assert_read_as_written(&Health::Ready(HealthCheck {
            responder: responder(),
            age: 3,
            domains: vec![DomainHealth {
                host: "www.example".to_owned(),
                resolved: vec![SERVER],
                tls: tls.clone(),
                redirects_to: Some("other.example".to_owned()),
                fetch_unsupported: true,
                error: None,
            }],
            destinations: vec![DestinationHealth {
                host: "broker.example".to_owned(),
                port: 8883,
                resolved: vec![SERVER],
                tls: None,
                error: Some("refused".to_owned()),
            }],
            listeners: Listeners {
                tcp: vec![up(443), up(8883)],
                udp: vec![UdpListenerState {
                    address: SERVER,
                    ports: "1025-65535".to_owned(),
                    up: true,
                }],
            },
            others: vec![OtherResponder {
                responder: "second".to_owned(),
                tcp: vec![up(443)],
                udp: vec![up(3478)],
            }],
            refused_connections: 2,
        }));
        let earlier = r#"{"state":"ready","responder":"lab"}"#;
        let Ok(Health::Ready(health)) = earlier.parse() else {
            panic!("a health check of an earlier far end");
        };
        assert_eq!(health.refused_connections, 0);
        for body in [
            "",
            r#"{"responder":"lab"}"#,
            r#"{"state":"gone","responder":"lab"}"#,
        ] {
            assert!(body.parse::<Health>().is_err(), "{body}");
        }
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

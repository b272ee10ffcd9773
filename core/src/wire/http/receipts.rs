//! What the far end saw of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::read;
use crate::model::ports::PortSet;
use crate::support::json::{self, FromJson, Json, Refused, from_json};
use crate::wire::feed::Counts;
use crate::wire::fingerprint::Fingerprint;
use crate::wire::token::RunToken;

from_json! {
    LoadReceived { bytes, micros }
    SipReceipt { server, port, source, sha256 }
    DtlsReceipt { server, port, source, handshake }
    UdpReceipt { server, port, source }
    ReachedPorts { server, source, ports }
    OwnCheckReceipt { from, to }
}

/// The query of `GET /v1/runs/{token}` for the short form.
pub const FORM_OF_RANGES: &str = "form=ranges";

/// Every port from each of four source addresses. Ranges that overlap could name more in few bytes, and keep a client
/// busy.
const MAX_PORTS_OF_SERVER: usize = 4 * 65_535;

/// `GET /v1/runs/{token}`: what the far end saw of a run. With `?form=ranges`, `udp` is empty and `udp_ports` has the
/// same in short. A far end of an earlier version does not know that form and answers with `udp`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Receipts {
    /// UDP ports of the far end that were reached by requests which named the token. The field is
    /// there even if nothing was seen, so a body without it is something else.
    pub udp: Vec<UdpReceipt>,
    /// The same, put together by server and source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub udp_ports: Vec<ReachedPorts>,
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
    /// UDP ports of the far end that were reached by plain datagrams ([`crate::wire::plain`]).
    #[serde(default)]
    pub plain: Vec<UdpReceipt>,
    /// SIP messages that arrived under the run ([`crate::wire::sip`]).
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
    /// The path to ask for the short form.
    #[must_use]
    pub fn path(token: &RunToken) -> String {
        format!("/v1/runs/{token}?{FORM_OF_RANGES}")
    }

    /// Reads an answer; `None` if it is something else.
    #[must_use]
    pub fn parse(body: &str) -> Option<Self> {
        read(body).ok()
    }

    /// The ports of a server that were reached.
    pub fn ports_of(&self, server: IpAddr) -> impl Iterator<Item = u16> + '_ {
        let listed = self.udp.iter();
        let listed = listed
            .filter(move |receipt| receipt.server == server)
            .map(|receipt| receipt.port);
        let ranges = self.udp_ports.iter();
        let ranges = ranges
            .filter(move |reached| reached.server == server)
            .flat_map(|reached| reached.ports.ports());
        listed.chain(ranges).take(MAX_PORTS_OF_SERVER)
    }

    /// From where ports were reached.
    pub fn udp_sources(&self) -> impl Iterator<Item = IpAddr> + '_ {
        let listed = self.udp.iter().map(|receipt| receipt.source.ip());
        listed.chain(self.udp_ports.iter().map(|reached| reached.source))
    }
}

impl FromJson for Receipts {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.object()?;
        Ok(Self {
            udp: json::required(json, "udp")?,
            udp_ports: json::optional(json, "udp_ports")?,
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

/// UDP ports of the far end that were reached from an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachedPorts {
    /// The far end's address.
    pub server: IpAddr,
    /// The mapped source address of the last packet to each of the ports.
    pub source: IpAddr,
    /// The ports.
    pub ports: PortSet,
}

impl ReachedPorts {
    /// Puts single ports together, each with its server and its source.
    #[must_use]
    pub fn together(ports: impl IntoIterator<Item = (IpAddr, IpAddr, u16)>) -> Vec<Self> {
        let mut reached: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (server, source, port) in ports {
            reached.entry((server, source)).or_default().insert(port);
        }
        let reached = reached.iter().filter_map(|((server, source), ports)| {
            Some(Self {
                server: *server,
                source: *source,
                ports: PortSet::of(ports)?,
            })
        });
        reached.collect()
    }
}

/// An own check that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCheckReceipt {
    /// From where it was sent.
    pub from: SocketAddr,
    /// To where it was sent.
    pub to: SocketAddr,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

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
    fn both_forms_tell_the_same_ports_and_sources() {
        let list = r#"{"udp":[
            {"server":"198.51.100.10","port":1025,"source":"203.0.113.7:40000"},
            {"server":"198.51.100.10","port":1026,"source":"203.0.113.7:40001"},
            {"server":"198.51.100.11","port":1027,"source":"203.0.113.8:40000"}]}"#;
        let ranges = r#"{"udp":[],"udp_ports":[
            {"server":"198.51.100.10","source":"203.0.113.7","ports":"1025-1026"},
            {"server":"198.51.100.11","source":"203.0.113.8","ports":"1027"}]}"#;
        let [list, ranges] = [list, ranges].map(|body| Receipts::parse(body).expect(body));
        for receipts in [&list, &ranges] {
            assert_eq!(Vec::from_iter(receipts.ports_of(SERVER)), [1025, 1026]);
            let sources: BTreeSet<_> = receipts.udp_sources().collect();
            let expected = ["203.0.113.7", "203.0.113.8"].map(|ip| ip.parse().expect("an address"));
            assert_eq!(sources, expected.into());
        }
        let listed = list.udp.iter();
        let together = listed.map(|receipt| (receipt.server, receipt.source.ip(), receipt.port));
        assert_eq!(ReachedPorts::together(together), ranges.udp_ports);
    }

    #[test]
    fn a_far_end_that_names_no_ports_is_refused() {
        for ports in ["", "0", "5-1", "1-70000", "x"] {
            let body = format!(
                r#"{{"udp":[],"udp_ports":[{{"server":"::1","source":"::1","ports":"{ports}"}}]}}"#
            );
            assert_eq!(Receipts::parse(&body), None, "{body}");
        }
    }

    #[test]
    fn ranges_that_overlap_keep_no_client_busy() {
        let ports = ["1-65535"; 20_000].join(",");
        let body = format!(
            r#"{{"udp":[],"udp_ports":[{{"server":"{SERVER}","source":"::1","ports":"{ports}"}}]}}"#
        );
        let receipts = Receipts::parse(&body).expect("ports");
        assert_eq!(receipts.ports_of(SERVER).count(), MAX_PORTS_OF_SERVER);
    }

    #[test]
    fn receipts_are_read_as_they_are_written() {
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
}

//! The far end's health check: its own view of everything that a site is asked to reach.

use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::read;
use crate::model::certificate::SeenCertificate;
use crate::model::failure::Cause;
use crate::support::json::{FromJson, Json, Refused, from_json};

from_json! {
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
    use super::*;

    const SERVER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 10));

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
}

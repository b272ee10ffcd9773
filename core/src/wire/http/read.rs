//! Reads the bodies of the interface. What is not known yet is ignored, so that a far end may say
//! more than a program that a site downloaded earlier understands.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde_json::Value;

use super::{
    Control, ControlDestination, ControlDomain, ControlLook, Hello, ListenerState, Listeners,
    OtherResponder, OwnCheckReceipt, Receipts, RunCreated, SeenCertificate, UdpListenerState,
    UdpReceipt,
};
use crate::json::{Entry, Fault, read};

impl TryFrom<Value> for Hello {
    type Error = Fault;

    fn try_from(body: Value) -> Result<Self, Fault> {
        read(&body, |top| {
            Some(Self {
                nonce: top.field("nonce").string(),
                address: top.field("address").ip(),
                port: top.field("port").number(),
                responder: top.field("responder").string(),
                server_address: top.field("server_address").ip(),
                server_version: top.field("server_version").string(),
            })
        })
    }
}

impl TryFrom<Value> for RunCreated {
    type Error = Fault;

    fn try_from(body: Value) -> Result<Self, Fault> {
        read(&body, |top| {
            Some(Self {
                token: top.field("token").parsed()?,
                expires_in: top.field("expires_in").number(),
            })
        })
    }
}

// ---- receipts ----

impl TryFrom<Value> for Receipts {
    type Error = Fault;

    fn try_from(body: Value) -> Result<Self, Fault> {
        read(&body, |top| {
            // It is there even if nothing was seen, so a body without it is something else.
            top.field("udp");
            Some(Self {
                udp: udp_receipts(top, "udp"),
                bare: udp_receipts(top, "bare"),
                own_checks: own_checks(top),
                refused: count(top, "refused"),
                not_booked: count(top, "not_booked"),
            })
        })
    }
}

fn udp_receipts(top: &Entry<'_>, key: &str) -> Vec<UdpReceipt> {
    let mut receipts = Vec::new();
    for entry in top.items(key) {
        receipts.push(UdpReceipt {
            server: entry.field("server").ip(),
            port: entry.field("port").number(),
            source: socket(&entry.field("source")),
        });
    }
    receipts
}

fn own_checks(top: &Entry<'_>) -> Vec<OwnCheckReceipt> {
    let mut checks = Vec::new();
    for entry in top.items("own_checks") {
        checks.push(OwnCheckReceipt {
            from: socket(&entry.field("from")),
            to: socket(&entry.field("to")),
        });
    }
    checks
}

fn socket(entry: &Entry<'_>) -> SocketAddr {
    let nowhere = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
    entry.parsed().unwrap_or(nowhere)
}

// ---- the control look ----

impl TryFrom<Value> for Control {
    type Error = Fault;

    fn try_from(body: Value) -> Result<Self, Fault> {
        read(&body, |top| {
            let state = top.field("state");
            match state.text() {
                "pending" => Some(Self::Pending {
                    responder: top.field("responder").string(),
                }),
                "ready" => Some(Self::Ready(look(top))),
                _ => {
                    state.refuse("must be pending or ready");
                    None
                }
            }
        })
    }
}

fn look(top: &Entry<'_>) -> ControlLook {
    let mut look = ControlLook {
        responder: top.field("responder").string(),
        age: top.optional("age").map_or(0, |age| age.number()),
        domains: Vec::new(),
        destinations: Vec::new(),
        listeners: Listeners::default(),
        others: Vec::new(),
        refused_connections: count(top, "refused_connections"),
    };
    for entry in top.items("domains") {
        look.domains.push(domain(&entry));
    }
    for entry in top.items("destinations") {
        look.destinations.push(destination(&entry));
    }
    if let Some(entry) = top.optional("listeners") {
        look.listeners.tcp = listeners(&entry, "tcp");
        look.listeners.udp = udp_listeners(&entry);
    }
    for entry in top.items("others") {
        look.others.push(OtherResponder {
            responder: entry.field("responder").string(),
            tcp: listeners(&entry, "tcp"),
            udp: listeners(&entry, "udp"),
        });
    }
    look
}

fn domain(entry: &Entry<'_>) -> ControlDomain {
    ControlDomain {
        host: entry.field("host").string(),
        resolved: addresses(entry),
        tls: certificate(entry),
        redirects_to: optional_string(entry, "redirects_to"),
        unfit_for_pages: entry
            .optional("unfit_for_pages")
            .is_some_and(|unfit| unfit.boolean()),
        error: optional_string(entry, "error"),
    }
}

fn destination(entry: &Entry<'_>) -> ControlDestination {
    ControlDestination {
        host: entry.field("host").string(),
        port: entry.field("port").number(),
        resolved: addresses(entry),
        tls: certificate(entry),
        error: optional_string(entry, "error"),
    }
}

fn addresses(entry: &Entry<'_>) -> Vec<IpAddr> {
    let resolved = entry.items("resolved");
    resolved.iter().map(Entry::ip).collect()
}

fn certificate(entry: &Entry<'_>) -> Option<SeenCertificate> {
    let certificate = entry.optional("tls")?;
    Some(SeenCertificate {
        issuer: certificate.field("issuer").string(),
        leaf_sha256: certificate.field("leaf_sha256").string(),
    })
}

fn listeners(entry: &Entry<'_>, key: &str) -> Vec<ListenerState> {
    let mut listeners = Vec::new();
    for listener in entry.items(key) {
        listeners.push(ListenerState {
            address: listener.field("address").ip(),
            port: listener.field("port").number(),
            up: listener.field("up").boolean(),
        });
    }
    listeners
}

fn udp_listeners(entry: &Entry<'_>) -> Vec<UdpListenerState> {
    let mut listeners = Vec::new();
    for listener in entry.items("udp") {
        listeners.push(UdpListenerState {
            address: listener.field("address").ip(),
            ports: listener.field("ports").string(),
            up: listener.field("up").boolean(),
        });
    }
    listeners
}

/// A count that not every far end tells.
fn count(entry: &Entry<'_>, key: &str) -> u32 {
    entry.optional(key).map_or(0, |count| count.number())
}

fn optional_string(entry: &Entry<'_>, key: &str) -> Option<String> {
    entry.optional(key).map(|text| text.string())
}

//! The simulated far end: what it answers over HTTP, and what it remembers of a run.

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};

use super::SILENT_REGIONS;
use super::internet::{DESTINATION_FOR_FAR_END, HOST_FOR_FAR_END, PUBLIC};
use super::site::FarEnd;
use crate::catalogue::{Catalogue, Responder};
use crate::limits::FULL_PACKET;
use crate::model::requirement::TcpPort;
use crate::probe::{HttpMethod, HttpProbe, HttpReply};
use crate::wire::feed::VERSION;
use crate::wire::fingerprint::Fingerprint;
use crate::wire::http::{
    DestinationHealth, DomainHealth, DtlsProgress, DtlsReceipt, Health, HealthCheck, Hello,
    ListenerState, Listeners, OtherResponder, OwnCheckReceipt, Passed, ReachedPorts, Receipts,
    RunCreated, SipReceipt, UdpListenerState, UdpReceipt,
};
use crate::wire::path;

/// The token that the simulated far end hands out.
const TOKEN: &str = "Simulated0Token1";

/// Our own servers.
#[derive(Debug)]
pub(super) struct Servers<'a> {
    catalogue: &'a Catalogue,
    state: &'a FarEnd,
    receipts: RefCell<Receipts>,
}

impl<'a> Servers<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, state: &'a FarEnd) -> Self {
        Self {
            catalogue,
            state,
            receipts: RefCell::default(),
        }
    }

    /// Whether an address of ours answers at all; the witness always does.
    pub(super) fn is_up(&self, address: IpAddr) -> bool {
        if SILENT_REGIONS.iter().any(|region| address == region.ip) {
            return false;
        }
        match self.place(address) {
            Some((0, _)) if self.state.down => false,
            Some((0, place)) => place == 0 || !self.state.second_address_down,
            _ => true,
        }
    }

    /// Whether a TCP port of ours has a listener.
    pub(super) fn listens(&self, address: IpAddr, port: u16) -> bool {
        let first = matches!(self.place(address), Some((0, _)));
        let missing = first
            && (self.state.tcp_ports_down.contains(&port) || self.state.plain_stun && port != 3478);
        self.is_up(address) && !missing
    }

    /// Whether the far end knows more than plain STUN.
    pub(super) fn is_camcheck(&self, address: IpAddr) -> bool {
        !(self.state.plain_stun && matches!(self.place(address), Some((0, _))))
    }

    /// Records a datagram: under a token, or as untagged.
    pub(super) fn record(&self, server: SocketAddr, source: SocketAddr, untagged: bool) {
        let receipt = UdpReceipt {
            server: server.ip(),
            port: server.port(),
            source,
        };
        let mut receipts = self.receipts.borrow_mut();
        let list = if untagged {
            &mut receipts.untagged
        } else {
            &mut receipts.udp
        };
        list.push(receipt);
    }

    /// Records a check that went out unasked.
    pub(super) fn record_own_check(&self, from: SocketAddr, to: SocketAddr) {
        let receipt = OwnCheckReceipt { from, to };
        self.receipts.borrow_mut().own_checks.push(receipt);
    }

    /// Records how far a DTLS handshake came.
    pub(super) fn record_dtls(&self, server: SocketAddr, source: SocketAddr, finished: bool) {
        let mut receipts = self.receipts.borrow_mut();
        receipts.dtls.push(DtlsReceipt {
            server: server.ip(),
            port: server.port(),
            source,
            handshake: if finished {
                DtlsProgress::Finished
            } else {
                DtlsProgress::Began
            },
        });
    }

    /// Records a SIP message.
    pub(super) fn record_sip(&self, server: SocketAddr, source: SocketAddr, sha256: Fingerprint) {
        self.receipts.borrow_mut().sip.push(SipReceipt {
            server: server.ip(),
            port: server.port(),
            source,
            sha256,
        });
    }

    /// Records a plain datagram.
    pub(super) fn record_plain(&self, server: SocketAddr, source: SocketAddr) {
        self.receipts.borrow_mut().plain.push(UdpReceipt {
            server: server.ip(),
            port: server.port(),
            source,
        });
    }

    pub(super) fn answer(&self, probe: &HttpProbe) -> HttpReply {
        if self.grants_no_run(probe) {
            return HttpReply {
                status: 503,
                body: String::new(),
            };
        }
        let json = |value: serde_json::Result<String>| value.unwrap_or_default();
        let body = match (probe.method, probe.path.as_str()) {
            (HttpMethod::Post, "/v1/runs") => TOKEN
                .parse()
                .map(|token| RunCreated {
                    token,
                    expires_in: 300,
                    dtls_fingerprint: Some([0; 32].into()),
                    feed: if self.state.no_feed { 0 } else { VERSION },
                    feed_rtp: if self.state.no_feed { 0 } else { VERSION },
                    path_tests: if self.state.path_tests {
                        path::VERSION
                    } else {
                        0
                    },
                    ntp: self.state.path_tests,
                    mtu: if self.state.path_tests {
                        FULL_PACKET
                    } else {
                        0
                    },
                    passed: self.passed(),
                })
                .map(|created| json(serde_json::to_string(&created)))
                .unwrap_or_default(),
            (HttpMethod::Get, path) if path.starts_with("/v1/hello?") => {
                json(serde_json::to_string(&self.hello(probe)))
            }
            (HttpMethod::Get, "/v1/control") => {
                json(serde_json::to_string(&self.health(probe.endpoint.ip)))
            }
            _ => json(serde_json::to_string(&self.receipts_in_short())),
        };
        HttpReply { status: 200, body }
    }

    /// The address of the caller is of no interest here.
    fn hello(&self, probe: &HttpProbe) -> Hello {
        let place = self.place(probe.endpoint.ip);
        let own = place.and_then(|(responder, _)| self.here().get(responder));
        let nonce = probe.path.split_once("nonce=").unwrap_or_default().1;
        Hello {
            nonce: nonce.to_owned(),
            address: PUBLIC.into(),
            port: 0,
            responder: own.map(|own| own.name.clone()).unwrap_or_default(),
            server_address: probe.endpoint.ip,
            server_version: String::new(),
            use_another: self.state.draining && matches!(place, Some((0, _))),
        }
    }

    fn receipts_in_short(&self) -> Receipts {
        let mut receipts = self.receipts.borrow().clone();
        let listed = std::mem::take(&mut receipts.udp).into_iter();
        receipts.udp_ports = ReachedPorts::together(
            listed.map(|receipt| (receipt.server, receipt.source.ip(), receipt.port)),
        );
        receipts
    }

    /// The witness always grants one.
    fn grants_no_run(&self, probe: &HttpProbe) -> bool {
        self.state.draining
            && probe.method == HttpMethod::Post
            && matches!(self.place(probe.endpoint.ip), Some((0, _)))
    }

    /// What passed before: everything, unless a firewall in front of it drops it.
    fn passed(&self) -> Passed {
        let passes = !self.state.path_unproven;
        Passed {
            ntp: passes,
            fragments_in: passes,
            fragments_out: passes,
            full_in: passes,
        }
    }

    /// Responder and place of an address of ours. Those of other regions do not count.
    fn place(&self, address: IpAddr) -> Option<(usize, usize)> {
        let responders = self.here().iter().enumerate();
        responders
            .flat_map(|(index, responder)| {
                let addresses = responder.addresses.iter().enumerate();
                addresses.map(move |(place, entry)| (entry.ip, (index, place)))
            })
            .find_map(|(ip, place)| (ip == address).then_some(place))
    }

    /// The far ends that answer from here.
    fn here(&self) -> &[Responder] {
        let all = &self.catalogue.responders;
        all.get(self.state.silent_regions..).unwrap_or_default()
    }

    fn health(&self, asked: IpAddr) -> Health {
        let own = self.place(asked).map_or(0, |(responder, _)| responder);
        let responders = self.here().iter().enumerate();
        let others = responders
            .filter(|(index, _)| *index != own)
            .map(|(_, responder)| OtherResponder {
                responder: responder.name.clone(),
                tcp: self.tcp_states(responder),
                udp: Vec::new(),
            })
            .collect();
        let own = self.here().get(own);
        Health::Ready(HealthCheck {
            responder: own
                .map(|responder| responder.name.clone())
                .unwrap_or_default(),
            age: 5,
            domains: self.domains(),
            destinations: self.destinations(),
            listeners: own
                .map(|responder| self.listeners(responder))
                .unwrap_or_default(),
            others,
            refused_connections: 0,
        })
    }

    fn tcp_states(&self, responder: &Responder) -> Vec<ListenerState> {
        let addresses = responder.addresses.iter();
        addresses
            .flat_map(|address| {
                TcpPort::ALL.map(|port| ListenerState {
                    address: address.ip,
                    port: port.number(),
                    up: self.listens(address.ip, port.number()),
                })
            })
            .collect()
    }

    fn listeners(&self, responder: &Responder) -> Listeners {
        let addresses = responder.addresses.iter();
        Listeners {
            tcp: self.tcp_states(responder),
            udp: addresses
                .map(|address| UdpListenerState {
                    address: address.ip,
                    ports: responder.udp.to_string(),
                    up: self.is_up(address.ip),
                })
                .collect(),
        }
    }

    fn domains(&self) -> Vec<DomainHealth> {
        let hosts = self
            .catalogue
            .domains
            .iter()
            .flat_map(|domain| &domain.hosts);
        hosts
            .map(|host| DomainHealth {
                host: host.host.clone(),
                resolved: vec![HOST_FOR_FAR_END.into()],
                tls: None,
                redirects_to: None,
                fetch_unsupported: false,
                error: None,
            })
            .collect()
    }

    fn destinations(&self) -> Vec<DestinationHealth> {
        let destinations = self.catalogue.destinations.iter();
        destinations
            .map(|destination| DestinationHealth {
                host: destination.host.clone(),
                port: destination.port.number(),
                resolved: vec![DESTINATION_FOR_FAR_END.into()],
                tls: None,
                error: None,
            })
            .collect()
    }
}

//! The plan: a catalogue turned into the first probes of a run, for one vantage.

pub mod grid;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

use enumset::EnumSet;

use crate::catalogue::{Catalogue, Destination, Responder, ResponderAddress};
use crate::model::requirement::{DomainPattern, RequirementId, TcpPort};
use crate::model::vantage::Vantage;
use crate::probe::{HttpEndpoint, TcpProbe, TcpService, TcpTarget};
use crate::support::collected::collected;
use crate::support::sorted::SortedSet;
use crate::wire::STUN_PORT;

/// What a run is asked to do.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// The endpoints.
    pub catalogue: Catalogue,
    /// From where.
    pub vantage: Vantage,
    /// A random number; it places the UDP grid.
    pub seed: u64,
    /// The rows to test; empty for all.
    pub only: EnumSet<RequirementId>,
    /// Try every UDP port, at this many new ports a second, instead of a sample.
    pub sweep: Option<NonZeroU32>,
    /// Ask these UDP ports instead of a sample, as far as the far end has them and their silence means
    /// something; empty for a sample.
    pub ports: Vec<u16>,
    /// How many windows of one second the feed has that follows once everything else is known; `None` for no feed.
    pub feed: Option<u8>,
    /// Also measure what takes minutes or moves megabytes: the lifetime of UDP mappings and the bandwidth.
    pub thorough: bool,
}

impl RunOptions {
    /// All rows, with a sample of the UDP ports.
    #[must_use]
    pub fn new(catalogue: Catalogue, vantage: Vantage, seed: u64) -> Self {
        Self {
            catalogue,
            vantage,
            seed,
            only: EnumSet::empty(),
            sweep: None,
            ports: Vec::new(),
            feed: None,
            thorough: false,
        }
    }
}

/// A catalogue seen from one vantage.
#[derive(Debug, Clone)]
pub struct Plan {
    options: RunOptions,
    preferred: usize,
}

/// One TCP service of a row, with the probes that can test it from this vantage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TcpEndpoint {
    /// The row.
    pub port: TcpPort,
    /// The responder that it belongs to and its index in the catalogue; `None` for a destination.
    pub responder: Option<usize>,
    /// Where.
    pub target: TcpTarget,
    /// Decides the row; `None` if this vantage cannot test the service.
    pub deciding: Option<TcpService>,
    /// Explains a failure, or adds evidence.
    pub explaining: Option<TcpService>,
}

impl TcpEndpoint {
    /// The deciding probe of an attempt.
    #[must_use]
    pub fn deciding_probe(&self, attempt: u8) -> Option<TcpProbe> {
        self.probe(self.deciding.clone()?, attempt)
    }

    /// The explaining probe of an attempt.
    #[must_use]
    pub fn explaining_probe(&self, attempt: u8) -> Option<TcpProbe> {
        self.probe(self.explaining.clone()?, attempt)
    }

    /// The domain that the name of a destination belongs to.
    #[must_use]
    pub fn domain(&self) -> Option<DomainPattern> {
        let is_ours = self.responder.is_some();
        let host = self.target.host.as_deref().filter(|_| !is_ours);
        host.and_then(DomainPattern::of)
    }

    fn probe(&self, service: TcpService, attempt: u8) -> Option<TcpProbe> {
        Some(TcpProbe {
            target: self.target.clone(),
            service,
            attempt,
        })
    }
}

/// One stand-in host of a domain row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteEndpoint {
    /// The row.
    pub row: RequirementId,
    /// The host.
    pub host: String,
    /// The path that a page fetches.
    pub path: String,
}

impl SiteEndpoint {
    /// The probe of an attempt.
    #[must_use]
    pub fn probe(&self, attempt: u8) -> TcpProbe {
        TcpProbe {
            target: TcpTarget {
                ip: None,
                host: Some(self.host.clone()),
                port: TcpPort::P443.number(),
            },
            service: TcpService::Site {
                path: self.path.clone(),
            },
            attempt,
        }
    }
}

impl Plan {
    /// A plan for these options.
    #[must_use]
    pub fn new(options: RunOptions) -> Self {
        Self {
            options,
            preferred: 0,
        }
    }

    /// Adds a feed to the run.
    pub(crate) const fn add_feed(&mut self, windows: u8) {
        self.options.feed = Some(windows);
    }

    /// Removes the feed from the run.
    pub(crate) const fn remove_feed(&mut self) {
        self.options.feed = None;
    }

    /// Uses only these far ends, in this order; they are indices in the catalogue.
    pub(crate) fn keep_responders(&mut self, chosen: &[usize]) {
        let responders = &mut self.options.catalogue.responders;
        let kept = chosen
            .iter()
            .filter_map(|index| responders.get(*index).cloned());
        *responders = kept.collect();
    }

    /// What the run is asked to do.
    #[must_use]
    pub fn options(&self) -> &RunOptions {
        &self.options
    }

    /// From where. In a browser it is a constant, so that the page's build leaves out what only the program
    /// measures.
    #[must_use]
    pub const fn vantage(&self) -> Vantage {
        if cfg!(target_family = "wasm") {
            Vantage::Page
        } else {
            self.options.vantage
        }
    }

    /// The endpoints.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.options.catalogue
    }

    /// Whether a row is to be tested.
    #[must_use]
    pub fn selects(&self, row: RequirementId) -> bool {
        self.options.only.is_empty() || self.options.only.contains(row)
    }

    /// The pace of a sweep of all ports, if one was requested.
    #[must_use]
    pub fn sweep(&self) -> Option<NonZeroU32> {
        self.options.sweep
    }

    /// The same plan for one row only.
    #[must_use]
    pub fn narrowed_to(&self, row: RequirementId) -> Self {
        let mut plan = self.clone();
        plan.options.only = [row].into();
        plan
    }

    /// The responder whose UDP ports are sampled: the first, unless [`Plan::prefer`] chose another.
    #[must_use]
    pub fn udp_responder(&self) -> Option<&Responder> {
        self.options.catalogue.responders.get(self.preferred)
    }

    /// The same plan with another responder for UDP.
    #[must_use]
    pub fn prefer(&self, responder: usize) -> Self {
        Self {
            preferred: responder,
            ..self.clone()
        }
    }

    /// The primary address of the UDP responder.
    #[must_use]
    pub fn udp_server(&self) -> Option<IpAddr> {
        Some(self.udp_responder()?.addresses.first()?.ip)
    }

    /// The alternate address of the UDP responder.
    #[must_use]
    pub fn alternate_server(&self) -> Option<IpAddr> {
        Some(self.udp_responder()?.addresses.get(1)?.ip)
    }

    /// The STUN port of the primary address, or the first port that the responder has.
    #[must_use]
    pub fn stun_server(&self) -> Option<SocketAddr> {
        let responder = self.udp_responder()?;
        let port = if responder.udp.contains(STUN_PORT) {
            STUN_PORT
        } else {
            responder.udp.ranges().first()?.first()
        };
        Some(SocketAddr::new(self.udp_server()?, port))
    }

    /// The servers of the mapping test on a port and another one, in the order of RFC 5780 section 4.3.
    #[must_use]
    pub fn mapping_servers(&self, port: u16, other_port: u16) -> Vec<SocketAddr> {
        let mut servers = Vec::new();
        if let Some(first) = self.udp_server() {
            servers.push(SocketAddr::new(first, port));
            servers.push(SocketAddr::new(first, other_port));
        }
        let second = self.alternate_server();
        servers.extend(second.map(|second| SocketAddr::new(second, port)));
        servers
    }

    /// The UDP ports that this run asks, ascending: a sample, or all of them.
    #[must_use]
    pub fn udp_ports(&self) -> Vec<u16> {
        match self.udp_responder() {
            Some(responder) if self.options.sweep.is_some() => grid::all_ports(&responder.udp),
            Some(_) | None => self.udp_sample(),
        }
    }

    /// Whether the far end serves a UDP port, so that silence can be the site's fault.
    #[must_use]
    pub fn has_udp_port(&self, port: u16) -> bool {
        self.udp_responder()
            .is_some_and(|responder| responder.udp.contains(port))
    }

    /// Whether silence of a UDP port would be the site's fault.
    #[must_use]
    pub fn can_ask(&self, port: u16) -> bool {
        self.has_udp_port(port) && !grid::says_nothing(self.vantage(), port)
    }

    /// Whether every UDP port of the article's range is asked.
    #[must_use]
    pub fn sweeps_all(&self) -> bool {
        let responder = self.udp_responder();
        self.sweep().is_some() && responder.is_some_and(|responder| grid::is_whole(&responder.udp))
    }

    /// The UDP ports that a run without a sweep asks, ascending.
    #[must_use]
    pub fn udp_sample(&self) -> Vec<u16> {
        let Some(responder) = self.udp_responder() else {
            return Vec::new();
        };
        let chosen = self.options.ports.iter().copied();
        let chosen: SortedSet<u16> = collected(chosen.filter(|port| self.can_ask(*port)));
        if chosen.is_empty() {
            grid::ports(self.vantage(), self.options.seed, &responder.udp)
        } else {
            chosen.into_iter().collect()
        }
    }

    /// Every TCP endpoint of every selected row. A destination counts for its port, and for the domain
    /// that its name belongs to.
    #[must_use]
    pub fn tcp_endpoints(&self) -> Vec<TcpEndpoint> {
        let catalogue = &self.options.catalogue;
        let mut endpoints = Vec::new();
        for (index, responder) in catalogue.responders.iter().enumerate() {
            self.push_responder_endpoints(&mut endpoints, index, responder);
        }
        for destination in &catalogue.destinations {
            endpoints.push(self.destination_endpoint(destination));
        }
        endpoints.retain(|endpoint| {
            let domain = endpoint.domain().map(DomainPattern::requirement);
            self.selects(endpoint.port.requirement()) || domain.is_some_and(|row| self.selects(row))
        });
        endpoints
    }

    /// Every stand-in host of every selected row.
    #[must_use]
    pub fn site_endpoints(&self) -> Vec<SiteEndpoint> {
        let mut sites = Vec::new();
        for domain in &self.options.catalogue.domains {
            let row = domain.pattern.requirement();
            for host in domain.hosts.iter().filter(|_| self.selects(row)) {
                sites.push(SiteEndpoint {
                    row,
                    host: host.host.clone(),
                    path: host.path.clone(),
                });
            }
        }
        sites
    }

    /// The captive-portal check. A page on https may not make plain HTTP requests.
    #[must_use]
    pub fn portal_probe(&self) -> Option<TcpProbe> {
        if self.vantage() == Vantage::Page {
            return None;
        }
        let address = self.options.catalogue.http.as_ref()?;
        Some(TcpProbe {
            target: TcpTarget {
                ip: address.ip(),
                host: Some(address.host.clone()),
                port: address.port,
            },
            service: TcpService::Portal {
                path: address.path.clone(),
            },
            attempt: 0,
        })
    }

    /// The endpoints of a responder's HTTP interface, the likeliest port first.
    #[must_use]
    pub fn http_endpoints(&self, responder: &Responder) -> Vec<HttpEndpoint> {
        let by_likelihood = [
            TcpPort::P443,
            TcpPort::P8883,
            TcpPort::P5349,
            TcpPort::P3478,
        ];
        let mut endpoints = Vec::new();
        for address in &responder.addresses {
            let reachable =
                address.name.is_some() || responder.demo || self.vantage() == Vantage::Native;
            for port in by_likelihood.iter().filter(|_| reachable) {
                if let Some(used) = responder.tcp.get(port) {
                    endpoints.push(HttpEndpoint {
                        ip: address.ip,
                        host: address.name.clone(),
                        port: *used,
                        scheme: responder.scheme,
                    });
                }
            }
        }
        endpoints
    }

    fn push_responder_endpoints(
        &self,
        endpoints: &mut Vec<TcpEndpoint>,
        index: usize,
        responder: &Responder,
    ) {
        for address in &responder.addresses {
            for (port, used) in &responder.tcp {
                let (deciding, explaining) = match self.vantage() {
                    Vantage::Native => (Some(native_service(*port, responder)), None),
                    Vantage::Page => page_services(*port, responder, address),
                };
                endpoints.push(TcpEndpoint {
                    port: *port,
                    responder: Some(index),
                    target: TcpTarget {
                        ip: Some(address.ip),
                        host: address.name.clone(),
                        port: *used,
                    },
                    deciding,
                    explaining,
                });
            }
        }
    }

    fn destination_endpoint(&self, destination: &Destination) -> TcpEndpoint {
        // A page can only test servers with our HTTP interface, so destinations are native only.
        let deciding = match self.vantage() {
            Vantage::Page => None,
            Vantage::Native => Some(destination.speak.into()),
        };
        TcpEndpoint {
            port: destination.port,
            responder: None,
            target: TcpTarget {
                ip: None,
                host: Some(destination.host.clone()),
                port: destination.port.number(),
            },
            deciding,
            explaining: None,
        }
    }
}

fn hello(responder: &Responder) -> TcpService {
    TcpService::Hello {
        responder: responder.name.clone(),
        scheme: responder.scheme,
    }
}

fn native_service(port: TcpPort, responder: &Responder) -> TcpService {
    // A demo has no TLS, so every port is tested with the protocol that it offers.
    if responder.scheme == crate::catalogue::Scheme::Http && port != TcpPort::P3478 {
        return hello(responder);
    }
    match port {
        TcpPort::P443 => hello(responder),
        TcpPort::P3478 => TcpService::StunOverTcp,
        TcpPort::P5349 => TcpService::StunOverTls,
        TcpPort::P8883 => TcpService::Mqtt,
    }
}

/// On 3478 the camera uses STUN without TLS, so ICE-TCP decides there; on the other ports TLS has to get
/// through, so the fetch decides. A fetch needs a name for the certificate.
fn page_services(
    port: TcpPort,
    responder: &Responder,
    address: &ResponderAddress,
) -> (Option<TcpService>, Option<TcpService>) {
    let fetch = (address.name.is_some() || responder.demo).then(|| hello(responder));
    match port {
        TcpPort::P3478 => (Some(TcpService::IceTcp), fetch),
        TcpPort::P443 | TcpPort::P5349 | TcpPort::P8883 => (fetch, Some(TcpService::IceTcp)),
    }
}

#[cfg(test)]
mod tests;

//! One check, with the native program's own probers.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use camcheck::vantage::NativeProber;
use camcheck_core::catalogue::{Destination, DomainHost, Responder, ResponderAddress};
use camcheck_core::model::ports::PortSet;
use camcheck_core::model::requirement::TcpPort;
use camcheck_core::probe::prober::ByKind;
use camcheck_core::probe::{
    Pace, PortOutcome, TcpOutcome, TcpProbe, TcpService, TcpTarget, Timing, UdpProbe,
};
use camcheck_core::wire::http::{
    DestinationHealth, DomainHealth, ListenerState, Listeners, OtherResponder, UdpListenerState,
};
use futures_util::future::join_all;

use super::Watch;
use super::as_page::{self, AsPage};
use crate::catalogue::Served;
use crate::limits;

/// The timeout of one probe: outages last longer, and no caller waits for a check.
const TIMING: Timing = Timing {
    names: limits::HEALTH_CHECK_DEADLINE,
    deadline: limits::HEALTH_CHECK_DEADLINE,
    retransmit: limits::HEALTH_CHECK_RETRANSMIT,
    tries: 4,
    gap: limits::HEALTH_CHECK_GAP,
};

/// An own TCP listener.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnTcp {
    pub(crate) bind: SocketAddr,
    pub(crate) public: IpAddr,
}

/// The own UDP listener of an address.
#[derive(Debug, Clone)]
pub(crate) struct OwnUdp {
    pub(crate) bind: IpAddr,
    pub(crate) public: IpAddr,
    pub(crate) ports: PortSet,
}

/// Checks everything that is monitored.
pub(super) struct Checker<'a> {
    watch: &'a Watch,
    served: &'a Served,
}

impl<'a> Checker<'a> {
    pub(super) const fn new(watch: &'a Watch, served: &'a Served) -> Self {
        Self { watch, served }
    }

    /// A prober for one check: it reads the resolver's configuration when it is created.
    fn prober(&self) -> NativeProber {
        NativeProber::new(self.watch.trust.clone())
    }

    /// The own listeners, asked from this machine.
    pub(super) async fn own(&self) -> Listeners {
        let prober = self.prober();
        let tcp = self.watch.tcp.iter().map(|own| async {
            ListenerState {
                address: own.public,
                port: own.bind.port(),
                up: stun_answers(&prober, own.bind).await,
            }
        });
        let udp = self.watch.udp.iter().map(|own| async {
            let states = udp_ports(&prober, own.bind, &own.ports).await;
            UdpListenerState {
                address: own.public,
                ports: own.ports.to_string(),
                up: states.iter().all(|(_, up)| *up),
            }
        });
        Listeners {
            tcp: join_all(tcp).await,
            udp: join_all(udp).await,
        }
    }

    /// Every responder of the catalogue except this one.
    pub(super) async fn others(&self) -> Vec<OtherResponder> {
        let prober = self.prober();
        let others = self.served.catalogue.responders.iter();
        let others = others.filter(|other| other.name != self.served.name);
        join_all(others.map(|other| check_responder(&prober, other))).await
    }

    /// Third parties' hosts: those of the domains, and the further destinations.
    pub(super) async fn foreign(&self) -> (Vec<DomainHealth>, Vec<DestinationHealth>) {
        if !self.watch.foreign {
            return (Vec::new(), Vec::new());
        }
        let prober = self.prober();
        let hosts = self.served.catalogue.domains.iter();
        let hosts = hosts.flat_map(|domain| &domain.hosts);
        let domains = hosts.map(|host| self.check_host(&prober, host));
        let destinations = self.served.catalogue.destinations.iter();
        let destinations = destinations.map(|entry| check_destination(&prober, entry));
        (join_all(domains).await, join_all(destinations).await)
    }

    async fn check_host(&self, prober: &NativeProber, host: &DomainHost) -> DomainHealth {
        let service = TcpService::Site {
            path: host.path.clone(),
        };
        let outcome = try_name(prober, &host.host, TcpPort::ALL[0].number(), service).await;
        let as_page = match outcome.result {
            Ok(()) => as_page::check(&self.watch.trust, host, &outcome.resolved).await,
            Err(_) => AsPage::default(),
        };
        DomainHealth {
            host: host.host.clone(),
            error: complaint(&outcome),
            resolved: outcome.resolved,
            tls: outcome.certificate,
            redirects_to: as_page.redirects_to,
            fetch_unsupported: as_page.unfit,
        }
    }
}

async fn check_destination(prober: &NativeProber, entry: &Destination) -> DestinationHealth {
    let outcome = try_name(prober, &entry.host, entry.port.number(), entry.speak.into()).await;
    DestinationHealth {
        host: entry.host.clone(),
        port: entry.port.number(),
        error: complaint(&outcome),
        resolved: outcome.resolved,
        tls: outcome.certificate,
    }
}

async fn check_responder(prober: &NativeProber, other: &Responder) -> OtherResponder {
    let tcp = other.addresses.iter().flat_map(|address| {
        other.tcp.values().map(move |port| async move {
            ListenerState {
                address: address.ip,
                port: *port,
                up: says_hello(prober, other, address, *port).await,
            }
        })
    });
    let udp = other.addresses.iter().map(|address| async {
        let states = udp_ports(prober, address.ip, &other.udp).await;
        let states = states.into_iter().map(|(port, up)| ListenerState {
            address: address.ip,
            port,
            up,
        });
        states.collect::<Vec<_>>()
    });
    OtherResponder {
        responder: other.name.clone(),
        tcp: join_all(tcp).await,
        udp: join_all(udp).await.into_iter().flatten().collect(),
    }
}

/// Tests it as a page would, where the address has a name for its certificate.
async fn says_hello(
    prober: &NativeProber,
    other: &Responder,
    address: &ResponderAddress,
    port: u16,
) -> bool {
    if address.name.is_none() {
        return stun_answers(prober, SocketAddr::new(address.ip, port)).await;
    }
    let probe = TcpProbe {
        target: TcpTarget {
            ip: Some(address.ip),
            host: address.name.clone(),
            port,
        },
        service: TcpService::Hello {
            responder: other.name.clone(),
            scheme: other.scheme,
        },
        attempt: 0,
    };
    prober.tcp(&probe, TIMING).await.result.is_ok()
}

async fn stun_answers(prober: &NativeProber, at: SocketAddr) -> bool {
    let probe = TcpProbe {
        target: TcpTarget {
            ip: Some(at.ip()),
            host: None,
            port: at.port(),
        },
        service: TcpService::StunOverTcp,
        attempt: 0,
    };
    prober.tcp(&probe, TIMING).await.result.is_ok()
}

async fn try_name(prober: &NativeProber, host: &str, port: u16, service: TcpService) -> TcpOutcome {
    let probe = TcpProbe {
        target: TcpTarget {
            ip: None,
            host: Some(host.to_owned()),
            port,
        },
        service,
        attempt: 0,
    };
    prober.tcp(&probe, TIMING).await
}

/// The first, the middle and the last port of the first range that is served, and whether each or its neighbour
/// answered.
async fn udp_ports(prober: &NativeProber, server: IpAddr, ports: &PortSet) -> Vec<(u16, bool)> {
    let Some(range) = ports.ranges().first() else {
        return Vec::new();
    };
    let places = places(range.first(), range.last());
    let probe = UdpProbe {
        server,
        ports: each_once(places.iter().flatten().copied()),
        token: None,
        pace: Pace::Brisk,
        attempt: 0,
    };
    let outcome = prober.udp(&probe, TIMING).await;
    let answered =
        |port: u16| matches!(outcome.ports.get(&port), Some(PortOutcome::Answered { .. }));
    let states = places.map(|place| (place[0], place.into_iter().any(&answered)));
    each_once(states)
}

/// Three ports, each with a neighbour. Any port may belong to another socket of that machine for a moment, such as one
/// that asks a resolver, or the socket of this very check.
fn places(first: u16, last: u16) -> [[u16; 2]; 3] {
    let middle = first + (last - first) / 2;
    let after = |port: u16| [port, port.saturating_add(1).min(last)];
    [
        after(first),
        after(middle),
        [last, last.saturating_sub(1).max(first)],
    ]
}

fn each_once<Item: Ord>(items: impl IntoIterator<Item = Item>) -> Vec<Item> {
    BTreeSet::from_iter(items).into_iter().collect()
}

fn complaint(outcome: &TcpOutcome) -> Option<String> {
    outcome.result.err().map(|failure| failure.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_port_of_a_check_has_a_neighbour_in_its_range() {
        assert_eq!(
            places(1025, 65_535),
            [[1025, 1026], [33_280, 33_281], [65_535, 65_534]]
        );
        assert_eq!(places(7, 7), [[7, 7]; 3]);
        assert_eq!(places(7, 8), [[7, 8], [7, 8], [8, 7]]);
    }
}

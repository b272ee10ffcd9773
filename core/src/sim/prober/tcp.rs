//! TCP services of the simulated internet.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::SimProber;
use super::names::is_fetch;
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::probe::{TcpProbe, TcpService, Timing};
use crate::sim::internet::{self, Resolved};
use crate::sim::site::{Destination, Direction, Protocol, RuleAction, When};

/// When SYN is sent, in seconds (RFC 6298 with Linux's first second).
const SYN_TIMES: [u64; 4] = [0, 1, 3, 7];

impl SimProber<'_> {
    pub(super) fn tcp_failure(&self, probe: &TcpProbe, timing: Timing) -> Option<TcpFailure> {
        let failed = |layer, cause| Some(self.visible(probe, layer, cause));
        // A browser takes fetches and ICE over TCP through its web proxy.
        if self.site().proxy_only && self.is_page() {
            if !self.site().proxy_tunnels_to(probe.target.port) {
                return failed(Layer::Connect, Cause::Refused);
            }
            return self.server_failure(probe);
        }
        if let Some(failure) = self.dns_failure(probe) {
            return Some(failure);
        }
        if self.internet.is_cut_off() {
            // The router has no way out; a device without IPv4 has none itself.
            let cause = if self.site().device.ipv6_only {
                Cause::NoNetwork
            } else {
                Cause::Unreachable
            };
            return failed(Layer::Connect, cause);
        }
        if let Some(cause) = self.connect_failure(probe, timing) {
            return failed(Layer::Connect, cause);
        }
        if self.site().captive_portal {
            return failed(Layer::Service, Cause::BadReply);
        }
        if let Some(failure) = self.server_failure(probe) {
            return Some(failure);
        }
        let (payload, layer) = if probe.service.speaks_tls() {
            (When::ClientHello, Layer::Tls)
        } else {
            (When::NotTls, Layer::Service)
        };
        if let Some(action) = self.strikes(probe, payload) {
            let cause = match action {
                RuleAction::Drop => Cause::Timeout,
                RuleAction::Accept | RuleAction::Reset | RuleAction::AdminProhibited => {
                    Cause::Reset
                }
            };
            return failed(layer, cause);
        }
        self.inspection_failure(probe)
    }

    /// The address of this vantage's TCP as seen from the internet.
    pub(super) fn tcp_address(&self) -> Ipv4Addr {
        if self.is_page() && self.site().proxy_elsewhere {
            internet::PROXY
        } else {
            internet::PUBLIC
        }
    }

    pub(super) fn connect_failure(&self, probe: &TcpProbe, timing: Timing) -> Option<Cause> {
        let port = probe.target.port;
        if self.site().captive_portal {
            if matches!(probe.service, TcpService::Portal { .. }) {
                return None;
            }
            return Some(if port == 443 {
                Cause::Refused
            } else {
                Cause::Timeout
            });
        }
        if self.site().proxy_only {
            return Some(Cause::Timeout);
        }
        if let Some(action) = self.strikes(probe, When::Always) {
            return Some(match action {
                RuleAction::Accept | RuleAction::Drop => Cause::Timeout,
                RuleAction::Reset => Cause::Refused,
                RuleAction::AdminProhibited => Cause::Unreachable,
            });
        }
        let address = probe.target.ip.unwrap_or(internet::PUBLIC.into());
        let socket = self.socket(&(probe, "tcp"));
        let room = self
            .internet
            .session(None, socket.port(), SocketAddr::new(address, port));
        let syns = SYN_TIMES
            .iter()
            .filter(|second| Duration::from_secs(**second) < timing.deadline);
        let opened = syns
            .clone()
            .any(|_| !self.internet.is_lost() && !self.internet.is_lost());
        (!room || !opened).then_some(Cause::Timeout)
    }

    pub(super) fn server_failure(&self, probe: &TcpProbe) -> Option<TcpFailure> {
        let address = probe.target.ip?;
        let failed = |layer, cause| Some(self.visible(probe, layer, cause));
        if !self.servers.is_up(address) {
            failed(Layer::Connect, Cause::Timeout)
        } else if !self.servers.listens(address, probe.target.port) {
            failed(Layer::Connect, Cause::Refused)
        } else if !self.servers.is_camcheck(address) && probe.service != TcpService::StunOverTcp {
            failed(Layer::Tls, Cause::TlsProtocol)
        } else {
            None
        }
    }

    pub(super) fn inspection_failure(&self, probe: &TcpProbe) -> Option<TcpFailure> {
        if self.ends_at_block_page(probe) {
            return Some(self.visible(probe, Layer::Tls, Cause::UntrustedIssuer));
        }
        let inspected = self.site().tls.inspected.as_ref()?;
        if !inspected.contains(probe.target.port) {
            return None;
        }
        if !probe.service.speaks_tls() {
            // The inspection waits for a ClientHello.
            return Some(self.visible(probe, Layer::Service, Cause::Reset));
        }
        // A browser trusts the roots that are installed on the device; we trust Mozilla's roots.
        let believed = self.is_page() && self.site().device.trusts_company_root;
        (!believed).then(|| self.visible(probe, Layer::Tls, Cause::UntrustedIssuer))
    }

    pub(super) fn ends_at_block_page(&self, probe: &TcpProbe) -> bool {
        self.name_to_resolve(probe)
            .is_some_and(|name| self.internet.resolve(name) == Resolved::BlockPage)
    }

    pub(super) fn strikes(&self, probe: &TcpProbe, when: When) -> Option<RuleAction> {
        let to = match (&probe.service, probe.target.ip) {
            _ if self.ends_at_block_page(probe) => Destination::Any,
            (TcpService::Site { .. }, _) => Destination::Domains,
            (_, Some(ip)) if ip == internet::HOST_FOR_FAR_END => Destination::Domains,
            (_, Some(ip)) if ip == internet::DESTINATION_FOR_FAR_END => Destination::Any,
            (_, Some(_)) => Destination::FarEnd,
            (_, None) => Destination::Any,
        };
        let outbound = (Protocol::Tcp, Direction::Out);
        self.internet.verdict(outbound, when, to, probe.target.port)
    }

    /// ICE-TCP sees why a connection fails; a fetch does not.
    pub(super) fn visible(&self, probe: &TcpProbe, layer: Layer, cause: Cause) -> TcpFailure {
        if self.is_page() && is_fetch(&probe.service) {
            TcpFailure {
                layer: Layer::Opaque,
                cause: Cause::Opaque,
            }
        } else if self.is_page() && cause == Cause::Unreachable {
            // A browser shows an ICMP error as a refusal.
            TcpFailure {
                layer,
                cause: Cause::Refused,
            }
        } else {
            TcpFailure { layer, cause }
        }
    }
}

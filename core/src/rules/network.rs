//! The description of the network in a report.

use std::net::{IpAddr, SocketAddr};

use super::context::Context;
use super::nat;
use super::udp::{self, Range};
use crate::model::network::Network;
use crate::probe::Environment;
use crate::support::order::sort;

pub(super) fn network(context: &Context<'_>) -> Network {
    let range = Range::of(context);
    Network {
        local_addresses: local_addresses(context),
        interface: environment(context).and_then(|device| device.interface.clone()),
        mapped_addresses: without_ports(&seen_from(context)),
        nat: nat::presence(context),
        mapping: nat::mapping(context).behavior().into(),
        filtering: nat::filtering_behavior(context).into(),
        udp_blocked: udp::blocked(context),
        udp_edges_within: udp::edges_within(context),
        udp_unconfirmed: udp::unconfirmed(context),
        udp_sampled: range.as_ref().map_or(0, Range::sampled),
        udp_open: range.as_ref().map_or(0, Range::sampled_open),
    }
}

fn local_addresses(context: &Context<'_>) -> Vec<IpAddr> {
    environment(context)
        .map(|environment| environment.local_addresses.clone())
        .unwrap_or_default()
}

fn environment<'a>(context: &'a Context<'_>) -> Option<&'a Environment> {
    context.board.environment.as_ref()
}

/// Every mapped address and port of the device.
fn seen_from(context: &Context<'_>) -> Vec<SocketAddr> {
    let mut seen = context.board.seen_by_udp();
    seen.extend(context.board.seen_by_tcp());
    seen
}

/// Whether the device has more than one mapped address: several uplinks, a proxy, a relay, or a VPN for
/// part of the traffic.
pub(super) fn sees_several_addresses(context: &Context<'_>) -> bool {
    let mut seen = seen_from(context);
    seen.retain(SocketAddr::is_ipv4);
    without_ports(&seen).len() > 1
}

/// The addresses without their ports, each once, in order.
fn without_ports(addresses: &[SocketAddr]) -> Vec<IpAddr> {
    let mut ips: Vec<_> = addresses.iter().map(SocketAddr::ip).collect();
    sort(&mut ips);
    ips.dedup();
    ips
}

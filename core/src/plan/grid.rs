//! Which UDP ports a run samples.

use crate::limits::{EDGE_PORTS, FILTERED_UPSTREAM, Grid};
use crate::ports::{ARTICLE_UDP, PortRange, PortSet};
use crate::probe::Vantage;
use crate::sorted::SortedSet;

/// Ports of 1025-65535 to which a browser sends no ICE check: the "bad ports" of the Fetch
/// standard (section 2.9, port blocking). Firefox sends to none of them. Chromium 156 sends to
/// 4190 and 6679 only, and counts checks to the others as sent, so its statistics do not show
/// that they never leave the device.
pub(crate) const BROWSERS_REFUSE: [u16; 19] = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
    6679, 6697, 10080,
];

/// An equidistant grid with one offset, and the edges. In place of a port that says nothing about
/// the site stand its neighbours on both sides, for a blocked stretch that just hits the port goes
/// on to one of them. A far end that does not have the whole range (a local demo) is
/// asked for every port that it has, up to the size of the grid.
pub(super) fn ports(vantage: Vantage, seed: u64, bound: &PortSet) -> Vec<u16> {
    let grid = Grid::of(vantage);
    let usable = |port: &u16| !says_nothing(vantage, *port);
    let has_all = |range: &PortRange| {
        range.contains(ARTICLE_UDP.first()) && range.contains(ARTICLE_UDP.last())
    };
    if !bound.ranges().iter().any(has_all) {
        let mut ports = all_ports(bound);
        ports.retain(usable);
        ports.truncate(usize::from(grid.count));
        return ports;
    }
    let mut ports = SortedSet::default();
    let offset = u16::try_from(seed % u64::from(grid.offsets())).unwrap_or(0);
    for index in 0..grid.count {
        let port = ARTICLE_UDP.first() + offset + index * grid.spacing;
        ports.extend((ARTICLE_UDP.first()..=port).rev().find(usable));
        ports.extend((port..=ARTICLE_UDP.last()).find(usable));
    }
    for port in EDGE_PORTS {
        ports.extend((port..=ARTICLE_UDP.last()).find(usable));
    }
    ports.into_vec()
}

/// Every port of the article's range that the far end has.
pub(super) fn all_ports(bound: &PortSet) -> Vec<u16> {
    (ARTICLE_UDP.first()..=ARTICLE_UDP.last())
        .filter(|port| bound.contains(*port))
        .collect()
}

/// Whether silence of this port would say nothing about the site.
pub(crate) fn says_nothing(vantage: Vantage, port: u16) -> bool {
    let refused = vantage == Vantage::Page && BROWSERS_REFUSE.contains(&port);
    refused || FILTERED_UPSTREAM.contains(&port)
}

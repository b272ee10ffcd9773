//! Which UDP ports a run samples.

use crate::limits::{EDGE_PORTS, FILTERED_UPSTREAM};
use crate::model::ports::{ARTICLE_UDP, PortRange, PortSet, united};
use crate::model::vantage::Vantage;
use crate::support::sorted::SortedSet;

/// The UDP grid: the ports that one run samples, and their spacing. The spacing is 64,511 divided by the
/// count, rounded up, so that the grid hits every blocked stretch at least that wide. More ports would use
/// more entries of the site's session table (small routers have 1,024).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// How many ports.
    pub count: u16,
    /// Distance between two of them.
    pub spacing: u16,
}

impl Grid {
    /// The grid of a vantage.
    #[must_use]
    pub const fn of(vantage: Vantage) -> Self {
        match vantage {
            Vantage::Page => Self {
                count: 64,
                spacing: 1008,
            },
            Vantage::Native => Self {
                count: 128,
                spacing: 504,
            },
        }
    }

    /// How many offsets keep the whole grid inside 1025-65535.
    #[must_use]
    pub const fn offsets(self) -> u16 {
        self.spacing - 1
    }
}

/// Ports of 1025-65535 to which a browser sends no ICE check: the "bad ports" of the Fetch
/// standard (section 2.9, port blocking). Firefox sends to none of them. Chromium 156 sends to
/// 4190 and 6679 only, and counts checks to the others as sent, so its statistics do not show
/// that they never leave the device.
pub(crate) const BROWSERS_REFUSE: [u16; 19] = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
    6679, 6697, 10080,
];

/// An equidistant grid with one offset, and the edges. A port whose silence proves nothing about the site
/// is replaced by its neighbours on both sides: a blocked range that just reaches the port includes one of
/// them. If a far end does not have the whole range, only its own ports are counted; if it has few (a local
/// demo), the grid is narrower.
pub(super) fn ports(vantage: Vantage, seed: u64, bound: &PortSet) -> Vec<u16> {
    let all = Bound::of(bound);
    let grid = Grid::of(vantage);
    let count = usize::from(grid.count);
    let spacing = usize::from(grid.spacing).min(all.count().div_ceil(count));
    let offsets = all.count().saturating_sub((count - 1) * spacing).max(1);
    let offset = usize::try_from(seed % offsets as u64).unwrap_or(0);
    let usable = |port: &u16| !says_nothing(vantage, *port);
    let mut ports = SortedSet::default();
    for position in (0..count).map(|index| offset + index * spacing) {
        if position < all.count() {
            let mut below = (0..=position).rev().filter_map(|index| all.nth(index));
            ports.extend(below.find(usable));
            ports.extend(all.from(position).find(usable));
        }
    }
    for port in EDGE_PORTS {
        ports
            .extend((port..=ARTICLE_UDP.last()).find(|port| bound.contains(*port) && usable(port)));
    }
    ports.into_iter().collect()
}

/// Every port of the article's range that the far end has.
pub(super) fn all_ports(bound: &PortSet) -> Vec<u16> {
    Bound::of(bound).from(0).collect()
}

/// Whether a far end has the article's whole range.
pub(super) fn is_whole(bound: &PortSet) -> bool {
    Bound::of(bound).count() == ARTICLE_UDP.count()
}

/// The ports of the article's range that a far end has, ascending.
struct Bound(Vec<PortRange>);

impl Bound {
    fn of(bound: &PortSet) -> Self {
        let within = bound.ranges().iter().filter_map(|range| {
            PortRange::new(range.first().max(ARTICLE_UDP.first()), range.last()).ok()
        });
        Self(united(within.collect()))
    }

    fn count(&self) -> usize {
        self.0.iter().map(|range| range.count()).sum()
    }

    fn nth(&self, index: usize) -> Option<u16> {
        self.from(index).next()
    }

    /// The ports, starting at one of them.
    fn from(&self, mut index: usize) -> impl Iterator<Item = u16> {
        let ranges = self.0.iter().filter_map(move |range| {
            let skipped = index.min(range.count());
            index -= skipped;
            let first = u32::from(range.first()) + u32::try_from(skipped).unwrap_or(u32::MAX);
            PortRange::new(u16::try_from(first).ok()?, range.last()).ok()
        });
        ranges.flat_map(|range| range.first()..=range.last())
    }
}

/// Whether silence of this port would prove nothing about the site.
pub(crate) fn says_nothing(vantage: Vantage, port: u16) -> bool {
    let refused = vantage == Vantage::Page && BROWSERS_REFUSE.contains(&port);
    refused || FILTERED_UPSTREAM.contains(&port)
}

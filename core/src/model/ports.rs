//! Sets of ports, written as `1025-65535` or `3478,3479,40000-40063`.

use crate::support::order::sort;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::support::json::from_json_text;

from_json_text!(PortRange, PortSet);

/// The UDP range that the article asks for.
pub const ARTICLE_UDP: PortRange = PortRange {
    first: 1025,
    last: 65535,
};

/// An inclusive range of ports; `first <= last` and neither is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PortRange {
    first: u16,
    last: u16,
}

impl PortRange {
    /// A range, unless it is empty or contains port 0.
    ///
    /// # Errors
    /// [`PortsError`] when `first` is 0 or greater than `last`.
    pub fn new(first: u16, last: u16) -> Result<Self, PortsError> {
        if first == 0 || first > last {
            return Err(PortsError(format!("{first}-{last}")));
        }
        Ok(Self { first, last })
    }

    /// The first port.
    #[must_use]
    pub const fn first(self) -> u16 {
        self.first
    }

    /// The last port.
    #[must_use]
    pub const fn last(self) -> u16 {
        self.last
    }

    /// Whether the port lies inside.
    #[must_use]
    pub const fn contains(self, port: u16) -> bool {
        self.first <= port && port <= self.last
    }

    /// How many ports the range has, 1 to 65,535.
    #[must_use]
    pub fn count(self) -> usize {
        usize::from(self.last - self.first) + 1
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl FromStr for PortRange {
    type Err = PortsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || PortsError(text.to_owned());
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let port = |part: &str| part.trim().parse::<u16>().map_err(|_| bad());
        Self::new(port(first)?, port(last)?).map_err(|_| bad())
    }
}

impl TryFrom<String> for PortRange {
    type Error = PortsError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PortRange> for String {
    fn from(range: PortRange) -> Self {
        range.to_string()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for PortRange {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PortRange".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{1,5}(-[0-9]{1,5})?$" })
    }
}

/// The same ports in as few ranges as there can be, ascending.
pub(crate) fn united(mut ranges: Vec<PortRange>) -> Vec<PortRange> {
    sort(&mut ranges);
    let mut apart: Vec<PortRange> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(before) if range.first <= before.last.saturating_add(1) => {
                before.last = before.last.max(range.last);
            }
            _ => apart.push(range),
        }
    }
    apart
}

/// One or more ranges of ports, in the order in which they were written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PortSet {
    ranges: Vec<PortRange>,
}

impl PortSet {
    /// Whether the port is in the set.
    #[must_use]
    pub fn contains(&self, port: u16) -> bool {
        self.ranges.iter().any(|range| range.contains(port))
    }

    /// The ranges that the set is made of; at least one.
    #[must_use]
    pub fn ranges(&self) -> &[PortRange] {
        &self.ranges
    }

    /// Every port, range by range.
    pub fn ports(&self) -> impl Iterator<Item = u16> + '_ {
        let ranges = self.ranges.iter();
        ranges.flat_map(|range| range.first..=range.last)
    }

    /// These ports, in as few ranges as possible; `None` if there are none. Port 0 does not count.
    #[must_use]
    pub fn of(ports: &BTreeSet<u16>) -> Option<Self> {
        let single = ports.iter().map(|port| PortRange::new(*port, *port));
        let ranges = united(single.flatten().collect());
        (!ranges.is_empty()).then_some(Self { ranges })
    }
}

impl From<PortRange> for PortSet {
    fn from(range: PortRange) -> Self {
        Self {
            ranges: vec![range],
        }
    }
}

impl fmt::Display for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, range) in self.ranges.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{range}")?;
        }
        Ok(())
    }
}

impl FromStr for PortSet {
    type Err = PortsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ranges = text
            .split(',')
            .map(|part| part.trim().parse().map_err(|_| PortsError(text.to_owned())))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { ranges })
    }
}

impl TryFrom<String> for PortSet {
    type Error = PortsError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PortSet> for String {
    fn from(set: PortSet) -> Self {
        set.to_string()
    }
}

/// An invalid port range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a port range; write ports from 1 to 65535, lower first, such as 1025-65535 or 3478,40000-40063"
)]
pub struct PortsError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_sets_parse_and_print_the_same() {
        for text in ["1025-65535", "3478", "3478,3479,40000-40063"] {
            assert_eq!(text.parse::<PortSet>().expect(text).to_string(), text);
        }
        assert_eq!(ARTICLE_UDP.count(), 64_511);
    }

    #[test]
    fn ports_become_as_few_ranges_as_possible() {
        for (ports, expected) in [
            (&[0][..], None),
            (&[5], Some("5")),
            (
                &[3479, 1, 2, 3, 3478, 0, 65_535],
                Some("1-3,3478-3479,65535"),
            ),
        ] {
            let set = PortSet::of(&BTreeSet::from_iter(ports.iter().copied()));
            assert_eq!(set.as_ref().map(PortSet::to_string).as_deref(), expected);
            let listed = set.iter().flat_map(PortSet::ports);
            assert_eq!(
                listed.count(),
                ports.iter().filter(|port| **port > 0).count()
            );
        }
        let all = PortSet::of(&BTreeSet::from_iter(1..=u16::MAX)).expect("ports");
        assert_eq!(all.to_string(), "1-65535");
    }

    #[test]
    fn senseless_ranges_are_refused_with_their_text() {
        for text in ["", "0", "5-1", "1-65536", "a-b", "1-2-3", "10,", "-"] {
            let error = text.parse::<PortSet>().expect_err(text);
            assert!(error.to_string().contains(&format!("\"{text}\"")));
        }
    }
}

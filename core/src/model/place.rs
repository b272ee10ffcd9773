//! The place of a test, in the words of the tester: what no program can measure.

use serde::Serialize;

use crate::support::json::{self, from_json};
use crate::support::names::json_by_name;

from_json! {
    Place { site: optional, connection: optional, utc_offset: optional }
}

/// Characters of a site's name or address.
pub const MAX_SITE: usize = 80;

/// Where a site was tested.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The site's name or address, as the tester wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// How the tested device was connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// How far the clocks there are ahead of UTC, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset: Option<i16>,
}

/// How a device is connected to the network. A Latch Camera has a cable and no Wi-Fi, and Wi-Fi is
/// often a network with other rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename_all = "kebab-case")
)]
pub enum Connection {
    /// By a cable in the camera's own port.
    Cable,
    /// By Wi-Fi.
    Wifi,
    /// The tester does not know.
    Unsure,
}

json_by_name!(Connection);

impl Connection {
    /// Every connection, in the order in which a tester chooses.
    pub const ALL: [Self; 3] = [Self::Cable, Self::Wifi, Self::Unsure];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cable => "cable",
            Self::Wifi => "wifi",
            Self::Unsure => "unsure",
        }
    }
}

impl Place {
    /// Reads a place from JSON; `None` if it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        json::read(text).ok()
    }

    /// Nothing is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// The place of two tests at one site. If the devices were connected in different ways, the
    /// connection of both together is not known.
    pub(crate) fn of_both(&self, other: &Self) -> Self {
        let connection = match (self.connection, other.connection) {
            (Some(one), Some(other)) if one != other => Some(Connection::Unsure),
            (one, other) => one.or(other),
        };
        Self {
            site: self.site.clone().or_else(|| other.site.clone()),
            connection,
            utc_offset: self.utc_offset.or(other.utc_offset),
        }
    }
}

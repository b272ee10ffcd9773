//! The report: the result of a run, as JSON and as text. Its fields are a contract.

use enumset::EnumSet;
use serde::Serialize;

use super::diagnosis::Diagnosis;
use super::evidence::Evidence;
use super::feed::Feed;
use super::guide::GuideAnswer;
use super::interface::Interface;
use super::network::Network;
pub use super::note::Note;
use super::place::{Connection, Place};
use super::reason::Reason;
use super::requirement::{Level, RequirementId};
use super::vantage::Vantage;
use super::verdict::{Overall, Status, Verdict};
use super::watch::WatchSummary;
use crate::support::json::{self, from_json};

from_json! {
    Report {
        format,
        version,
        tool,
        vantage,
        started,
        duration_ms,
        overall,
        network,
        requirements,
        diagnoses,
        place: optional,
        feeds: optional,
        watch: optional,
        guide: optional,
        notes: optional,
    }
    Row { id, level, status, reason, evidence }
}

/// The value of `format`.
pub const FORMAT: &str = "camcheck-report";

/// The version of the report's format.
pub const VERSION: u32 = 1;

/// The name of the program in a report.
pub const TOOL: &str = concat!("camcheck ", env!("CARGO_PKG_VERSION"));

/// A whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// Name and version of the program.
    pub tool: String,
    /// From where the site was tested.
    pub vantage: Vantage,
    /// When the run began, RFC 3339 in UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// The verdict on the site.
    pub overall: Overall,
    /// Where the site was tested.
    #[serde(default, skip_serializing_if = "Place::is_unknown")]
    pub place: Place,
    /// What was learnt about the network.
    pub network: Network,
    /// One row for each requirement, in the order of [`RequirementId::ALL`].
    pub requirements: Vec<Row>,
    /// The likely causes, by stable names.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "std::collections::BTreeSet<Diagnosis>")
    )]
    pub diagnoses: EnumSet<Diagnosis>,
    /// What each feed showed, second by second.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<Feed>,
    /// What a watch of the site showed, of which this is the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<WatchSummary>,
    /// What the tester answered on the guided path, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guide: Vec<GuideAnswer>,
    /// What a reader must know of how the run was made.
    #[serde(default, skip_serializing_if = "EnumSet::is_empty")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "std::collections::BTreeSet<Note>")
    )]
    pub notes: EnumSet<Note>,
}

/// One row of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Row {
    /// The requirement.
    pub id: RequirementId,
    /// How much it weighs.
    pub level: Level,
    /// Its state.
    pub status: Status,
    /// Why.
    pub reason: Reason,
    /// The observations on which it is based.
    pub evidence: Vec<Evidence>,
}

impl Report {
    /// The row of a requirement.
    #[must_use]
    pub fn row(&self, id: RequirementId) -> Option<&Row> {
        self.requirements.iter().find(|row| row.id == id)
    }

    /// Puts a row in the place of the one that it measured again.
    pub fn replace(&mut self, row: Row) {
        if let Some(place) = self
            .requirements
            .iter_mut()
            .find(|known| known.id == row.id)
        {
            *place = row;
        }
        self.judge();
    }

    /// Works the overall verdict out from the rows, after some of them have changed.
    pub(crate) fn judge(&mut self) {
        let rows = self.requirements.iter().map(|row| (row.id, row.status));
        let overall = Overall::of(rows, self.notes.contains(Note::LocalFarEnd));
        self.overall = if self.notes.contains(Note::Stopped) {
            overall.max(Overall::Incomplete)
        } else {
            overall
        };
    }

    /// Reads a report.
    ///
    /// # Errors
    /// A message that describes the fault.
    pub fn parse(text: &str) -> Result<Self, String> {
        let report: Self = json::read(text).map_err(|error| format!("not a report: {error}"))?;
        if report.format != FORMAT {
            return Err(format!("not a report: its format is \"{}\"", report.format));
        }
        if report.version != VERSION {
            return Err(format!(
                "the report has version {}, this program reads version {VERSION}",
                report.version
            ));
        }
        Ok(report)
    }
}

impl From<Verdict> for Row {
    fn from(verdict: Verdict) -> Self {
        Self {
            id: verdict.id,
            level: verdict.id.level(),
            status: verdict.status,
            reason: verdict.reason,
            evidence: verdict.evidence,
        }
    }
}

impl Report {
    /// A browser could not rule TLS inspection out.
    #[must_use]
    pub fn may_be_inspected(&self) -> bool {
        self.notes.contains(Note::TlsInspectionPossible)
    }

    /// The device was on Wi-Fi, while a camera is wired.
    #[must_use]
    pub fn is_from_wifi(&self) -> bool {
        let interface = self.network.interface.as_ref();
        let connection = interface.and_then(Interface::connection);
        connection.or(self.place.connection) == Some(Connection::Wifi)
    }

    /// The overall verdict that sets the headline's colour and sign: a report never looks "Ready" if a
    /// browser could not rule TLS inspection out.
    #[must_use]
    pub fn tone(&self) -> Overall {
        match self.overall {
            Overall::ReadyWithAdvice if self.may_be_inspected() => Overall::Incomplete,
            overall => overall,
        }
    }
}

impl Row {
    /// The status that sets the row's colour and sign: a row that is only recommended never looks like a
    /// failure below the headline "Ready".
    #[must_use]
    pub const fn tone(&self) -> Status {
        match (self.level, self.status) {
            (Level::Recommended | Level::Advice, Status::Fail) => Status::Warn,
            (_, status) => status,
        }
    }
}

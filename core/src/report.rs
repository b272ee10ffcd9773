//! The report: what a run says, as JSON and as text. Its fields are a contract.

pub mod html;
pub mod markdown;
pub(crate) mod started;
pub mod text;

use std::net::IpAddr;

use enumset::{EnumSet, EnumSetType};
use serde::{Deserialize, Serialize};

use crate::board::Board;
use crate::diagnosis::Diagnosis;
use crate::evidence::Evidence;
use crate::json;
use crate::limits::NAMES_SLOW;
use crate::nat::Behavior;
use crate::plan::Plan;
use crate::ports::PortRange;
use crate::probe::{Environment, Vantage};
use crate::reason::Reason;
use crate::requirement::{Level, RequirementId};
use crate::rules::{self, Judgement};
use crate::verdict::{Overall, Status, Verdict};

/// The value of `format`.
pub const FORMAT: &str = "camcheck-report";

/// The version of the report's format.
pub const VERSION: u32 = 1;

/// What the program calls itself in a report.
pub const TOOL: &str = concat!("camcheck ", env!("CARGO_PKG_VERSION"));

/// A whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// What was learnt of the network.
    pub network: Network,
    /// One row for each requirement, in the order of [`RequirementId::ALL`].
    pub requirements: Vec<Row>,
    /// What is likely going on, by stable names.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "std::collections::BTreeSet<Diagnosis>")
    )]
    pub diagnoses: EnumSet<Diagnosis>,
    /// What a reader must know of how the run was made.
    #[serde(default, skip_serializing_if = "EnumSet::is_empty")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "std::collections::BTreeSet<Note>")
    )]
    pub notes: EnumSet<Note>,
}

/// One row of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The observations that it rests on.
    pub evidence: Vec<Evidence>,
}

/// What was learnt of the network.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Network {
    /// Addresses of the device, where the vantage sees them.
    pub local_addresses: Vec<IpAddr>,
    /// Addresses that the internet sees, without ports.
    pub mapped_addresses: Vec<IpAddr>,
    /// Whether there is an address translation.
    pub nat: NatPresence,
    /// Mapping behaviour (RFC 4787 section 4.1).
    pub mapping: BehaviorSeen,
    /// Filtering behaviour (RFC 4787 section 5).
    pub filtering: BehaviorSeen,
    /// Blocked stretches of 1025-65535, outbound.
    pub udp_blocked: Vec<PortRange>,
    /// So many ports beyond an edge of a blocked stretch, at the most, may be blocked as well; 0 where
    /// every edge is exact.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub udp_edges_within: u16,
    /// Stretches that were silent as well, without proof that they are blocked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub udp_unconfirmed: Vec<PortRange>,
    /// How many UDP ports were sampled, not counting those that the search for edges asked.
    #[serde(default)]
    pub udp_sampled: usize,
    /// How many of them answered or were seen by the far end.
    #[serde(default)]
    pub udp_open: usize,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(count: &u16) -> bool {
    *count == 0
}

/// Whether there is an address translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NatPresence {
    /// There is.
    Present,
    /// There is none.
    Absent,
    /// It was not measured.
    #[default]
    Unknown,
}

/// A NAT behaviour, or that it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BehaviorSeen {
    /// The same for every remote endpoint.
    EndpointIndependent,
    /// Depends on the remote address.
    AddressDependent,
    /// Depends on the remote address and port.
    AddressAndPortDependent,
    /// It was not measured, or not clearly.
    #[default]
    Unknown,
}

impl From<Option<Behavior>> for BehaviorSeen {
    fn from(behavior: Option<Behavior>) -> Self {
        match behavior {
            Some(Behavior::EndpointIndependent) => Self::EndpointIndependent,
            Some(Behavior::AddressDependent) => Self::AddressDependent,
            Some(Behavior::AddressAndPortDependent) => Self::AddressAndPortDependent,
            None => Self::Unknown,
        }
    }
}

/// What a reader must know of how a run was made.
#[derive(Debug, EnumSetType, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[enumset(serialize_repr = "list")]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// The far end was the tester's own machine; the layer was HTTP without TLS.
    LocalFarEnd,
    /// An extra root certificate was trusted.
    ExtraRoot,
    /// The device's connection is cellular, so it is not the camera's network.
    Cellular,
    /// The device's traffic leaves by a tunnel or modem of its own, so it is not the camera's way.
    Tunnel,
    /// TCP and UDP were seen from different addresses, or the address changed between ports.
    SeveralAddresses,
    /// The device has IPv6 addresses only.
    Ipv6Only,
    /// What nobody asked for did not come in, and whether the device's own firewall lets such
    /// packets in could not be looked up.
    OwnFirewallUnknown,
    /// On some TCP port, TLS got through and other traffic did not. The firewall may inspect TLS
    /// there, with a root that the browser trusts and the camera does not.
    TlsInspectionPossible,
    /// Names resolved, but slowly.
    SlowNames,
    /// Only some rows were asked for.
    Partial,
    /// Every UDP port was tried, not a sample.
    FullSweep,
    /// The program did not run for a while, so everything was measured anew; or, if that happened
    /// again and again, not at all.
    BegunAnew,
    /// Evidence, addresses or ranges were left out to keep a link short.
    Shortened,
    /// A page's report and one of the native program, joined row by row.
    Merged,
    /// The two joined reports say opposite things of a row; the stronger proof is shown.
    VantagesDisagree,
    /// The two joined reports were made more than a day apart.
    MadeDaysApart,
    /// The two joined reports have no address seen from the internet in common.
    MadeOnOtherNetworks,
}

/// What the edge adds to a run's verdicts to make a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// When the run began, RFC 3339 in UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// An extra root certificate was trusted.
    pub extra_root: bool,
}

impl Report {
    pub(crate) fn assemble(plan: &Plan, board: &Board, circumstances: Circumstances) -> Self {
        let judgement = rules::judge(plan, board);
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            tool: TOOL.to_owned(),
            vantage: plan.vantage(),
            started: circumstances.started,
            duration_ms: circumstances.duration_ms,
            overall: judgement.overall,
            notes: notes(plan, board, &judgement, circumstances.extra_root),
            network: judgement.network,
            requirements: judgement.verdicts.into_iter().map(Row::from).collect(),
            diagnoses: judgement.diagnoses,
        }
    }

    /// The row of a requirement.
    #[must_use]
    pub fn row(&self, id: RequirementId) -> Option<&Row> {
        self.requirements.iter().find(|row| row.id == id)
    }

    /// Reads a report.
    ///
    /// # Errors
    /// A message that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let report: Self =
            json::from_str(text).map_err(|error| format!("not a report: {error}"))?;
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

    /// The overall verdict whose colour and sign the headline has: what a browser could not rule out never
    /// looks like "Ready".
    #[must_use]
    pub fn tone(&self) -> Overall {
        match self.overall {
            Overall::ReadyWithAdvice if self.may_be_inspected() => Overall::Incomplete,
            overall => overall,
        }
    }
}

fn notes(plan: &Plan, board: &Board, judgement: &Judgement, extra_root: bool) -> EnumSet<Note> {
    let environment = board.environment.as_ref();
    let verdicts = judgement.verdicts.iter();
    let has = |reason| verdicts.clone().any(|verdict| verdict.reason == reason);
    let knows_firewall = environment.is_some_and(|device| device.host_firewall.is_some());
    let notes = [
        (plan.catalogue().is_demo(), Note::LocalFarEnd),
        (extra_root, Note::ExtraRoot),
        (
            environment.is_some_and(|device| device.cellular),
            Note::Cellular,
        ),
        (
            environment.is_some_and(|device| device.tunnel),
            Note::Tunnel,
        ),
        (environment.is_some_and(has_ipv6_only), Note::Ipv6Only),
        (
            judgement.diagnoses.contains(Diagnosis::VpnOrRelaySuspected),
            Note::SeveralAddresses,
        ),
        (
            plan.vantage() == Vantage::Native && has(Reason::ContactedOnly) && !knows_firewall,
            Note::OwnFirewallUnknown,
        ),
        (has(Reason::TlsOnlyPath), Note::TlsInspectionPossible),
        (board.names_took() >= Some(NAMES_SLOW), Note::SlowNames),
        (
            !RequirementId::ALL.into_iter().all(|row| plan.selects(row)),
            Note::Partial,
        ),
        (plan.sweeps_all(), Note::FullSweep),
    ];
    let notes = notes.into_iter();
    notes
        .filter_map(|(applies, note)| applies.then_some(note))
        .collect()
}

fn has_ipv6_only(device: &Environment) -> bool {
    let addresses = &device.local_addresses;
    !addresses.is_empty() && addresses.iter().all(IpAddr::is_ipv6)
}

impl Row {
    /// The status whose colour and sign the row has: what is only recommended never looks like a
    /// failure beside a headline that says "Ready".
    #[must_use]
    pub const fn tone(&self) -> Status {
        match (self.level, self.status) {
            (Level::Recommended | Level::Advice, Status::Fail) => Status::Warn,
            (_, status) => status,
        }
    }
}

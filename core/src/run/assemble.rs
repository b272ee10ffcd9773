//! Assembles a report from the observations of a run.

use std::net::IpAddr;

use enumset::EnumSet;

use crate::limits::NAMES_SLOW;
use crate::model::diagnosis::Diagnosis;
use crate::model::place::Place;
use crate::model::reason::Reason;
use crate::model::report::{FORMAT, Note, Report, Row, TOOL, VERSION};
use crate::model::requirement::RequirementId;
use crate::model::vantage::Vantage;
use crate::observed::board::Board;
use crate::plan::Plan;
use crate::probe::Environment;
use crate::rules::{self, Judgement};

/// What the front end adds to a run's verdicts to make a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// When the run began, RFC 3339 in UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// An extra root certificate was trusted.
    pub extra_root: bool,
}

/// The report for the observations on the board.
pub(super) fn assemble(plan: &Plan, board: &Board, circumstances: Circumstances) -> Report {
    let judgement = rules::judge(plan, board);
    Report {
        format: FORMAT.to_owned(),
        version: VERSION,
        tool: TOOL.to_owned(),
        vantage: plan.vantage(),
        started: circumstances.started,
        duration_ms: circumstances.duration_ms,
        overall: judgement.overall,
        guide: Vec::new(),
        notes: notes(plan, board, &judgement, circumstances.extra_root),
        place: Place::default(),
        network: judgement.network,
        requirements: judgement.verdicts.into_iter().map(Row::from).collect(),
        diagnoses: judgement.diagnoses,
        feeds: judgement.feeds,
        watch: None,
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

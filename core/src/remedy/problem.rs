//! Which problems a report shows.

use enumset::EnumSet;

use crate::model::diagnosis::Diagnosis;
use crate::model::network::NatPresence;
use crate::model::problem::Problem;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::RequirementId;
use crate::model::verdict::Status;

impl Problem {
    /// The problems of a report that can be fixed.
    #[must_use]
    pub fn of_report(report: &Report) -> EnumSet<Self> {
        let rows = report.requirements.iter();
        let mut problems: EnumSet<_> = rows.flat_map(|row| Self::of_row(row, report)).collect();
        let limits = [Diagnosis::UdpFloodProtection, Diagnosis::SessionLimit];
        if limits
            .into_iter()
            .any(|limit| report.diagnoses.contains(limit))
        {
            problems.insert(Self::FloodProtection);
        }
        if problems.contains(Self::SymmetricNat) {
            // The fix for the one is the first step for the other.
            problems.remove(Self::NarrowFiltering);
        }
        problems
    }

    /// The problems of one row; none if it passes or was not judged.
    #[must_use]
    pub fn of_row(row: &Row, report: &Report) -> Vec<Self> {
        match row.status {
            Status::Fail => of_failure(row, report),
            Status::Warn => of_warning(row, report),
            Status::Pass | Status::Inconclusive | Status::NotTested => Vec::new(),
        }
    }
}

fn of_failure(row: &Row, report: &Report) -> Vec<Problem> {
    match row.id {
        RequirementId::Tcp443
        | RequirementId::Tcp3478
        | RequirementId::Tcp5349
        | RequirementId::Tcp8883 => vec![of_tcp(row.reason)],
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => vec![of_domain(row.reason, report)],
        RequirementId::UdpOutbound if row.reason == Reason::ApplicationFiltered => {
            of_application_control(report)
        }
        RequirementId::UdpOutbound => vec![Problem::UdpRange],
        RequirementId::UdpInbound => vec![Problem::UdpAnswers],
        RequirementId::NatPresent => vec![Problem::NoNat],
        RequirementId::NatFullCone => vec![Problem::SymmetricNat],
        RequirementId::FeedReliability => {
            vec![Problem::UdpTimeout, Problem::SipAlg, Problem::Fragments]
        }
        RequirementId::Fragments
        | RequirementId::SipAlg
        | RequirementId::UdpLifetime
        | RequirementId::Bandwidth
        | RequirementId::Mtu
        | RequirementId::Ntp => of_advice(row.id),
    }
}

/// Ports may be blocked as well.
fn of_application_control(report: &Report) -> Vec<Problem> {
    if report.network.udp_blocked.is_empty() {
        vec![Problem::ApplicationControl]
    } else {
        vec![Problem::ApplicationControl, Problem::UdpRange]
    }
}

fn of_tcp(reason: Reason) -> Problem {
    match reason {
        Reason::TlsIntercepted | Reason::TlsBlocked | Reason::ProtocolBlocked | Reason::Reset => {
            Problem::TlsInspection
        }
        _ => Problem::PortBlocked,
    }
}

/// A filter that blocks by name cuts connections off at the name, or shows its own page with its own
/// certificate. It is inspection if other connections are intercepted as well.
fn of_domain(reason: Reason, report: &Report) -> Problem {
    let web = report.row(RequirementId::Tcp443);
    let opens_others = web.is_some_and(|row| row.reason == Reason::TlsIntercepted);
    if reason == Reason::TlsIntercepted && opens_others {
        Problem::TlsInspection
    } else {
        Problem::NameBlocked
    }
}

fn of_warning(row: &Row, report: &Report) -> Vec<Problem> {
    // Without a NAT, the first step is to add one, not to let more in.
    let behind_nat = report.network.nat != NatPresence::Absent;
    // If the device itself is known to drop packets, that is no reason to change the site's NAT.
    let is_own = report.diagnoses.contains(Diagnosis::HostFirewallSuspected);
    match row.id {
        RequirementId::UdpInbound | RequirementId::NatFullCone if behind_nat && !is_own => {
            vec![Problem::NarrowFiltering]
        }
        id => of_advice(id),
    }
}

/// What to change for a row of level advice.
fn of_advice(id: RequirementId) -> Vec<Problem> {
    match id {
        RequirementId::Fragments => vec![Problem::Fragments],
        RequirementId::SipAlg => vec![Problem::SipAlg],
        RequirementId::UdpLifetime => vec![Problem::UdpTimeout],
        RequirementId::Bandwidth => vec![Problem::Bandwidth],
        RequirementId::Mtu => vec![Problem::MtuBlackHole],
        RequirementId::Ntp => vec![Problem::Ntp],
        _ => Vec::new(),
    }
}

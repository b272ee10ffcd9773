//! What kind of thing stands in the way, so that one remedy serves many rows.

use enumset::{EnumSet, EnumSetType};

use crate::model::diagnosis::Diagnosis;
use crate::model::network::NatPresence;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::RequirementId;
use crate::model::verdict::Status;
use crate::say::Language;

/// A kind of problem, the most urgent first.
#[derive(Debug, EnumSetType, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// A TCP port is blocked.
    PortBlocked,
    /// UDP is blocked, on some ports or all, on the way out or back.
    UdpRange,
    /// A firewall that looks into datagrams drops a protocol that video needs.
    ApplicationControl,
    /// Names do not resolve, or the hosts behind them are blocked.
    NameBlocked,
    /// Encrypted connections are opened, or cut off for what is in them.
    TlsInspection,
    /// There is no NAT.
    NoNat,
    /// The mapping depends on the destination.
    SymmetricNat,
    /// The mapping is stable, but only contacted addresses get in.
    NarrowFiltering,
    /// UDP sessions may be forgotten too soon.
    UdpTimeout,
    /// A SIP gateway may tamper with packets.
    SipAlg,
    /// Fragmented packets may be dropped.
    Fragments,
    /// A limit on floods or sessions drops packets.
    FloodProtection,
}

impl Problem {
    /// Every problem.
    pub const ALL: [Self; 12] = [
        Self::PortBlocked,
        Self::UdpRange,
        Self::ApplicationControl,
        Self::NameBlocked,
        Self::TlsInspection,
        Self::NoNat,
        Self::SymmetricNat,
        Self::NarrowFiltering,
        Self::UdpTimeout,
        Self::SipAlg,
        Self::Fragments,
        Self::FloodProtection,
    ];

    /// The problems of a report that somebody can do something about.
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
            // What mends the one is the first step to mend the other.
            problems.remove(Self::NarrowFiltering);
        }
        problems
    }

    /// The problems behind one row; none where it passes or was not judged.
    #[must_use]
    pub fn of_row(row: &Row, report: &Report) -> Vec<Self> {
        match row.status {
            Status::Fail => of_failure(row, report),
            Status::Warn => of_warning(row, report),
            Status::Pass | Status::Inconclusive | Status::NotTested => Vec::new(),
        }
    }

    /// The problem in a few words.
    #[must_use]
    pub const fn name(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::English, Self::PortBlocked) => "A TCP port is blocked",
            (Language::Spanish, Self::PortBlocked) => "Un puerto TCP está bloqueado",
            (Language::English, Self::UdpRange) => "UDP is blocked",
            (Language::Spanish, Self::UdpRange) => "UDP está bloqueado",
            (Language::English, Self::ApplicationControl) => "Application control",
            (Language::Spanish, Self::ApplicationControl) => "Control de aplicaciones",
            (Language::English, Self::NameBlocked) => "A domain is blocked",
            (Language::Spanish, Self::NameBlocked) => "Un dominio está bloqueado",
            (Language::English, Self::TlsInspection) => "TLS or content inspection",
            (Language::Spanish, Self::TlsInspection) => "Inspección de TLS o del contenido",
            (Language::English, Self::NoNat) => "No NAT",
            (Language::Spanish, Self::NoNat) => "Sin NAT",
            (Language::English, Self::SymmetricNat) => "Symmetric NAT",
            (Language::Spanish, Self::SymmetricNat) => "NAT simétrico",
            (Language::English, Self::NarrowFiltering) => "NAT is not full cone",
            (Language::Spanish, Self::NarrowFiltering) => "El NAT no es de cono completo",
            (Language::English, Self::UdpTimeout) => "UDP timeout",
            (Language::Spanish, Self::UdpTimeout) => "Tiempo de espera de UDP",
            (Language::English | Language::Spanish, Self::SipAlg) => "SIP ALG",
            (Language::English, Self::Fragments) => "Fragmented packets",
            (Language::Spanish, Self::Fragments) => "Paquetes fragmentados",
            (Language::English, Self::FloodProtection) => "Flood protection or session limit",
            (Language::Spanish, Self::FloodProtection) => {
                "Protección contra inundaciones o límite de sesiones"
            }
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
        RequirementId::UdpOutbound | RequirementId::UdpInbound => vec![Problem::UdpRange],
        RequirementId::NatPresent => vec![Problem::NoNat],
        RequirementId::NatFullCone => vec![Problem::SymmetricNat],
        RequirementId::FeedReliability => {
            vec![Problem::UdpTimeout, Problem::SipAlg, Problem::Fragments]
        }
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

/// A filter that minds names cuts connections where the name is, or shows a page of its own with a
/// certificate of its own. It is inspection where other connections are opened as well.
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
    // Without a NAT the first thing is to put one there, not to let more in.
    let behind_nat = report.network.nat != NatPresence::Absent;
    // What the device itself is known to drop is no reason to change the site's NAT.
    let is_own = report.diagnoses.contains(Diagnosis::HostFirewallSuspected);
    match row.id {
        RequirementId::UdpInbound | RequirementId::NatFullCone if behind_nat && !is_own => {
            vec![Problem::NarrowFiltering]
        }
        _ => Vec::new(),
    }
}

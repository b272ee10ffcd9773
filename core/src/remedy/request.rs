//! The change request: what the firewall administrator is asked to change, with the evidence.

use enumset::EnumSet;

use crate::model::certainty::Certainty;
pub use crate::model::change::{Action, Direction, Protocol};
use crate::model::diagnosis::Diagnosis;
use crate::model::ports::{ARTICLE_UDP, PortRange};
use crate::model::problem::Problem;
use crate::model::report::{Report, Row};
use crate::model::requirement::{Level, RequirementId, TcpPort};
use crate::support::order::sort;

/// Everything that a report asks to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRequest {
    /// When the site was tested, RFC 3339 in UTC.
    pub tested: String,
    /// Name and version of the program that tested it.
    pub tool: String,
    /// The requested changes, the required ones first.
    pub rules: Vec<RuleRequest>,
    /// The likely causes.
    pub diagnoses: EnumSet<Diagnosis>,
}

/// One rule or setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRequest {
    /// The kind of problem that it fixes.
    pub problem: Problem,
    /// How important it is.
    pub level: Level,
    /// What is to be done with the traffic.
    pub action: Action,
    /// Which traffic.
    pub protocol: Protocol,
    /// Which way, seen from the camera.
    pub direction: Direction,
    /// Remote ports; empty if the rule is not about ports.
    pub ports: Vec<PortRange>,
    /// To (or from) whom. Never resolved addresses: those change.
    pub destinations: Destinations,
    /// Ports that are known to be blocked now.
    pub blocked_now: Vec<PortRange>,
    /// Ports that are silent as well, without proof that they are blocked.
    pub unconfirmed: Vec<PortRange>,
    /// The rows on which it is based, and how certain they are.
    pub findings: Vec<(Row, Certainty)>,
}

/// To (or from) whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destinations {
    /// All, as the article asks.
    All,
    /// Names under these wildcards.
    Names(Vec<&'static str>),
}

impl ChangeRequest {
    /// The changes that a report asks for; it has no rules if there is nothing to change.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut rules: Vec<RuleRequest> = Vec::new();
        for row in &report.requirements {
            for problem in Problem::of_row(row, report) {
                if let Some(rule) = rule(problem, row, report) {
                    add(&mut rules, rule);
                }
            }
        }
        if Problem::of_report(report).contains(Problem::FloodProtection) {
            add(&mut rules, limits_rule());
        }
        Self {
            tested: report.started.clone(),
            tool: report.tool.clone(),
            rules: most_urgent_first(rules),
            diagnoses: report.diagnoses,
        }
    }

    /// Whether nothing is to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

/// By level, then by kind of problem. The standard sort is 1 KB of a page for these few.
fn most_urgent_first(mut rules: Vec<RuleRequest>) -> Vec<RuleRequest> {
    let mut ordered = Vec::new();
    let urgency = |(_, rule): &(usize, &RuleRequest)| (rule.level, rule.problem);
    while let Some((index, _)) = rules.iter().enumerate().min_by_key(urgency) {
        ordered.push(rules.remove(index));
    }
    ordered
}

/// Adds a rule, or its findings to the rule that asks for the same.
fn add(rules: &mut Vec<RuleRequest>, rule: RuleRequest) {
    let key = |rule: &RuleRequest| (rule.action, rule.protocol, rule.direction);
    let Some(same) = rules.iter_mut().find(|other| key(other) == key(&rule)) else {
        rules.push(rule);
        return;
    };
    same.problem = same.problem.min(rule.problem);
    same.level = same.level.min(rule.level);
    merge(&mut same.ports, rule.ports);
    merge(&mut same.blocked_now, rule.blocked_now);
    merge(&mut same.unconfirmed, rule.unconfirmed);
    if let (Destinations::Names(names), Destinations::Names(more)) =
        (&mut same.destinations, rule.destinations)
    {
        merge(names, more);
    }
    same.findings.extend(rule.findings);
}

fn merge<T: Ord>(into: &mut Vec<T>, more: Vec<T>) {
    into.extend(more);
    sort(into);
    into.dedup();
}

fn rule(problem: Problem, row: &Row, report: &Report) -> Option<RuleRequest> {
    let (action, protocol, direction) = match problem {
        Problem::PortBlocked => (Action::Allow, Protocol::Tcp, Direction::Outbound),
        Problem::UdpRange if row.id == RequirementId::UdpInbound => {
            (Action::Allow, Protocol::Udp, Direction::Inbound)
        }
        Problem::UdpRange => (Action::Allow, Protocol::Udp, Direction::Outbound),
        Problem::ApplicationControl => (
            Action::AllowApplications,
            Protocol::Udp,
            Direction::Outbound,
        ),
        Problem::TlsInspection => (Action::AllowUninspected, Protocol::Tcp, Direction::Outbound),
        Problem::NameBlocked => (
            Action::AllowNames,
            Protocol::DnsAndHttps,
            Direction::Outbound,
        ),
        Problem::NoNat => (Action::AddNat, Protocol::Any, Direction::Both),
        Problem::SymmetricNat | Problem::NarrowFiltering => {
            (Action::FullConeNat, Protocol::Udp, Direction::Both)
        }
        // Suspicions that follow from poor video alone: vendor help names them, but the change request does
        // not ask for them.
        Problem::UdpTimeout
        | Problem::SipAlg
        | Problem::Fragments
        | Problem::FloodProtection
        | Problem::MtuBlackHole
        | Problem::Ntp
        | Problem::Bandwidth => {
            return None;
        }
    };
    let full_cone = action == Action::FullConeNat;
    let of_outbound = |ranges: &[PortRange]| match row.id {
        RequirementId::UdpOutbound => ranges.to_vec(),
        _ => Vec::new(),
    };
    Some(RuleRequest {
        problem,
        level: if full_cone {
            Level::Recommended
        } else {
            row.level
        },
        action,
        protocol,
        direction,
        ports: ports(row.id, full_cone),
        destinations: destinations(row.id),
        blocked_now: of_outbound(&report.network.udp_blocked),
        unconfirmed: of_outbound(&report.network.udp_unconfirmed),
        findings: vec![(row.clone(), Certainty::of(row, report))],
    })
}

/// Not tied to a row: ports that stopped answering are evidence in any row.
fn limits_rule() -> RuleRequest {
    RuleRequest {
        problem: Problem::FloodProtection,
        level: Level::Recommended,
        action: Action::RaiseLimits,
        protocol: Protocol::Udp,
        direction: Direction::Both,
        ports: Vec::new(),
        destinations: Destinations::All,
        blocked_now: Vec::new(),
        unconfirmed: Vec::new(),
        findings: Vec::new(),
    }
}

fn ports(id: RequirementId, full_cone: bool) -> Vec<PortRange> {
    let tcp = |number| PortRange::new(number, number).ok();
    match id {
        RequirementId::UdpOutbound | RequirementId::UdpInbound => vec![ARTICLE_UDP],
        RequirementId::NatFullCone if full_cone => vec![ARTICLE_UDP],
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => tcp(TcpPort::P443.number()).into_iter().collect(),
        _ => TcpPort::ALL
            .into_iter()
            .filter(|port| port.requirement() == id)
            .filter_map(|port| tcp(port.number()))
            .collect(),
    }
}

fn destinations(id: RequirementId) -> Destinations {
    match id.domain() {
        Some(pattern) => Destinations::Names(vec![pattern.as_str()]),
        None => Destinations::All,
    }
}

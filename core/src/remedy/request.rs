//! The change request: what the firewall administrator is asked to change, and what it is based on.

pub use crate::model::change::{Action, Direction, Peer, Protocol};
use crate::model::network::NatPresence;
use crate::model::ports::{ARTICLE_UDP, PortRange};
use crate::model::problem::Problem;
use crate::model::report::{Report, Row};
use crate::model::requirement::{Level, RequirementId, TcpPort};
use crate::model::verdict::Status;
use crate::support::order::sort;

/// Everything that a report asks to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRequest {
    /// The name of the site, if it is known; otherwise there is a blank for it.
    pub site: Option<String>,
    /// The requested changes, the required ones first.
    pub rules: Vec<RuleRequest>,
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
    /// With whom the camera exchanges packets.
    pub peer: Peer,
    /// The ports that the rule is about: those of the peer, or those of the camera if the packets are unsolicited.
    /// Empty for any.
    pub ports: Vec<PortRange>,
    /// Which way, and with which state.
    pub direction: Direction,
    /// Ports that are known to be blocked now.
    pub blocked_now: Vec<PortRange>,
    /// The rows on which it is based.
    pub rows: Vec<RequirementId>,
}

impl ChangeRequest {
    /// The changes that a report asks for; it has no rules if there is nothing to change.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut rules: Vec<RuleRequest> = Vec::new();
        for row in &report.requirements {
            for problem in Problem::of_row(row, report) {
                if let Some(rule) = RuleRequest::of(problem, row, report) {
                    add(&mut rules, rule);
                }
            }
            let is_lost = row.id == RequirementId::UdpInbound && row.status == Status::Fail;
            // Without a NAT, the first step is to add one.
            if is_lost && report.network.nat != NatPresence::Absent {
                // The camera needs the answers alone; what else the article asks for stays apart.
                rules.push(RuleRequest::unsolicited(Vec::new()));
            }
        }
        if Problem::of_report(report).contains(Problem::FloodProtection) {
            // Not tied to a row: ports that stopped answering are evidence in any row.
            rules.push(RuleRequest::wish(
                Problem::FloodProtection,
                Action::RaiseLimits,
                Direction::Both,
                Vec::new(),
            ));
        }
        Self {
            site: report.place.site.clone(),
            rules: most_urgent_first(rules),
        }
    }

    /// Whether nothing is to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// How many of the changes are required; the camera works without the others.
    #[must_use]
    pub fn required(&self) -> usize {
        let rules = self.rules.iter();
        rules.filter(|rule| rule.level == Level::Required).count()
    }
}

/// By level, then by kind of problem, then by what it exposes. The standard sort is 1 KB of a page for these few.
fn most_urgent_first(mut rules: Vec<RuleRequest>) -> Vec<RuleRequest> {
    let mut ordered = Vec::new();
    let urgency = |(_, rule): &(usize, &RuleRequest)| (rule.level, rule.problem, rule.direction);
    while let Some((index, _)) = rules.iter().enumerate().min_by_key(urgency) {
        ordered.push(rules.remove(index));
    }
    ordered
}

/// Adds a rule, or its rows to the rule that asks for the same.
fn add(rules: &mut Vec<RuleRequest>, rule: RuleRequest) {
    let key = |rule: &RuleRequest| (rule.action, rule.protocol, rule.direction, rule.is_named());
    let Some(same) = rules.iter_mut().find(|other| key(other) == key(&rule)) else {
        rules.push(rule);
        return;
    };
    same.problem = same.problem.min(rule.problem);
    same.level = same.level.min(rule.level);
    merge(&mut same.ports, rule.ports);
    merge(&mut same.blocked_now, rule.blocked_now);
    if let (Peer::Names(names), Peer::Names(more)) = (&mut same.peer, rule.peer) {
        merge(names, more);
    }
    same.rows.extend(rule.rows);
}

fn merge<T: Ord>(into: &mut Vec<T>, more: Vec<T>) {
    into.extend(more);
    sort(into);
    into.dedup();
}

impl RuleRequest {
    /// The rule that solves a problem of a row.
    fn of(problem: Problem, row: &Row, report: &Report) -> Option<Self> {
        let rows = vec![row.id];
        let (action, protocol, direction) = match problem {
            Problem::PortBlocked | Problem::NameBlocked => {
                (Action::Allow, Protocol::Tcp, Direction::Outbound)
            }
            Problem::UdpAnswers => (Action::Allow, Protocol::Udp, Direction::Return),
            Problem::UdpRange => (Action::Allow, Protocol::Udp, Direction::Outbound),
            Problem::ApplicationControl => (
                Action::AllowApplications,
                Protocol::Udp,
                Direction::Outbound,
            ),
            Problem::TlsInspection => {
                (Action::AllowUninspected, Protocol::Tcp, Direction::Outbound)
            }
            Problem::NoNat => (Action::AddNat, Protocol::Any, Direction::Outbound),
            Problem::NarrowFiltering if row.id == RequirementId::UdpInbound => {
                return Some(Self::unsolicited(rows));
            }
            Problem::SymmetricNat | Problem::NarrowFiltering => {
                let action = Action::FullConeNat;
                return Some(Self::wish(problem, action, Direction::Both, rows));
            }
            // Suspicions that follow from poor video alone: vendor help names them, but the change request does
            // not ask for them.
            Problem::UdpTimeout
            | Problem::SipAlg
            | Problem::Fragments
            | Problem::FloodProtection
            | Problem::MtuBlackHole
            | Problem::Ntp
            | Problem::Bandwidth => return None,
        };
        Some(Self {
            problem,
            level: row.level,
            action,
            protocol,
            peer: peer(problem, row.id),
            ports: ports(row.id),
            direction,
            blocked_now: match row.id {
                RequirementId::UdpOutbound => report.network.udp_blocked.clone(),
                _ => Vec::new(),
            },
            rows,
        })
    }

    /// A recommendation for the camera's video.
    fn wish(
        problem: Problem,
        action: Action,
        direction: Direction,
        rows: Vec<RequirementId>,
    ) -> Self {
        Self {
            problem,
            level: Level::Recommended,
            action,
            protocol: Protocol::Udp,
            peer: Peer::Any,
            ports: vec![ARTICLE_UDP],
            direction,
            blocked_now: Vec::new(),
            rows,
        }
    }

    /// What the article asks for beyond the answers to the camera.
    fn unsolicited(rows: Vec<RequirementId>) -> Self {
        Self::wish(
            Problem::NarrowFiltering,
            Action::Allow,
            Direction::Unsolicited,
            rows,
        )
    }

    /// Whether the rule is about names.
    pub(super) const fn is_named(&self) -> bool {
        matches!(self.peer, Peer::Names(_))
    }
}

/// The ports that a row is about; none if it is not about ports.
fn ports(id: RequirementId) -> Vec<PortRange> {
    let tcp = |port: TcpPort| PortRange::new(port.number(), port.number()).ok();
    match id {
        RequirementId::UdpOutbound | RequirementId::UdpInbound | RequirementId::NatFullCone => {
            vec![ARTICLE_UDP]
        }
        id if id.domain().is_some() => tcp(TcpPort::P443).into_iter().collect(),
        id => TcpPort::ALL
            .into_iter()
            .filter(|port| port.requirement() == id)
            .filter_map(tcp)
            .collect(),
    }
}

/// Names if a filter blocks them by name. A port that is exempt from inspection is so for every name.
fn peer(problem: Problem, id: RequirementId) -> Peer {
    match id.domain().filter(|_| problem == Problem::NameBlocked) {
        Some(pattern) => Peer::Names(vec![pattern]),
        None => Peer::Any,
    }
}

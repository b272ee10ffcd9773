//! What was found, where the sentence depends on more than the reason.

use super::English;
use crate::model::ports::ARTICLE_UDP;
use crate::say::facts::Tried;
use crate::say::finding::Finding;
use crate::say::lists;
use crate::say::texts::FindingTexts;

impl FindingTexts for English {
    fn finding(&self, finding: Finding<'_>) -> String {
        let text = match finding {
            Finding::PortsOpen(tried) => return format!("{} let traffic out.", tried_ports(tried)),
            Finding::RangeBlocked {
                blocked,
                ports,
                tried,
            } => return range_blocked(blocked, ports, tried),
            Finding::HostsAnswered(hosts) => {
                return format!("{hosts} answered, as a sample of the whole domain.");
            }
            Finding::SomeAnswered { answered, asked } => {
                return format!(
                    "{answered} of {asked} tested addresses answered; the others do not count against this port."
                );
            }
            Finding::AllAnswered(count) => return all_answered(count),
            Finding::StunFiltered => {
                "UDP gets out, but the messages that set up video (STUN) get no answer: the firewall seems to drop them (application control)."
            }
            Finding::OwnFirewall => {
                "This device's own firewall drops unsolicited packets, so it is not known what else the site lets in."
            }
            Finding::BehindPortal => "This network lets nothing through before the log-in.",
            Finding::AllComeIn => "There is no NAT, and packets from any address come in.",
            Finding::FilteredWithoutNat => {
                "There is no NAT. Replies get back in; unsolicited traffic from elsewhere doesn't. That is normal for most firewalls, and video usually works."
            }
            Finding::FilteredBehindNat => {
                "The outside port stays the same. Replies get back in; unsolicited traffic from elsewhere doesn't. That is normal for most routers, and video usually works."
            }
            Finding::RefusedByProxy => {
                "The server does not answer this browser, which may be going through a web proxy that refuses the port. Run the Camcheck program on a computer."
            }
            Finding::AnsweredByProxy => {
                "The server answers, but TCP leaves by another address than UDP, so this browser may be going through a web proxy, which the camera does not use. Run the Camcheck program on a computer."
            }
        };
        text.to_owned()
    }

    fn edges_within(&self, ports: u16) -> String {
        format!(
            " The edges are not exact: up to {} more ports on either side of a range may be blocked.",
            grouped(usize::from(ports))
        )
    }

    fn also_silent(&self, ports: &str) -> String {
        format!(" Also silent, not confirmed: {ports}.")
    }
}

fn range_blocked(blocked: &str, ports: usize, tried: Tried) -> String {
    let [ports, all] = [ports, ARTICLE_UDP.count()].map(grouped);
    let tried = tried_ports(tried);
    format!("UDP to ports {blocked} is blocked ({ports} of {all} ports; {tried} are open).")
}

fn all_answered(count: usize) -> String {
    match count {
        1 => "The one tested address answered.".to_owned(),
        2 => "Both tested addresses answered.".to_owned(),
        count => format!("All {count} tested addresses answered."),
    }
}

/// "97 of 137 sampled ports", or of all that were tried.
fn tried_ports(tried: Tried) -> String {
    let kind = if tried.is_sweep { "" } else { "sampled " };
    let [open, all] = [tried.open, tried.all].map(grouped);
    format!("{open} of {all} {kind}ports")
}

/// As it is written in the Americas.
fn grouped(count: usize) -> String {
    lists::grouped(count, ',')
}

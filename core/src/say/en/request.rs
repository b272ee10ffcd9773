//! The change request.

use super::English;
use crate::model::change::{Action, Direction, Protocol};
use crate::model::problem::Problem;
use crate::say::texts::{RequestTexts, RequestWords};

const WORDS: RequestWords = RequestWords {
    title: "Firewall change for a Latch Camera",
    nothing_to_change: "This test found nothing that would have to be changed in the firewall.",
    introduction: "A Latch Camera is to be installed behind this firewall. Please make the changes below for the camera alone: for its address, its switch port or its VLAN.",
    action: "Action",
    protocol: "Protocol",
    direction: "Direction",
    source: "Source",
    camera: "the camera",
    destination: "Remote side",
    all: "all addresses",
    by_name: "by name, not by resolved address",
    ports: "Ports",
    blocked_now: "Blocked now",
    also_silent: "Also silent",
    not_confirmed: "not confirmed to be blocked",
    purpose: "Purpose",
    remark: "Please note",
    tested: "Tested",
    afterwards: "After the change, please test again from the camera's network.",
};

impl RequestTexts for English {
    fn request(&self) -> &'static RequestWords {
        &WORDS
    }

    fn rule_title(
        &self,
        action: Action,
        protocol: Protocol,
        direction: Direction,
        ports: &str,
    ) -> String {
        let protocol = self.protocol(protocol);
        match action {
            Action::Allow => {
                format!("Allow {} {protocol} {ports}", way(direction))
            }
            Action::AllowUninspected => {
                format!("Allow outbound {protocol} {ports} without inspection")
            }
            Action::AllowApplications => {
                format!("Allow STUN, DTLS and WebRTC on outbound {protocol} {ports}")
            }
            Action::AllowNames => "Allow names".to_owned(),
            Action::AddNat => "Put the camera behind NAT".to_owned(),
            Action::FullConeNat => "Use full cone NAT for UDP".to_owned(),
            Action::RaiseLimits => "Raise the limits on UDP floods and sessions".to_owned(),
        }
    }

    fn exempt_names(&self, names: &str) -> String {
        format!("Exempt {names} from TLS inspection")
    }

    fn allow_names(&self, names: &str) -> String {
        format!("Allow {names}")
    }

    fn action(&self, action: Action) -> &'static str {
        match action {
            Action::Allow => "allow",
            Action::AllowUninspected => "allow, without TLS inspection or application control",
            Action::AllowApplications => {
                "allow STUN, DTLS and WebRTC in application control (application filter, App-ID, DPI)"
            }
            Action::AllowNames => "let the names resolve, and allow their hosts",
            Action::AddNat => "translate addresses (NAT)",
            Action::FullConeNat => {
                "translate with endpoint-independent mapping and filtering (RFC 4787): full cone"
            }
            Action::RaiseLimits => "raise UDP flood and session limits for the camera",
        }
    }

    fn protocol(&self, protocol: Protocol) -> &'static str {
        match protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::DnsAndHttps => "DNS, and HTTPS to the hosts",
            Protocol::Any => "all",
        }
    }

    fn direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Outbound => "outbound, from the camera, including the answers",
            Direction::Inbound => "inbound, to the camera",
            Direction::Both => "outbound and inbound",
        }
    }

    fn remark(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::TlsInspection => {
                "The camera accepts real certificates only, so its traffic cannot be inspected: it does not trust a company's own root certificate."
            }
            Problem::NarrowFiltering => "Recommended, not required: most networks work without it.",
            Problem::SymmetricNat => {
                "Recommended, not required. If full cone is not possible, a stable mapping (the same outside port for every destination) already helps."
            }
            Problem::NoNat => "Test again behind the NAT before anything else is changed.",
            Problem::ApplicationControl => {
                "A rule for ports alone does not help: the same ports pass one protocol and drop another."
            }
            Problem::PortBlocked
            | Problem::UdpRange
            | Problem::NameBlocked
            | Problem::UdpTimeout
            | Problem::SipAlg
            | Problem::Fragments
            | Problem::FloodProtection
            | Problem::MtuBlackHole
            | Problem::Ntp
            | Problem::Bandwidth => "",
        }
    }

    fn seen_on(&self, row: &str, sentence: &str) -> String {
        format!("Evidence for \"{row}\": {sentence}")
    }
}

/// In a title.
const fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Outbound => "outbound",
        Direction::Inbound => "inbound",
        Direction::Both => "outbound and inbound",
    }
}

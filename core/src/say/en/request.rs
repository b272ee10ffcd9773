//! The change request.

use super::English;
use crate::model::change::{Action, Direction, Protocol};
use crate::model::problem::Problem;
use crate::say::texts::{RequestTexts, RequestWords};

const WORDS: RequestWords = RequestWords {
    title: "Firewall change request for a Latch Camera",
    subjects: [
        "Latch Camera: ready, ",
        "Latch Camera: not decided yet, ",
        "Latch Camera: not ready, ",
    ],
    nothing_to_change: "This test found nothing that would have to be changed in the firewall.",
    introduction: "A Latch Camera is to be installed behind this firewall. Please make the changes below for this camera alone: for its address, its switch port or its VLAN.",
    blanks: ["Site", "Requested by", "Camera IP", "Camera MAC", "VLAN"],
    columns: [
        "#",
        "Action",
        "Protocol",
        "Source",
        "Source ports",
        "Destination",
        "Destination ports",
        "Direction, state",
        "Why",
    ],
    camera: "camera",
    any: "any",
    to: " to ",
    both_directions: "The article asks for UDP in both directions.",
    blocked_now: "Blocked now: ",
    least_privilege: "Least privilege",
    remark: "Please note",
    annex: "Annex: what was measured",
    observations: "observations: ",
    improvements: [" optional improvement", " optional improvements"],
    required_changes: "firewall changes needed: ",
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
        direction: Direction,
    ) -> (&'static str, Option<&'static str>) {
        match (action, direction) {
            (Action::Allow, Direction::Outbound | Direction::Both) => ("Allow outbound ", Some("")),
            (Action::Allow, Direction::Return) => {
                ("Allow stateful return UDP traffic to the camera", None)
            }
            (Action::Allow, Direction::Unsolicited) => ("Allow unsolicited inbound ", Some("")),
            (Action::AllowUninspected, _) => ("Allow outbound ", Some(" without inspection")),
            (Action::AllowApplications, _) => {
                ("Allow STUN, DTLS and WebRTC on outbound ", Some(""))
            }
            (Action::AddNat, _) => ("Put the camera behind NAT", None),
            (Action::FullConeNat, _) => ("Use full cone NAT for UDP", None),
            (Action::RaiseLimits, _) => ("Raise the limits on UDP floods and sessions", None),
        }
    }

    fn action(&self, action: Action) -> &'static str {
        match action {
            Action::Allow => "allow",
            Action::AllowUninspected => "allow, no TLS inspection, no application control",
            Action::AllowApplications => {
                "allow STUN, DTLS and WebRTC in application control (App-ID, DPI)"
            }
            Action::AddNat => "translate the source (NAT)",
            Action::FullConeNat => {
                "full cone NAT: endpoint-independent mapping and filtering (RFC 4787)"
            }
            Action::RaiseLimits => "raise the UDP flood and session limits",
        }
    }

    fn protocol(&self, protocol: Protocol) -> &'static str {
        match protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::Any => WORDS.any,
        }
    }

    fn direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Outbound => "outbound, stateful",
            Direction::Return => "inbound, established only",
            Direction::Both => "both, stateful",
            Direction::Unsolicited => "inbound, new",
        }
    }

    fn least_privilege(&self, action: Action, direction: Direction, named: bool) -> &'static str {
        match (action, direction) {
            (Action::Allow, _) if named => {
                "Only these names, on one port. Use FQDN objects: the addresses behind the names change."
            }
            (Action::Allow, Direction::Return) => {
                "Opens no port to the internet: only answers to packets that the camera sent come in."
            }
            (Action::Allow, Direction::Unsolicited) => {
                "Risk: any host on the internet can then send packets to the camera. Behind NAT this needs port forwarding. Video usually works without it."
            }
            (Action::Allow | Action::AllowUninspected | Action::AllowApplications, _) => {
                "Any destination, as the article asks: the camera's servers and viewers have no fixed addresses. For this camera and these ports alone."
            }
            (Action::AddNat | Action::RaiseLimits, _) => "Opens nothing.",
            (Action::FullConeNat, _) => {
                "Any host on the internet can then reach the ports from which the camera has just sent, and no others."
            }
        }
    }

    fn remark(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::TlsInspection => {
                "The camera accepts real certificates only, so its traffic cannot be inspected: it does not trust a company's own root certificate."
            }
            Problem::NameBlocked => {
                "The DNS server that the camera uses must resolve these names; allow them in DNS and web filters as well."
            }
            Problem::SymmetricNat => {
                "If full cone is not possible, a stable mapping (the same outside port for every destination) already helps."
            }
            Problem::NoNat => "Test again behind the NAT before anything else is changed.",
            Problem::ApplicationControl => {
                "Opening ports does not fix this: on the same ports, the firewall lets one protocol pass and drops another."
            }
            Problem::PortBlocked
            | Problem::UdpRange
            | Problem::UdpAnswers
            | Problem::NarrowFiltering
            | Problem::UdpTimeout
            | Problem::SipAlg
            | Problem::Fragments
            | Problem::FloodProtection
            | Problem::MtuBlackHole
            | Problem::Ntp
            | Problem::Bandwidth => "",
        }
    }
}

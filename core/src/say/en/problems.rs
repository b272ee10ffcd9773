//! Problems, whatever the firewall.

use super::English;
use crate::model::problem::Problem;
use crate::say::texts::ProblemTexts;

impl ProblemTexts for English {
    fn problem(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::PortBlocked => "A TCP port is blocked",
            Problem::UdpRange => "UDP is blocked",
            Problem::UdpAnswers => "Answers to UDP are dropped",
            Problem::ApplicationControl => "Application control",
            Problem::NameBlocked => "A domain is blocked",
            Problem::TlsInspection => "TLS or content inspection",
            Problem::NoNat => "No NAT",
            Problem::SymmetricNat => "Symmetric NAT",
            Problem::NarrowFiltering => "NAT is not full cone",
            Problem::UdpTimeout => "UDP timeout",
            Problem::SipAlg => "SIP ALG",
            Problem::Fragments => "Fragmented packets",
            Problem::FloodProtection => "Flood protection or session limit",
            Problem::MtuBlackHole => "Large packets vanish",
            Problem::Ntp => "Network time is blocked",
            Problem::Bandwidth => "The line is slow",
        }
    }

    fn generic_rule(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::PortBlocked => {
                "Add a rule above the ones that block: source the camera (or its VLAN), destination any, the ports named here, action allow. Leave logging for this rule on until the next test."
            }
            Problem::UdpRange => {
                "Add a rule above the ones that block: source the camera (or its VLAN), destination any, UDP 1025-65535, action allow; its answers must be let back in. Look also for application control, intrusion prevention and rules upstream that block UDP."
            }
            Problem::UdpAnswers => {
                "Let answers to the camera's own UDP packets back in (stateful inspection). Look for a rule that drops inbound UDP before established connections are accepted, for asymmetric routing, and for a second firewall."
            }
            Problem::ApplicationControl => {
                "Look for application control, an application filter, App-ID or deep packet inspection (DPI) in the policy for the camera's traffic, and in its log for STUN, DTLS, WebRTC or unknown UDP. Allow these for the camera, or exempt it. Opening ports does not fix this."
            }
            Problem::NameBlocked => {
                "Allow *.latchaccess.com, *.latch.com and *.amazonaws.com in every filter that uses names: DNS, web and application filters. Allow the names, because their addresses change."
            }
            Problem::TlsInspection => {
                "Exempt the camera (or its VLAN) from TLS inspection, also called SSL or HTTPS inspection or decryption, and from application control, on the ports named here."
            }
            Problem::NoNat => {
                "Give the camera a private address behind a router with NAT. On a public address it is exposed to constant attacks."
            }
            Problem::SymmetricNat => {
                "Look for a NAT setting that keeps the same outside port for every destination: it may be called consistent, persistent, static port, full cone or endpoint-independent. Set it for the camera's UDP traffic."
            }
            Problem::NarrowFiltering => {
                "Full cone is recommended, not required. If the firewall offers full cone or endpoint-independent filtering, set it for the camera's UDP traffic; if not, change nothing: video works on most networks without it."
            }
            Problem::UdpTimeout => {
                "Keep the camera's UDP sessions for at least 2 minutes without traffic; RFC 4787 recommends 5."
            }
            Problem::SipAlg => {
                "Switch SIP ALG (SIP transformations, SIP helper) off, unless telephony at this site needs it."
            }
            Problem::Fragments => "Let fragmented UDP packets pass for the camera.",
            Problem::FloodProtection => {
                "Raise the limits on UDP packets a second and on sessions per device for the camera, and check whether the session table of the router is full."
            }
            Problem::MtuBlackHole => {
                "Let the ICMP messages \"fragmentation needed\" (type 3, code 4) pass, or limit the segment size of TCP (MSS clamping) and set the MTU of the tunnel or internet port to what the line takes."
            }
            Problem::Ntp => {
                "Allow outbound UDP 123 from the camera, or give the camera the address of a local time server by DHCP (option 42)."
            }
            Problem::Bandwidth => {
                "Check the speed of the line and what else uses it. Give the camera priority (QoS), or use a faster line."
            }
        }
    }
}

//! What to change.

use super::English;
use crate::say::fix::Fix;
use crate::say::texts::{FixTexts, ProblemTexts};

impl FixTexts for English {
    fn fix(&self, fix: Fix<'_>) -> String {
        let text = match fix {
            Fix::AllowTcp(port) => {
                return format!("Allow outbound TCP {port} from the camera to all destinations.");
            }
            Fix::AllowTcpUninspected(port) => {
                return format!(
                    "Allow outbound TCP {port} from the camera to all destinations, without inspection."
                );
            }
            Fix::ExemptTcp(port) => {
                return format!("Exempt the camera's traffic on TCP {port} from TLS inspection.");
            }
            Fix::Generic(problem) => self.generic_rule(problem),
            Fix::AllowApplications(blocked) => return allow_applications(blocked),
            Fix::AllowAllUdp => {
                "Allow outbound UDP from the camera to all destinations on ports 1025-65535, including STUN: no port answers now."
            }
            Fix::AllowUdpPorts(blocked) => {
                return format!(
                    "Allow outbound UDP from the camera to all destinations on ports 1025-65535; blocked now: {blocked}."
                );
            }
            Fix::AllowUdp => {
                "Allow outbound UDP from the camera to all destinations on ports 1025-65535."
            }
            Fix::LetUdpIn => "Allow return UDP traffic to the camera (stateful).",
            Fix::AllowDomain(domain) => {
                return format!(
                    "Allow {domain} in the firewall, DNS and web filters, by name, not by address."
                );
            }
            Fix::AllowDomainUninspected(domain) => {
                return format!(
                    "Allow {domain} in the firewall, DNS and web filters, by name, not by address, and exempt it from TLS inspection."
                );
            }
            Fix::ResolveDomain(domain) => {
                return format!(
                    "Let the site's DNS resolve {domain}, and allow it by name in a DNS filter, not by address."
                );
            }
            Fix::AddNat => {
                "Put the camera behind a router with NAT instead of giving it a public address."
            }
            Fix::SetFullCone => {
                "Recommended, not required: set full cone (endpoint-independent) NAT for the camera's UDP traffic."
            }
            Fix::AskSupport => {
                "If the firewall is a SonicWall, contact Door Support with this report."
            }
        };
        text.to_owned()
    }
}

fn allow_applications(blocked: &str) -> String {
    let fix = "Allow STUN, DTLS and WebRTC over outbound UDP for the camera in the firewall's application control (also called application filter, App-ID or deep packet inspection, DPI), to all destinations on ports 1025-65535";
    if blocked.is_empty() {
        format!("{fix}.")
    } else {
        format!("{fix}; these ports themselves are blocked now: {blocked}.")
    }
}

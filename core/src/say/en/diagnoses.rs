//! What is likely going on.

use super::English;
use crate::model::diagnosis::Diagnosis;
use crate::say::texts::DiagnosisTexts;

impl DiagnosisTexts for English {
    fn diagnosis(&self, diagnosis: Diagnosis) -> &'static str {
        match diagnosis {
            Diagnosis::UdpBlocked => {
                "No STUN request over UDP is answered on any port: all UDP is blocked, or only STUN is."
            }
            Diagnosis::ApplicationControl => {
                "Application control: the firewall inspects UDP packets and drops a protocol that video needs. Allow STUN, DTLS and WebRTC for the camera."
            }
            Diagnosis::TlsInterception => {
                "TLS inspection: encrypted connections are decrypted and re-signed. The camera refuses them; exempt it from inspection. If security software on this device does it (see who issued the certificate), test from another device."
            }
            Diagnosis::DnsFiltering => {
                "The site's DNS does not resolve names that the camera needs: it filters them, or it fails."
            }
            Diagnosis::CaptivePortal => {
                "A log-in page (captive portal) is in the way, and a camera cannot log in."
            }
            Diagnosis::ProxyOnly => {
                "Perhaps a web proxy is the only way out. The camera does not use a proxy: it needs a direct connection."
            }
            Diagnosis::AllowListOnly => {
                "Perhaps this firewall allows listed destinations only. The article asks for all destinations on these ports."
            }
            Diagnosis::FarEndDown => "Perhaps our test servers are down.",
            Diagnosis::UdpFloodProtection => {
                "UDP was answered only at a low rate: there may be flood protection. Raise its limit for the camera."
            }
            Diagnosis::SessionLimit => {
                "Ports stopped answering during the test: there may be a limit on sessions or floods."
            }
            Diagnosis::HostFirewallSuspected => {
                "This device's own firewall drops unsolicited packets, so the site may let in more than this test can see."
            }
            Diagnosis::VpnOrRelaySuspected => {
                "The internet sees this device under several addresses: a VPN, a relay or several uplinks."
            }
            Diagnosis::SonicwallLike => {
                "This NAT gives each destination another port (symmetric), so video connects directly less often. On a SonicWall, turn on Enable Consistent NAT."
            }
        }
    }
}

//! What is likely going on.

use super::English;
use crate::model::diagnosis::Diagnosis;
use crate::say::texts::DiagnosisTexts;

impl DiagnosisTexts for English {
    fn diagnosis(&self, diagnosis: Diagnosis) -> &'static str {
        match diagnosis {
            Diagnosis::UdpBlocked => {
                "No STUN request over UDP is answered on any port: UDP is blocked altogether, or STUN in it is."
            }
            Diagnosis::ApplicationControl => {
                "Application control is at work: the firewall looks into UDP packets and drops a protocol that video needs. Allow STUN, DTLS and WebRTC for the camera."
            }
            Diagnosis::TlsInterception => {
                "TLS inspection is at work: encrypted connections are opened and signed again. The camera refuses them; exempt it from inspection. If security software on this very device does it (see who issued the certificate), test from another device."
            }
            Diagnosis::DnsFiltering => {
                "The site's DNS does not give out names that the camera needs: it filters them, or it fails."
            }
            Diagnosis::CaptivePortal => {
                "A log-in page (captive portal) is in the way. Log this device in, or better, exempt the camera's network, and test again."
            }
            Diagnosis::ProxyOnly => {
                "Perhaps a web proxy is the only way out. The camera does not use a proxy: it needs a direct way."
            }
            Diagnosis::AllowListOnly => {
                "Perhaps this firewall allows listed destinations only. The article asks for all destinations on these ports. To find out, test from another network."
            }
            Diagnosis::FarEndDown => {
                "Perhaps our test servers are down. Test from another network: if they fail there too, it is not this firewall."
            }
            Diagnosis::UdpFloodProtection => {
                "UDP answered only at a slow pace: flood protection may be at work. Raise its limit for the camera."
            }
            Diagnosis::SessionLimit => {
                "Ports stopped answering during the test: a limit on sessions or floods may be at work."
            }
            Diagnosis::HostFirewallSuspected => {
                "This device's own firewall drops packets that nobody asked for, so the site may let in more than this test can see."
            }
            Diagnosis::VpnOrRelaySuspected => {
                "The internet sees this device under several addresses: a VPN, a relay or several uplinks."
            }
            Diagnosis::SonicwallLike => {
                "The port that the NAT uses depends on the destination. Is the firewall a SonicWall? Then see \"Enable Consistent NAT\", or contact Door Support."
            }
        }
    }
}

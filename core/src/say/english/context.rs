//! What stands around the rows: diagnoses, notes, and how the run was made.

use std::borrow::Cow;

use crate::model::diagnosis::Diagnosis;
use crate::model::report::{Note, Report};
use crate::model::vantage::Vantage;
use crate::say::{NoteFacts, Sweep, list};
use crate::share::link::LinkError;

pub(in crate::say) fn diagnosis(diagnosis: Diagnosis) -> &'static str {
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

pub(in crate::say) fn note(note: Note, facts: &NoteFacts) -> Cow<'static, str> {
    let text = match note {
        Note::LocalFarEnd => {
            "The test server is this very machine and speaks HTTP without TLS: the result says nothing about a firewall."
        }
        Note::ExtraRoot => {
            "An extra root certificate was trusted for this test; the camera does not trust it."
        }
        Note::Cellular => "This device is on a mobile connection, not on the camera's network.",
        Note::Tunnel => {
            "This device sends its traffic through a VPN, a tunnel or a modem of its own, so this says nothing of the site. Switch that off and test again."
        }
        Note::SeveralAddresses => {
            "The internet saw this device under several addresses: several uplinks, or a proxy, VPN or relay. Make sure that the camera takes the same way."
        }
        Note::Ipv6Only => {
            "This device has IPv6 addresses only; the camera and these tests need IPv4."
        }
        Note::OwnFirewallUnknown => {
            "Packets that nobody asked for did not come in. This device's own firewall can drop them too, and its rules could not be read: the site may let in more than this test can see."
        }
        Note::TlsInspectionPossible => {
            let ports = &facts.tls_only_ports;
            let text = format!(
                "This firewall may inspect TLS on TCP {ports}, which a browser cannot tell and a camera does not accept. Run the Camcheck program on this computer before you install the camera."
            );
            return Cow::Owned(text);
        }
        Note::SlowNames => {
            let (seconds, tenths) = (facts.slowest_name / 10, facts.slowest_name % 10);
            let text = format!(
                "Names resolve slowly here: the slowest took {seconds}.{tenths} s. The camera waits that long, but starts everything later. Check the network's DNS servers."
            );
            return Cow::Owned(text);
        }
        Note::Partial => "Only some points were tested, so the site as a whole is not judged.",
        Note::FullSweep => "Every UDP port from 1025 to 65535 was tried.",
        Note::BegunAnew => {
            "The device or the browser paused during the test, so it began anew. While it runs, leave this screen on and do not switch to something else."
        }
        Note::Shortened => {
            "This is a shortened report: evidence was left out to keep the link short."
        }
        Note::Merged => {
            "This report joins what a browser and the Camcheck program measured; each row shows the stronger proof."
        }
        Note::VantagesDisagree => {
            "The browser and the Camcheck program disagree on a row; the stronger proof is shown."
        }
        Note::MadeDaysApart => {
            "The two joined reports were made more than a day apart; the network may have changed in between."
        }
        Note::MadeOnOtherNetworks => {
            "No address seen from the internet is in both of the joined reports; they may come from different networks."
        }
    };
    Cow::Borrowed(text)
}

pub(in crate::say) fn tested_from(report: &Report) -> String {
    let vantage = match report.vantage {
        Vantage::Page => "a browser on this device",
        Vantage::Native => "this device",
    };
    let mut text = format!("Tested from {vantage}");
    let local = list(&report.network.local_addresses);
    if !local.is_empty() {
        text.push_str(&format!(" ({local})"));
    }
    text.push_str(", which must be on the camera's own network: same VLAN, same switch or port.");
    let mapped = list(&report.network.mapped_addresses);
    if !mapped.is_empty() {
        text.push_str(&format!(" Address seen from the internet: {mapped}."));
    }
    text.push_str(" A pass does not prove that the camera itself is set up right.");
    text
}

pub(in crate::say) fn sample_limits(spacing: u16) -> String {
    format!("UDP ports were sampled: a blocked range narrower than {spacing} ports can be missed.")
}

pub(in crate::say) fn progress(row: Option<&str>, done: usize, started: usize) -> String {
    let what = row.unwrap_or("again to be sure");
    format!("Testing {what}: {done} of {started} done")
}

pub(in crate::say) fn sweep_announcement(sweep: Sweep) -> String {
    let Sweep {
        ports,
        rate,
        seconds,
        sessions: (least, most),
    } = sweep;
    format!(
        "trying {ports} UDP ports at {rate} a second, about {seconds} s; the router's session table holds {least} to {most} of them at a time"
    )
}

pub(in crate::say) fn link_error(error: LinkError) -> &'static str {
    match error {
        LinkError::NotALink => "This link holds no report.",
        LinkError::Damaged => {
            "This link is damaged: a part is missing or was changed on the way. Copy the whole link again, or ask for a new one."
        }
        LinkError::TooLarge => {
            "This link holds more than a report can, so it was not opened. Ask for a new one."
        }
        LinkError::NotAReport => "This is not a Camcheck report.",
        LinkError::Newer => {
            "This report was made by a newer version of Camcheck. Load this page again to get the new version, or ask for the report as text."
        }
        LinkError::Malformed(_) => {
            "This report says something that no report can say, so it is not shown. Ask for a new one."
        }
    }
}

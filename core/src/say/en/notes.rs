//! How the run was made.

use std::borrow::Cow;

use super::English;
use crate::model::report::Note;
use crate::say::facts::NoteFacts;
use crate::say::texts::NoteTexts;

impl NoteTexts for English {
    fn note(&self, note: Note, facts: &NoteFacts) -> Cow<'static, str> {
        let text = match note {
            Note::LocalFarEnd => {
                "The test server runs on this machine, with HTTP without TLS, so no firewall was tested."
            }
            Note::ExtraRoot => {
                "An extra root certificate was trusted for this test; the camera does not trust it."
            }
            Note::Cellular => "This device is on a mobile connection, not on the camera's network.",
            Note::Tunnel => {
                "This device sends its traffic through its own VPN, tunnel or modem, so the result does not apply to the site. Switch that off and test again."
            }
            Note::SeveralAddresses => {
                "The internet saw this device under several addresses: several uplinks, or a proxy, VPN or relay. Make sure that the camera uses the same path."
            }
            Note::Ipv6Only => {
                "This device has IPv6 addresses only; the camera and these tests need IPv4."
            }
            Note::OwnFirewallUnknown => {
                "Unsolicited packets did not come in. This device's own firewall can drop them too, and whether it does is unknown: the site may let in more than this test can see."
            }
            Note::TlsInspectionPossible => {
                let ports = &facts.tls_only_ports;
                let text = format!(
                    "This firewall may inspect TLS on TCP {ports}, which a browser cannot detect and a camera does not accept. Run the Camcheck program on a computer before you install the camera."
                );
                return Cow::Owned(text);
            }
            Note::SlowNames => {
                let (seconds, tenths) = (facts.slowest_name / 10, facts.slowest_name % 10);
                let text = format!(
                    "Names resolve slowly here: the slowest took {seconds}.{tenths} s. The camera waits that long, so it connects later. Check the network's DNS servers."
                );
                return Cow::Owned(text);
            }
            Note::Partial => "Only some checks were run, so the site as a whole is not judged.",
            Note::FullSweep => "Every UDP port from 1025 to 65535 was tried.",
            Note::BegunAnew => {
                "The device or the browser paused during the test, so it started again. While it runs, leave the screen on and do not switch to something else."
            }
            Note::Stopped => {
                "The test was stopped before its end, so the site as a whole is not judged."
            }
            Note::Shortened => {
                "This is a shortened report: evidence was left out to keep the link short."
            }
            Note::Merged => {
                "This report joins what a browser and the Camcheck program measured; each check shows the stronger proof."
            }
            Note::VantagesDisagree => {
                "The browser and the Camcheck program disagree on a check; the stronger proof is shown."
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
}

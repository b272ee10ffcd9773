//! A report as a whole, and the run that makes it.

use std::borrow::Cow;

use super::English;
use crate::model::place::Connection;
use crate::model::vantage::Vantage;
use crate::model::verdict::Overall;
use crate::say::headline::Headline;
use crate::say::next_step::NextStep;
use crate::say::texts::{Labels, ReportTexts};

const LABELS: Labels = Labels {
    colon: ": ",
    fix: "Fix",
    meaning: "What it means for video",
    certainty: "How sure",
    note: "Note",
    answers: "Answers about video:",
    requirements: "Requirements",
    link: "Link to this report",
    evidence: "Evidence",
    diagnoses: "Likely causes:",
    worth_knowing: "Worth knowing:",
    diagnosis: "Likely cause:",
    required: "Required",
    recommended: "Recommended",
    advice: "Good to know",
    open: "open",
    blocked: "blocked",
    unconfirmed: "silent, not confirmed",
    untried: "not tried",
    replies_only: "replies only",
    inside: "inside",
    outside: "outside",
    same_network: ". This applies only if the tested device was on the camera's VLAN.",
    via: "via",
    wired: "wired",
    wifi: "Wi-Fi",
    other_kind: "other",
    gateway: "gateway",
    pass_is_no_proof: " A pass does not prove that the camera itself is set up correctly.",
};

impl ReportTexts for English {
    fn labels(&self) -> &'static Labels {
        &LABELS
    }

    fn headline(&self, headline: Headline) -> Cow<'static, str> {
        match headline {
            Headline::Ready => "Ready. A Latch Camera should work on this network.".into(),
            Headline::ReadyOnWifi => "Ready on this Wi-Fi. The camera's wired port may be on another network.".into(),
            Headline::NotProven => "Not proven: nothing was blocked, but a browser cannot rule out TLS inspection, which would stop the camera.".into(),
            Headline::NotDecided(0) => "Not decided yet: the test was stopped.".into(),
            Headline::NotDecided(1) => "Not decided yet: 1 required check could not be finished.".into(),
            Headline::NotDecided(checks) => {
                format!("Not decided yet: {checks} required checks could not be finished.").into()
            }
            Headline::NotReady(1) => "Not ready. 1 change is needed.".into(),
            Headline::NotReady(changes) => format!("Not ready. {changes} changes are needed.").into(),
        }
    }

    fn overall(&self, overall: Overall) -> &'static str {
        match overall {
            Overall::Ready | Overall::ReadyWithAdvice => "Ready",
            Overall::Incomplete => "Not decided",
            Overall::NotReady => "Not ready",
        }
    }

    fn next_step(&self, step: NextStep) -> &'static str {
        match step {
            NextStep::Install => "Install the camera, then take a test image from the DOOR app.",
            NextStep::InstallAndImprove => {
                "Install the camera, then take a test image from the DOOR app. If video is poor, start with the checks marked below."
            }
            NextStep::ConfirmWithProgram => {
                "Run the Camcheck program here before you install the camera: one check below needs it."
            }
            NextStep::TestByCable => {
                "Test again from the camera's own port, with a laptop or a USB-C Ethernet adapter, before you install the camera."
            }
            NextStep::InstallIfCable => {
                "If the tested device was on the camera's own port, install the camera and take a test image from the DOOR app. If it was not, test there first."
            }
            NextStep::CheckByCable => {
                "Test from the camera's own port first: it may be on another network with other rules. Then send the request to the person who manages the firewall."
            }
            NextStep::SendChanges => {
                "Send the request to the person who manages the firewall, then test again."
            }
            NextStep::SendChangesAndFinish => {
                "Send the request to the person who manages the firewall, then test again to finish the other checks."
            }
            NextStep::Connect => {
                "Connect this device to the camera's network, check that it gets an address, then test again. If this network has a log-in page, have the camera's network exempted from it first: a camera cannot log in."
            }
            NextStep::ExemptFromLogIn => {
                "Have the camera's network exempted from the log-in page, then test again without logging in: a pass after a log-in says nothing about the camera."
            }
            NextStep::FindServer => {
                "Ask Door Support for the address of the test page. The Camcheck program also accepts a test server with --responder or --catalogue."
            }
            NextStep::RunProgram => {
                "Run the Camcheck program on a computer on this network: it can see what a browser cannot."
            }
            NextStep::OtherNetwork => {
                "Test once from another network, such as a phone's hotspot. If our servers do not answer there either, they are down: try again in ten minutes. If they do, ask IT to allow all destinations on the ports below."
            }
            NextStep::SeeRows => {
                "See below why each marked check could not be finished, then test again."
            }
            NextStep::TestAll => {
                "Nothing that was tested stops the camera. Run all checks for a verdict."
            }
            NextStep::Wait => {
                "The fault is on our side. Try again in ten minutes; if that does not help, contact Door Support."
            }
        }
    }

    fn date(&self, day: u8, month: u8, year: i32) -> String {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let month = months.get(usize::from(month) - 1).unwrap_or(&"");
        format!("{day} {month} {year}")
    }

    fn connected(&self, connection: Connection) -> &'static str {
        match connection {
            Connection::Cable => "by cable",
            Connection::Wifi => "on Wi-Fi",
            Connection::Unsure => "connection not known",
        }
    }

    fn tested_from(&self, vantage: Vantage) -> &'static str {
        match vantage {
            Vantage::Page => "Tested in a browser",
            Vantage::Native => "Tested with the Camcheck program",
        }
    }

    fn seen_from_the_internet(&self, addresses: &str) -> String {
        format!(" Address seen from the internet: {addresses}.")
    }

    fn sample_limits(&self, spacing: u16) -> String {
        format!(
            "UDP ports were sampled: a blocked range narrower than {spacing} ports can be missed."
        )
    }
}

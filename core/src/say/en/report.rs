//! A report as a whole, and the run that makes it.

use super::English;
use crate::model::vantage::Vantage;
use crate::model::verdict::Overall;
use crate::say::next_step::NextStep;
use crate::say::texts::{Labels, ReportTexts};

const LABELS: Labels = Labels {
    fix: "Fix",
    meaning: "What it means for video",
    certainty: "How sure",
    note: "Note",
    requirements: "Requirements",
    link: "Link to this report",
    evidence: "Evidence",
    diagnoses: "Likely causes:",
    diagnosis: "Likely cause",
    required: "Required",
    recommended: "Recommended",
    advice: "Good to know",
    open: "open",
    blocked: "blocked",
    unconfirmed: "silent, not confirmed",
    untried: "not tried",
    inside: "inside",
    outside: "outside",
    not_proven: "Not proven: the browser found nothing blocked, but TLS inspection would stop the camera.",
    ready_on_wifi: "Ready on this Wi-Fi.",
    tested_via: "Tested via",
    wired: "wired",
    wifi: "Wi-Fi",
    other_kind: "other",
    gateway: "gateway",
    same_network: ", which must be on the camera's own network: same VLAN, same switch or port.",
    pass_is_no_proof: " A pass does not prove that the camera itself is set up correctly.",
};

impl ReportTexts for English {
    fn labels(&self) -> &'static Labels {
        &LABELS
    }

    fn headline(&self, overall: Overall) -> &'static str {
        match overall {
            Overall::Ready => "Ready: this network passed every required test for a Latch Camera.",
            Overall::ReadyWithAdvice => {
                "Ready: a Latch Camera should work here. Some points could be improved."
            }
            Overall::Incomplete => "Not decided yet: a required point could not be tested.",
            Overall::NotReady => {
                "Not ready: this network blocks or lacks something that a Latch Camera needs."
            }
        }
    }

    fn next_step(&self, step: NextStep) -> &'static str {
        match step {
            NextStep::Install => "Install the camera, then take a test image from the DOOR app.",
            NextStep::InstallAndImprove => {
                "Install the camera, then take a test image from the DOOR app. If video is poor, start with the points marked below."
            }
            NextStep::ConfirmWithProgram => {
                "Run the Camcheck program here before you install the camera: one point below needs it."
            }
            NextStep::TestByCable => {
                "The camera is wired: its port may be on another network. Test there with a cable."
            }
            NextStep::SendChanges => {
                "Send the changes below to the firewall administrator, then test again."
            }
            NextStep::Connect => {
                "Connect this device to the camera's network, check that it gets an address, then test again."
            }
            NextStep::LogIn => {
                "Log this device in at the site's log-in page, or exempt the camera's network from it, then test again."
            }
            NextStep::RunProgram => {
                "Run the Camcheck program on a computer on this network: it can see what a browser cannot."
            }
            NextStep::OtherNetwork => {
                "Test once from another network, such as a phone's hotspot. If our servers do not answer there either, there is nothing to fix at this site: try again in ten minutes."
            }
            NextStep::SeeRows => {
                "See below why each marked point could not be tested, then test again."
            }
            NextStep::TestAll => "The rows that were tested pass. Test all of them for a verdict.",
            NextStep::Wait => {
                "There is nothing to fix at this site. Try again in ten minutes; if it stays like this, tell Door Support."
            }
        }
    }

    fn tested_from(&self, vantage: Vantage) -> &'static str {
        match vantage {
            Vantage::Page => "Tested from a browser on this device",
            Vantage::Native => "Tested from this device",
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

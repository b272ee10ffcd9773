//! A report as a whole, and the run that makes it.

use super::English;
use crate::model::vantage::Vantage;
use crate::model::verdict::Overall;
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
    run_the_program: "Run the Camcheck program here before you install the camera: one point below needs it.",
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

    fn next_step(&self, overall: Overall) -> &'static str {
        match overall {
            Overall::Ready => "Install the camera, then take a test image from the DOOR app.",
            Overall::ReadyWithAdvice => {
                "Install the camera, then take a test image from the DOOR app. If video is poor, start with the points marked below."
            }
            Overall::Incomplete => {
                "See below why each marked point could not be tested, then test again."
            }
            Overall::NotReady => {
                "Send the changes below to the firewall administrator, then test again."
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

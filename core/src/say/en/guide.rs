//! The guided path.

use super::English;
use crate::say::path::{Answer, Outcome, Question};
use crate::say::texts::GuideTexts;

impl GuideTexts for English {
    fn question(&self, question: Question) -> &'static str {
        match question {
            Question::ChangesMade => "Have the changes that this report asks for been made?",
            Question::TestImage => {
                "In the DOOR app, open Devices, the door, then Camera, and take a test image. Do you see it?"
            }
            Question::HowIsVideo => "How often do video feeds work now?",
            Question::SonicWall => "Is the firewall a SonicWall?",
            Question::FindOut => {
                "To find out, read the label on the box to which the internet line is connected, open the address of the router (the gateway) in a browser, where its login page names the make, or ask who looks after the network. Is it a SonicWall?"
            }
        }
    }

    fn answer(&self, answer: Answer) -> &'static str {
        match answer {
            Answer::Yes => "Yes",
            Answer::No => "No",
            Answer::DoNotKnow => "I do not know",
            Answer::NearlyAlways => "At least 90% of the time",
            Answer::Sometimes => "Less than 90% of the time",
            Answer::Never => "Not at all",
        }
    }

    fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::ChangesFirst => {
                "Make those changes first: send the change request to the person who manages the firewall, then test again here."
            }
            Outcome::AllIsWell => {
                "Then video works as it should. Keep the link to this report for later comparison."
            }
            Outcome::SupportForSonicWall => {
                "Check these settings with the person who manages the SonicWall. If video still fails, contact Door Support, which helps with SonicWall firewalls, and attach the link to this report."
            }
            Outcome::OpenAllPorts => {
                "If video still does not load, all ports to the camera may need to be opened, as the article says; keep NAT in front of the camera. Then take a test image again. If that does not help either, contact Door Support and attach the link to this report."
            }
        }
    }
}

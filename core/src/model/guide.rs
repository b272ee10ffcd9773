//! What a tester answered on the guided path: "Video still does not work?".

use serde::Serialize;

use crate::support::json::from_json;
use crate::support::names::report_names;

from_json! {
    GuideAnswer { question, answer }
}

/// An answer, and to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GuideAnswer {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
}

report_names! {
    /// A question of the path.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Question {
        /// Were the changes made that this report asks for?
        ChangesMade = "changes-made",
        /// How does video work now?
        HowIsVideo = "how-is-video",
        /// Is the firewall a SonicWall?
        SonicWall = "sonicwall",
        /// The same, with how to find out.
        FindOut = "find-out",
        /// Does a test image from the DOOR app arrive?
        TestImage = "test-image",
    }
}

report_names! {
    /// What a reader can answer.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Answer {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// The reader does not know.
        DoNotKnow = "do-not-know",
        /// Feeds work at least 90 % of the time.
        NearlyAlways = "nearly-always",
        /// Feeds work less than 90 % of the time.
        Sometimes = "sometimes",
        /// Feeds do not work at all.
        Never = "never",
    }
}

//! "Video still does not work?": the article's advice as a short guided path, as data. A page or
//! a terminal asks, the reader answers, and every path ends in an outcome.

use super::Language;
use crate::model::report::Report;
use crate::model::verdict::Overall;

/// A question of the path. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Were the changes made that this report asks for?
    ChangesMade,
    /// How does video work now?
    HowIsVideo,
    /// Is the firewall a SonicWall?
    SonicWall,
    /// Does a test image from the DOOR app come?
    TestImage,
}

/// What a reader can answer. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The reader does not know.
    DoNotKnow,
    /// Feeds work at least 90 % of the time.
    NearlyAlways,
    /// Feeds work less than 90 % of the time.
    Sometimes,
    /// Feeds do not work at all.
    Never,
}

/// Where a path ends. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The report's changes come first; then test again.
    ChangesFirst,
    /// Nothing more to do.
    AllIsWell,
    /// Door Support, with the report, for help with a SonicWall.
    SupportForSonicWall,
    /// The article's last resort, then Door Support with the report.
    OpenAllPorts,
}

/// What comes after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Next {
    /// Another question.
    Ask(Question),
    /// The end of the path.
    End(Outcome),
}

impl Question {
    /// Every question.
    pub const ALL: [Self; 4] = [
        Self::ChangesMade,
        Self::HowIsVideo,
        Self::SonicWall,
        Self::TestImage,
    ];

    /// Where the path of a report begins: a site that is not ready has its own changes to make
    /// before anything else is worth asking.
    #[must_use]
    pub const fn first(report: &Report) -> Self {
        match report.overall {
            Overall::NotReady => Self::ChangesMade,
            Overall::Ready | Overall::ReadyWithAdvice | Overall::Incomplete => Self::TestImage,
        }
    }

    /// The answers to choose from, with what follows each.
    #[must_use]
    pub const fn answers(self) -> &'static [(Answer, Next)] {
        match self {
            Self::ChangesMade => &[
                (Answer::Yes, Next::Ask(Self::TestImage)),
                (Answer::No, Next::End(Outcome::ChangesFirst)),
            ],
            Self::TestImage => &[
                (Answer::Yes, Next::Ask(Self::HowIsVideo)),
                (Answer::No, Next::Ask(Self::SonicWall)),
            ],
            Self::HowIsVideo => &[
                (Answer::NearlyAlways, Next::End(Outcome::AllIsWell)),
                (Answer::Sometimes, Next::Ask(Self::SonicWall)),
                (Answer::Never, Next::Ask(Self::SonicWall)),
            ],
            Self::SonicWall => &[
                (Answer::Yes, Next::End(Outcome::SupportForSonicWall)),
                (Answer::No, Next::End(Outcome::OpenAllPorts)),
                (Answer::DoNotKnow, Next::End(Outcome::OpenAllPorts)),
            ],
        }
    }
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [
        Self::ChangesFirst,
        Self::AllIsWell,
        Self::SupportForSonicWall,
        Self::OpenAllPorts,
    ];

    /// Whether the report should go along, as a link.
    #[must_use]
    pub const fn attaches_report(self) -> bool {
        match self {
            Self::SupportForSonicWall | Self::OpenAllPorts | Self::ChangesFirst => true,
            Self::AllIsWell => false,
        }
    }
}

impl Language {
    /// The name of the guided path, as on the button that opens it.
    #[must_use]
    pub const fn guide_title(self) -> &'static str {
        match self {
            Self::English => "Video still does not work?",
            Self::Spanish => "¿El video sigue sin funcionar?",
        }
    }

    /// A question of the guided path.
    #[must_use]
    pub const fn question(self, question: Question) -> &'static str {
        match (self, question) {
            (Self::English, Question::ChangesMade) => {
                "Have the changes that this report asks for been made?"
            }
            (Self::Spanish, Question::ChangesMade) => {
                "¿Se hicieron los cambios que pide este informe?"
            }
            (Self::English, Question::TestImage) => {
                "In the DOOR app, open Devices, the door, then Camera, and take a test image. Does it come?"
            }
            (Self::Spanish, Question::TestImage) => {
                "En la app DOOR, abra Devices, la puerta y luego Camera, y tome una imagen de prueba. ¿Aparece?"
            }
            (Self::English, Question::HowIsVideo) => "How often do video feeds work now?",
            (Self::Spanish, Question::HowIsVideo) => "¿Con qué frecuencia funciona el video ahora?",
            (Self::English, Question::SonicWall) => "Is the firewall a SonicWall?",
            (Self::Spanish, Question::SonicWall) => "¿El firewall es un SonicWall?",
        }
    }

    /// An answer of the guided path.
    #[must_use]
    pub const fn answer(self, answer: Answer) -> &'static str {
        match (self, answer) {
            (Self::English, Answer::Yes) => "Yes",
            (Self::Spanish, Answer::Yes) => "Sí",
            (_, Answer::No) => "No",
            (Self::English, Answer::DoNotKnow) => "I do not know",
            (Self::Spanish, Answer::DoNotKnow) => "No lo sé",
            (Self::English, Answer::NearlyAlways) => "At least 90 % of the time",
            (Self::Spanish, Answer::NearlyAlways) => "Al menos el 90 % de las veces",
            (Self::English, Answer::Sometimes) => "Less than 90 % of the time",
            (Self::Spanish, Answer::Sometimes) => "Menos del 90 % de las veces",
            (Self::English, Answer::Never) => "Not at all",
            (Self::Spanish, Answer::Never) => "Nunca",
        }
    }

    /// Where the guided path ends.
    #[must_use]
    pub const fn outcome(self, outcome: Outcome) -> &'static str {
        match (self, outcome) {
            (Self::English, Outcome::ChangesFirst) => {
                "Make those changes first: send the change request to whoever runs the firewall, then test again here."
            }
            (Self::Spanish, Outcome::ChangesFirst) => {
                "Primero hay que hacer esos cambios: envíe la solicitud de cambio a quien administra el firewall y después repita aquí la prueba."
            }
            (Self::English, Outcome::AllIsWell) => {
                "Then video works as it should. Keep the link of this report, for comparison later."
            }
            (Self::Spanish, Outcome::AllIsWell) => {
                "Entonces el video funciona como debe. Guarde el enlace de este informe para comparar más adelante."
            }
            (Self::English, Outcome::SupportForSonicWall) => {
                "Contact Door Support, which helps with SonicWall firewalls, and attach the link of this report."
            }
            (Self::Spanish, Outcome::SupportForSonicWall) => {
                "Comuníquese con el soporte de Door (Door Support), que ayuda con los firewalls SonicWall, y adjunte el enlace de este informe."
            }
            (Self::English, Outcome::OpenAllPorts) => {
                "If video still does not load, all ports to the camera may need to be opened, as the article says; keep NAT in front of the camera. Then take a test image again. If that does not help either, contact Door Support and attach the link of this report."
            }
            (Self::Spanish, Outcome::OpenAllPorts) => {
                "Si el video sigue sin cargar, puede que haya que abrir todos los puertos hacia la cámara, como dice el artículo; mantenga el NAT delante de la cámara. Después tome otra imagen de prueba. Si eso tampoco ayuda, comuníquese con el soporte de Door (Door Support) y adjunte el enlace de este informe."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every outcome that can be reached, by at most this many answers.
    fn outcomes(question: Question, left: usize) -> BTreeSet<Outcome> {
        assert!(left > 0, "the path goes round in circles at {question:?}");
        let answers = question.answers().iter();
        answers
            .flat_map(|(_, next)| match next {
                Next::Ask(question) => outcomes(*question, left - 1),
                Next::End(outcome) => [*outcome].into(),
            })
            .collect()
    }

    #[test]
    fn every_path_ends_and_every_outcome_is_reached() {
        let reached = outcomes(Question::ChangesMade, Question::ALL.len());
        assert_eq!(reached, Outcome::ALL.into());
    }

    #[test]
    fn a_question_offers_each_answer_once_and_in_words() {
        for question in Question::ALL {
            for language in Language::ALL {
                let words: BTreeSet<_> = question
                    .answers()
                    .iter()
                    .map(|(answer, _)| language.answer(*answer))
                    .collect();
                assert_eq!(words.len(), question.answers().len());
            }
        }
    }
}

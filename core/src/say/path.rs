//! The article's advice for video that still does not work, as a short guided path: which question
//! comes first, and what follows an answer.

pub use crate::model::guide::{Answer, GuideAnswer, Question};
use crate::model::report::Report;
use crate::model::vendor::Vendor;
use crate::model::verdict::Overall;
use crate::watch::is_below_threshold;

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
    /// Where the path of a report begins: a site that is not ready has its own changes to make
    /// before anything else is worth asking.
    #[must_use]
    pub fn first(report: &Report) -> Self {
        match report.overall {
            Overall::NotReady => Self::ChangesMade,
            // A watch has answered how often video works.
            _ if report.watch.as_ref().is_some_and(is_below_threshold) => Self::SonicWall,
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
                (Answer::DoNotKnow, Next::Ask(Self::FindOut)),
            ],
            Self::FindOut => &[
                (Answer::Yes, Next::End(Outcome::SupportForSonicWall)),
                (Answer::No, Next::End(Outcome::OpenAllPorts)),
            ],
        }
    }

    /// What follows an answer; `None` if it is not offered.
    fn after(self, answer: Answer) -> Option<Next> {
        let mut answers = self.answers().iter();
        let (_, next) = answers.find(|(offered, _)| *offered == answer)?;
        Some(*next)
    }
}

impl Next {
    /// What follows an answer; the first question of the report if that answers none of its questions.
    ///
    /// `firewall`: the make that the reader has picked; the path does not ask for it again.
    #[must_use]
    pub fn after(last: Option<&GuideAnswer>, report: &Report, firewall: Option<Vendor>) -> Self {
        let next = last
            .and_then(|last| last.question.after(last.answer))
            .unwrap_or(Self::Ask(Question::first(report)));
        let picked = match firewall {
            None | Some(Vendor::Generic) => None,
            Some(Vendor::SonicWall) => Some(Answer::Yes),
            Some(_) => Some(Answer::No),
        };
        match (next, picked) {
            (Self::Ask(question @ (Question::SonicWall | Question::FindOut)), Some(answer)) => {
                question.after(answer).unwrap_or(next)
            }
            _ => next,
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

    /// Whether Door Support is the one to ask.
    #[must_use]
    pub const fn asks_support(self) -> bool {
        matches!(self, Self::SupportForSonicWall | Self::OpenAllPorts)
    }

    /// Whether the report should go along, as a link.
    #[must_use]
    pub const fn attaches_report(self) -> bool {
        match self {
            Self::SupportForSonicWall | Self::OpenAllPorts | Self::ChangesFirst => true,
            Self::AllIsWell => false,
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
}

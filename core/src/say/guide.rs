//! "Video still does not work?": the article's advice as a short guided path. A page or a terminal
//! asks, the reader answers, and every path ends in an outcome.

use super::language::Language;
pub use super::path::{Answer, GuideAnswer, Next, Outcome, Question};

impl Language {
    /// The name of the guided path, as on the button that opens it.
    #[must_use]
    pub fn guide_title(self) -> &'static str {
        self.page().guide
    }

    /// A question of the guided path.
    #[must_use]
    pub fn question(self, question: Question) -> &'static str {
        self.texts().question(question)
    }

    /// An answer of the guided path.
    #[must_use]
    pub fn answer(self, answer: Answer) -> &'static str {
        self.texts().answer(answer)
    }

    /// Where the guided path ends.
    #[must_use]
    pub fn outcome(self, outcome: Outcome) -> &'static str {
        self.texts().outcome(outcome)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

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

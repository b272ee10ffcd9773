//! The guided path.

use super::French;
use crate::say::path::{Answer, Outcome, Question};
use crate::say::texts::GuideTexts;

impl GuideTexts for French {
    fn question(&self, question: Question) -> &'static str {
        match question {
            Question::ChangesMade => "Les changements que demande ce rapport ont-ils été faits ?",
            Question::TestImage => {
                "Dans l'application DOOR, ouvrez Devices, la porte, puis Camera, et prenez une image de test. La voyez-vous ?"
            }
            Question::HowIsVideo => "À quelle fréquence la vidéo fonctionne-t-elle maintenant ?",
            Question::SonicWall => "Le pare-feu est-il un SonicWall ?",
            Question::FindOut => {
                "Pour le savoir, lisez l'étiquette du boîtier auquel arrive la ligne Internet, ouvrez dans un navigateur l'adresse du routeur (la passerelle), dont la page de connexion indique la marque, ou demandez à la personne qui s'occupe du réseau. Est-ce un SonicWall ?"
            }
        }
    }

    fn answer(&self, answer: Answer) -> &'static str {
        match answer {
            Answer::Yes => "Oui",
            Answer::No => "Non",
            Answer::DoNotKnow => "Je ne sais pas",
            Answer::NearlyAlways => "Au moins 90 % du temps",
            Answer::Sometimes => "Moins de 90 % du temps",
            Answer::Never => "Jamais",
        }
    }

    fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::ChangesFirst => {
                "Faites d'abord ces changements : envoyez la demande de changement à la personne qui gère le pare-feu, puis testez à nouveau ici."
            }
            Outcome::AllIsWell => {
                "La vidéo fonctionne donc comme elle le doit. Conservez le lien vers ce rapport pour comparer plus tard."
            }
            Outcome::SupportForSonicWall => {
                "Vérifiez ces réglages avec la personne qui gère le SonicWall. Si la vidéo ne fonctionne toujours pas, contactez Door Support, qui aide pour les pare-feu SonicWall, et joignez le lien vers ce rapport."
            }
            Outcome::OpenAllPorts => {
                "Si la vidéo ne se charge toujours pas, il faut peut-être ouvrir tous les ports vers la caméra, comme l'indique l'article ; gardez le NAT devant la caméra. Reprenez ensuite une image de test. Si cela n'aide pas non plus, contactez Door Support et joignez le lien vers ce rapport."
            }
        }
    }
}

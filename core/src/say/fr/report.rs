//! A report as a whole, and the run that makes it.

use std::borrow::Cow;

use super::French;
use crate::model::place::Connection;
use crate::model::vantage::Vantage;
use crate::model::verdict::Overall;
use crate::say::headline::Headline;
use crate::say::next_step::NextStep;
use crate::say::texts::{Labels, ReportTexts};

const LABELS: Labels = Labels {
    colon: " : ",
    fix: "Solution",
    meaning: "Conséquence pour la vidéo",
    certainty: "Degré de certitude",
    note: "Remarque",
    answers: "Réponses sur la vidéo :",
    requirements: "Exigences",
    link: "Lien vers ce rapport",
    evidence: "Observations",
    diagnoses: "Causes probables :",
    worth_knowing: "Bon à savoir\u{a0}:",
    diagnosis: "Cause probable :",
    required: "Obligatoire",
    recommended: "Recommandé",
    advice: "Bon à savoir",
    open: "ouvert",
    blocked: "bloqué",
    unconfirmed: "sans réponse, blocage non confirmé",
    untried: "non essayé",
    replies_only: "réponses seules",
    inside: "intérieur",
    outside: "extérieur",
    same_network: ". Cela ne vaut que si l'appareil de test était sur le VLAN de la caméra.",
    via: "via",
    wired: "câblé",
    wifi: "Wi-Fi",
    other_kind: "autre",
    gateway: "passerelle",
    pass_is_no_proof: " Un test réussi ne prouve pas que la caméra elle-même est bien configurée.",
};

impl ReportTexts for French {
    fn labels(&self) -> &'static Labels {
        &LABELS
    }

    fn headline(&self, headline: Headline) -> Cow<'static, str> {
        match headline {
            Headline::Ready => "Ce réseau est prêt. Une Latch Camera devrait y fonctionner.".into(),
            Headline::ReadyOnWifi => "Ce Wi-Fi est prêt. Le port câblé de la caméra peut être sur un autre réseau.".into(),
            Headline::NotProven => "Ce réseau n'est pas confirmé : rien n'a été bloqué, mais un navigateur ne peut pas exclure une inspection TLS, qui empêcherait la caméra de fonctionner.".into(),
            Headline::NotDecided(0) => "Il n'y a pas encore de résultat : le test a été arrêté.".into(),
            Headline::NotDecided(1) => "Il n'y a pas encore de résultat : 1 vérification obligatoire n'a pas pu être terminée.".into(),
            Headline::NotDecided(checks) => {
                format!("Il n'y a pas encore de résultat : {checks} vérifications obligatoires n'ont pas pu être terminées.").into()
            }
            Headline::NotReady(1) => "Ce réseau n'est pas prêt : 1 changement est nécessaire.".into(),
            Headline::NotReady(changes) => format!("Ce réseau n'est pas prêt : {changes} changements sont nécessaires.").into(),
        }
    }

    fn overall(&self, overall: Overall) -> &'static str {
        match overall {
            Overall::Ready | Overall::ReadyWithAdvice => "Prêt",
            Overall::Incomplete => "Non tranché",
            Overall::NotReady => "Pas prêt",
        }
    }

    fn next_step(&self, step: NextStep) -> &'static str {
        match step {
            NextStep::Install => {
                "Installez la caméra, puis prenez une image de test dans l'application DOOR."
            }
            NextStep::InstallAndImprove => {
                "Installez la caméra, puis prenez une image de test dans l'application DOOR. Si la vidéo est mauvaise, commencez par les vérifications marquées ci-dessous."
            }
            NextStep::ConfirmWithProgram => {
                "Exécutez le programme Camcheck ici avant d'installer la caméra : une vérification ci-dessous le demande."
            }
            NextStep::TestByCable => {
                "Testez à nouveau depuis le port même de la caméra, avec un ordinateur portable ou un adaptateur Ethernet USB-C, avant d'installer la caméra."
            }
            NextStep::InstallIfCable => {
                "Si l'appareil de test était sur le port même de la caméra, installez la caméra et prenez une image de test dans l'application DOOR. Sinon, testez d'abord sur ce port."
            }
            NextStep::CheckByCable => {
                "Testez d'abord depuis le port de la caméra elle-même : il peut se trouver sur un autre réseau, avec d'autres règles. Envoyez ensuite la demande à la personne qui gère le pare-feu."
            }
            NextStep::SendChanges => {
                "Envoyez la demande à la personne qui gère le pare-feu, puis testez à nouveau."
            }
            NextStep::SendChangesAndFinish => {
                "Envoyez la demande à la personne qui gère le pare-feu, puis testez à nouveau pour terminer les autres vérifications."
            }
            NextStep::Connect => {
                "Connectez cet appareil au réseau de la caméra, vérifiez qu'il obtient une adresse, puis testez à nouveau. Si ce réseau a une page de connexion, faites-en d'abord exempter le réseau de la caméra : une caméra ne peut pas s'identifier."
            }
            NextStep::ExemptFromLogIn => {
                "Faites exempter le réseau de la caméra de la page de connexion, puis testez à nouveau sans vous identifier : un test réussi après identification ne dit rien de la caméra."
            }
            NextStep::FindServer => {
                "Demandez à Door Support l'adresse de la page de test. Le programme Camcheck accepte aussi un serveur de test avec --responder ou --catalogue."
            }
            NextStep::RunProgram => {
                "Exécutez le programme Camcheck sur un ordinateur de ce réseau : il voit ce qu'un navigateur ne peut pas voir."
            }
            NextStep::OtherNetwork => {
                "Testez une fois depuis un autre réseau, comme le partage de connexion d'un téléphone. Si nos serveurs n'y répondent pas non plus, ils sont en panne : réessayez dans dix minutes. S'ils répondent, demandez au service informatique d'autoriser toutes les destinations sur les ports ci-dessous."
            }
            NextStep::SeeRows => {
                "Voyez ci-dessous pourquoi chaque vérification marquée n'a pas pu être terminée, puis testez à nouveau."
            }
            NextStep::TestAll => {
                "Rien de ce qui a été testé n'empêche la caméra de fonctionner. Faites toutes les vérifications pour obtenir un verdict."
            }
            NextStep::Wait => {
                "Le problème vient de chez nous. Réessayez dans dix minutes ; si rien ne change, prévenez Door Support."
            }
        }
    }

    fn date(&self, day: u8, month: u8, year: i32) -> String {
        let months = [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
            "nov.", "déc.",
        ];
        let month = months.get(usize::from(month) - 1).unwrap_or(&"");
        format!("{day} {month} {year}")
    }

    fn connected(&self, connection: Connection) -> &'static str {
        match connection {
            Connection::Cable => "par câble",
            Connection::Wifi => "en Wi-Fi",
            Connection::Unsure => "connexion inconnue",
        }
    }

    fn tested_from(&self, vantage: Vantage) -> &'static str {
        match vantage {
            Vantage::Page => "Testé dans un navigateur",
            Vantage::Native => "Testé avec le programme Camcheck",
        }
    }

    fn seen_from_the_internet(&self, addresses: &str) -> String {
        format!(" Adresse vue depuis Internet : {addresses}.")
    }

    fn sample_limits(&self, spacing: u16) -> String {
        format!(
            "Les ports UDP ont été échantillonnés : une plage bloquée de moins de {spacing} ports peut passer inaperçue."
        )
    }
}

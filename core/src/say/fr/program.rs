//! Texts of the native program only.

use super::French;
use crate::say::sweep::Sweep;
use crate::say::texts::{LiveWords, ProgramTexts, ShareWords};
use crate::watch::Judged;

const WORDS: ShareWords = ShareWords {
    scan: "Scannez pour ouvrir un rapport abrégé sur un téléphone :",
    saved: "Le rapport sous forme de fichier",
    page_unreachable: "La page du lien ne répond pas depuis ce réseau ; le lien fonctionne sur les réseaux où elle répond.",
    not_opened: "Aucun navigateur n'a pu être ouvert : ouvrez vous-même le lien ou le fichier.",
    no_link: "Il n'y a pas de lien : l'adresse de la page dans la liste des serveurs de test est trop longue.",
    no_page: "Il n'y a pas de lien : la liste des serveurs de test ne contient pas d'adresse réelle de la page.",
    no_far_end: "aucun serveur de test n'est configuré, seuls les domaines peuvent donc être testés ; indiquez-en un avec --responder ou --catalogue (voir --help)",
    all_pass: "toutes les vérifications obligatoires réussissent maintenant",
    press_enter: "Appuyez sur Entrée pour fermer cette fenêtre.",
};

const LIVE: LiveWords = LiveWords {
    next: "Prochain cycle à",
    interrupt: "Ctrl-C termine la surveillance par un rapport.",
    whole: "toutes les vérifications",
    slept: "l'appareil était en veille",
    no_round: "aucun cycle n'a été terminé, il n'y a donc pas de rapport",
};

impl ProgramTexts for French {
    fn share(&self) -> &'static ShareWords {
        &WORDS
    }

    fn progress(&self, row: Option<&str>, done: usize, started: usize) -> String {
        let what = row.unwrap_or("nouvel essai pour confirmer");
        format!("{done} sur {started}. Test : {what}")
    }

    fn feed_progress(&self, seconds: usize, all: usize, out: &str, back: &str) -> String {
        format!("Flux de type vidéo : {seconds} s sur {all}  aller {out}  retour {back}")
    }

    fn sweep_announcement(&self, sweep: Sweep) -> String {
        let Sweep {
            ports,
            rate,
            seconds,
            sessions: (least, most),
        } = sweep;
        format!(
            "essai de {ports} ports UDP à {rate} par seconde, environ {seconds} s ; ils occupent de {least} à {most} entrées à la fois dans la table de sessions du routeur"
        )
    }

    fn retest_begins(&self, every: &str) -> String {
        format!(
            "les vérifications en échec sont répétées toutes les {every} jusqu'à ce qu'elles réussissent ; Ctrl-C arrête et affiche le rapport"
        )
    }

    fn newer_version(&self, version: &str, page: &str) -> String {
        format!("une version plus récente de ce programme, {version}, est disponible sur {page}")
    }

    fn retest_waits(&self, seconds: u64) -> String {
        format!(
            "quelques ports UDP répondent maintenant ; toute la plage sera testée à nouveau dans {seconds} s, quand le routeur aura oublié le dernier test"
        )
    }

    fn live(&self) -> &'static LiveWords {
        &LIVE
    }

    fn watch_begins(&self, every: &str, until: &str) -> String {
        format!("test toutes les {every} jusqu'à {until} UTC")
    }

    fn round_result(&self, result: Judged) -> &'static str {
        match result {
            Judged::Good => "bon",
            Judged::Bad => "mauvais",
            Judged::NotJudged => "non évalué",
        }
    }

    fn log_continued(&self, rounds: usize, damaged: usize) -> String {
        let damaged = match damaged {
            0 => String::new(),
            1 => " ; 1 ligne endommagée a été ignorée".to_owned(),
            lines => format!(" ; {lines} lignes endommagées ont été ignorées"),
        };
        format!("reprise d'un journal ; cycles jusqu'ici : {rounds}{damaged}")
    }
}

//! The page.

use super::French;
use crate::say::texts::{PageTexts, PageWords};

const WORDS: PageWords = PageWords {
    title: "Camcheck",
    question: "Une Latch Camera fonctionnera‑t‑elle derrière ce pare-feu ?",
    promise: "Le test dure moins d'une minute, sans compte ni autorisation. Cette page peut rester ouverte pendant le changement de réseau.",
    stand: "Branchez cet appareil sur le port réseau de la caméra, ou sur un autre port du même VLAN. Désactivez les données mobiles, le VPN et, en filaire, le Wi-Fi.",
    safari: "Dans Safari, et dans tout navigateur d'un iPhone ou d'un iPad, cette page ne peut pas prouver que tout UDP est bloqué. Chrome, Edge ou Firefox sur un ordinateur le peuvent. Si le Relais privé iCloud est activé, désactivez-le.",
    connection: "La caméra est câblée. Comment cet appareil est-il connecté ?",
    connections: [
        "Par câble, sur le port ou le VLAN de la caméra",
        "En Wi-Fi",
        "Je ne sais pas",
    ],
    site: "Site ou adresse (facultatif)",
    sent: "Le test contacte nos serveurs de test et des serveurs de Latch et d'AWS. Il ne scanne pas votre réseau.",
    privacy: "Le résultat reste sur cet appareil, sauf si vous le partagez. Les serveurs de test voient l'adresse de ce réseau, comme tout site web.",
    notices: "Licences des logiciels tiers",
    start: "Lancer le test",
    stop: "Arrêter",
    again: "Tester à nouveau",
    running: "Test de ce réseau en cours",
    activities: [
        "Connexion aux serveurs",
        "Test des ports UDP",
        "Certains ports UDP ne répondent pas : nouveau test, pour délimiter ce qui est bloqué",
        "Fin du test",
    ],
    running_hint: "Cela prend de 3 à 15 secondes. Gardez cette page ouverte.",
    stopped: "Arrêté. Les résultats obtenus jusqu'ici sont affichés ci-dessous.",
    testing: "en cours",
    waiting: "pas encore testé",
    send: "Envoyer au service informatique",
    before: "avant",
    to_change: "Solution",
    details: "Détails",
    no_evidence: "Rien n'a été mesuré pour cette vérification.",
    article: "L'exigence, dans les termes du centre d'aide",
    catalogue_fault: "La liste des serveurs de test de cette page est illisible ; rien n'a donc été testé.",
    catalogue_missing: "Le serveur de cette page ne répond pas ; rien n'a donc été testé. Soit cet appareil n'est pas connecté, soit ce réseau bloque notre serveur : le programme Camcheck, ci-dessous, peut le montrer.",
    request: "Demande de changement pour le service informatique",
    copy: "Copier",
    copied: "Copié.",
    copy_by_hand: "Le navigateur a bloqué la copie. Sélectionnez le texte et copiez-le vous-même.",
    copy_table: "Copier le tableau",
    firewall: "Quel est ce pare-feu ?",
    firewall_choose: "Choisissez le pare-feu",
    menu: "Où",
    commands: "Commandes, prêtes à coller",
    commands_template: "Commandes, modèle à compléter",
    camera_or_vlan: "la caméra (ou son VLAN)",
    vendor_missing: "Les réglages de ce pare-feu n'ont pas été chargés : le réseau bloque peut-être notre serveur. Essayez une autre connexion, comme les données mobiles.",
    source: "Source",
    generic_rule: "Règle générale",
    share: "Partager ce résultat",
    share_hint: "Le lien contient tout le rapport ; rien n'est enregistré sur un serveur. Toute personne qui a le lien peut le lire.",
    copy_link: "Copier le lien",
    qr: "Scannez pour ouvrir ce rapport sur un autre appareil",
    qr_page: "Cette page en code QR",
    qr_short: "Le code contient un rapport abrégé, sans les observations.",
    download_json: "Télécharger en JSON",
    copy_markdown: "Copier en Markdown",
    print: "Imprimer",
    shared_report: "Rapport partagé",
    shared_test_here: "Lancer un nouveau test depuis cet appareil",
    keep_testing: "Continuer à tester pendant une heure (environ 50\u{a0}Mo)",
    watching: "Cette page répète le test toutes les 5\u{a0}minutes pendant une heure. Laissez cette page ouverte et l'appareil actif\u{a0}; le temps de veille compte comme une interruption de la mesure.",
    from_page: "testé dans un navigateur",
    from_native: "testé avec le programme Camcheck",
    joined_report: "Deux tests en un",
    joined_hint: "Si le réseau a changé entre-temps, seul le test le plus récent compte.",
    show_own: "Afficher seulement le test de ce navigateur",
    camera: "Caméra",
    firewall_box: "Pare-feu",
    internet: "Internet",
    native: "Pour le service informatique : le programme Camcheck",
    native_hint: "Il montre ce qu'un navigateur ne peut pas voir : pourquoi une connexion échoue, l'inspection TLS, les filtres DNS. Exécutez-le sur un ordinateur du réseau de la caméra.",
    download: "Télécharger",
    other_systems: "Autres systèmes",
    no_downloads: "Cette page ne propose pas de téléchargement. Demandez le programme à Door Support.",
    downloads_missing: "Le serveur de cette page ne répond pas ; la liste des téléchargements manque donc. Fermez ceci et rouvrez-le, ou téléchargez le programme sur un autre réseau.",
    checksum: "SHA-256",
    copy_command: "Copier la commande pour le terminal",
    untried: "Nous avons compilé ce programme, mais ne l'avons jamais exécuté.",
    quarantine: "macOS bloque ce programme si un navigateur le télécharge. Utilisez plutôt la commande pour le terminal.",
    language: "Langue",
    open_report: "Ouvrir le rapport complet",
    open_alone: "Ouvrir dans sa propre fenêtre",
    back: "Retour",
    start_over: "Recommencer",
    guide: "La vidéo ne fonctionne toujours pas ?",
    provider_router: "Le routeur (box) du fournisseur d'accès",
    other_firewall: "Un autre, ou je ne sais pas",
    feed_start: "Lancer un flux de type vidéo (5 à 10 Mo)",
    bandwidth_start: "Mesurer le débit (jusqu'à 25 Mo)",
    feed_second: "Seconde",
    feed_up: "perte à l'aller, %",
    feed_down: "perte au retour, %",
    feed_jitter_up: "gigue aller, ms",
    feed_jitter_down: "gigue retour, ms",
    feed_round_trip: "aller-retour, ms",
    feed_signs: "par seconde ; ! mauvais, - non mesuré",
    ports_blocked: "bloqués",
    ports_unconfirmed: "également sans réponse, blocage non confirmé",
};

impl PageTexts for French {
    fn page(&self) -> &'static PageWords {
        &WORDS
    }

    fn points_known(&self, settled: usize, all: usize) -> String {
        format!("Vérifications faites\u{a0}: {settled} sur {all}")
    }

    fn took(&self, seconds: u64) -> String {
        format!("Le test a duré {seconds} s.")
    }

    fn ports_open(&self, open: usize, tried: usize) -> String {
        format!("{open} des {tried} ports essayés sont ouverts")
    }
}

//! The change request.

use super::French;
use crate::model::change::{Action, Direction, Protocol};
use crate::model::problem::Problem;
use crate::say::texts::{RequestTexts, RequestWords};

const WORDS: RequestWords = RequestWords {
    title: "Demande de changement du pare-feu pour une Latch Camera",
    subjects: [
        "Latch Camera : réseau prêt, ",
        "Latch Camera : pas encore tranché, ",
        "Latch Camera : réseau pas prêt, ",
    ],
    nothing_to_change: "Ce test n'a rien trouvé qui doive être changé dans le pare-feu.",
    introduction: "Une Latch Camera va être installée derrière ce pare-feu. Merci de faire les changements ci-dessous pour cette caméra seulement : pour son adresse, son port de commutateur ou son VLAN.",
    blanks: [
        "Site",
        "Demandeur",
        "IP de la caméra",
        "MAC de la caméra",
        "VLAN",
    ],
    columns: [
        "#",
        "Action",
        "Protocole",
        "Source",
        "Ports source",
        "Destination",
        "Ports destination",
        "Sens, état",
        "Motif",
    ],
    camera: "caméra",
    any: "tout",
    to: " vers ",
    both_directions: "L'article demande UDP dans les deux sens.",
    blocked_now: "Bloqué actuellement : ",
    least_privilege: "Moindre privilège",
    remark: "À noter",
    annex: "Annexe : ce qui a été mesuré",
    observations: "observations : ",
    improvements: [" amélioration facultative", " améliorations facultatives"],
    required_changes: "changements nécessaires dans le pare-feu : ",
    tested: "Testé",
    afterwards: "Après le changement, testez à nouveau depuis le réseau de la caméra.",
};

impl RequestTexts for French {
    fn request(&self) -> &'static RequestWords {
        &WORDS
    }

    fn rule_title(
        &self,
        action: Action,
        direction: Direction,
    ) -> (&'static str, Option<&'static str>) {
        match (action, direction) {
            (Action::Allow, Direction::Outbound | Direction::Both) => {
                ("Autoriser le trafic sortant ", Some(""))
            }
            (Action::Allow, Direction::Return) => (
                "Autoriser le trafic UDP de retour (avec suivi d'état) vers la caméra",
                None,
            ),
            (Action::Allow, Direction::Unsolicited) => {
                ("Autoriser le trafic entrant non sollicité ", Some(""))
            }
            (Action::AllowUninspected, _) => {
                ("Autoriser le trafic sortant ", Some(" sans inspection"))
            }
            (Action::AllowApplications, _) => {
                ("Autoriser STUN, DTLS et WebRTC en sortie sur ", Some(""))
            }
            (Action::AddNat, _) => ("Placer la caméra derrière un NAT", None),
            (Action::FullConeNat, _) => ("Utiliser un NAT full cone pour UDP", None),
            (Action::RaiseLimits, _) => ("Relever les limites anti-flood UDP et de sessions", None),
        }
    }

    fn action(&self, action: Action) -> &'static str {
        match action {
            Action::Allow => "autoriser",
            Action::AllowUninspected => "autoriser, sans inspection TLS ni contrôle applicatif",
            Action::AllowApplications => {
                "autoriser STUN, DTLS et WebRTC dans le contrôle applicatif (App-ID, DPI)"
            }
            Action::AddNat => "traduire la source (NAT)",
            Action::FullConeNat => {
                "NAT full cone : mappage et filtrage indépendants de la destination (RFC 4787)"
            }
            Action::RaiseLimits => "relever les limites anti-flood UDP et de sessions",
        }
    }

    fn protocol(&self, protocol: Protocol) -> &'static str {
        match protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::Any => WORDS.any,
        }
    }

    fn direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Outbound => "sortant, avec suivi d'état",
            Direction::Return => "entrant, connexions établies seulement",
            Direction::Both => "les deux, avec suivi d'état",
            Direction::Unsolicited => "entrant, nouveau",
        }
    }

    fn least_privilege(&self, action: Action, direction: Direction, named: bool) -> &'static str {
        match (action, direction) {
            (Action::Allow, _) if named => {
                "Ces noms seulement, sur un seul port. Utilisez des objets FQDN : les adresses derrière les noms changent."
            }
            (Action::Allow, Direction::Return) => {
                "N'ouvre aucun port vers Internet : seules entrent les réponses aux paquets envoyés par la caméra."
            }
            (Action::Allow, Direction::Unsolicited) => {
                "Risque : tout hôte d'Internet peut alors envoyer des paquets à la caméra. Derrière un NAT, il faut pour cela une redirection de ports. La vidéo fonctionne en général sans cette règle."
            }
            (Action::Allow | Action::AllowUninspected | Action::AllowApplications, _) => {
                "Toute destination, comme le demande l'article : les serveurs de la caméra et les personnes qui regardent n'ont pas d'adresse fixe. Pour cette caméra et ces ports seulement."
            }
            (Action::AddNat | Action::RaiseLimits, _) => "N'ouvre rien.",
            (Action::FullConeNat, _) => {
                "Tout hôte d'Internet peut alors atteindre les ports depuis lesquels la caméra vient d'émettre, et aucun autre."
            }
        }
    }

    fn remark(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::TlsInspection => {
                "La caméra n'accepte que de vrais certificats, son trafic ne peut donc pas être inspecté : elle ne fait pas confiance au certificat racine propre à une entreprise."
            }
            Problem::NameBlocked => {
                "Le serveur DNS qu'utilise la caméra doit résoudre ces noms ; autorisez-les aussi dans les filtres DNS et web."
            }
            Problem::SymmetricNat => {
                "Si full cone n'est pas possible, un mappage stable (le même port externe pour toutes les destinations) aide déjà."
            }
            Problem::NoNat => "Testez à nouveau derrière le NAT avant tout autre changement.",
            Problem::ApplicationControl => {
                "Ouvrir des ports ne résout rien : sur les mêmes ports, le pare-feu laisse passer un protocole et en bloque un autre."
            }
            Problem::PortBlocked
            | Problem::UdpRange
            | Problem::UdpAnswers
            | Problem::NarrowFiltering
            | Problem::UdpTimeout
            | Problem::SipAlg
            | Problem::Fragments
            | Problem::FloodProtection
            | Problem::MtuBlackHole
            | Problem::Ntp
            | Problem::Bandwidth => "",
        }
    }
}

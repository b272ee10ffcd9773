//! The rows of a report.

use super::French;
use crate::model::certainty::Certainty;
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::Status;
use crate::say::meaning::Meaning;
use crate::say::texts::RowTexts;

impl RowTexts for French {
    fn row_name(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::Tcp443 => "Port TCP 443, sortant",
            RequirementId::Tcp3478 => "Port TCP 3478, sortant",
            RequirementId::Tcp5349 => "Port TCP 5349, sortant",
            RequirementId::Tcp8883 => "Port TCP 8883, sortant",
            RequirementId::UdpOutbound => "Ports UDP 1025-65535, sortants",
            RequirementId::UdpInbound => "UDP entrant (réponses et paquets non sollicités)",
            RequirementId::DomainLatchaccess => "Domaine *.latchaccess.com",
            RequirementId::DomainLatch => "Domaine *.latch.com",
            RequirementId::DomainAmazonaws => "Domaine *.amazonaws.com",
            RequirementId::NatPresent => "Traduction d'adresses (NAT)",
            RequirementId::NatFullCone => "NAT full cone",
            RequirementId::FeedReliability => "Fiabilité des flux vidéo",
            RequirementId::Fragments => "Paquets UDP fragmentés",
            RequirementId::SipAlg => "Messages SIP (SIP ALG)",
            RequirementId::UdpLifetime => "Sessions UDP inactives",
            RequirementId::Bandwidth => "10 Mbit/s dans les deux sens",
            RequirementId::Mtu => "Paquets de taille maximale (MTU)",
            RequirementId::Ntp => "Heure réseau (NTP, UDP 123)",
        }
    }

    fn purpose(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::Tcp443 => {
                "HTTPS. Par ce port, la caméra se connecte à son compte et établit la vidéo."
            }
            RequirementId::Tcp3478 => "STUN/TURN. Relaie la vidéo quand UDP direct ne passe pas.",
            RequirementId::Tcp5349 => "Comme le port 3478, mais chiffré (TLS).",
            RequirementId::Tcp8883 => "Les messages de la caméra vers son cloud (MQTT sur TLS).",
            RequirementId::UdpOutbound => "La vidéo en direct sort du site par ces ports.",
            RequirementId::UdpInbound => "Les paquets de la personne qui regarde entrent par UDP.",
            RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws => {
                "Des services de la caméra utilisent des noms de ce domaine."
            }
            RequirementId::NatPresent => {
                "Le NAT évite que la caméra soit exposée sur l'Internet public."
            }
            RequirementId::NatFullCone => {
                "Avec un NAT full cone, les personnes qui regardent se connectent plus souvent directement à la caméra."
            }
            RequirementId::FeedReliability => {
                "Les flux vidéo devraient fonctionner au moins 90 % du temps."
            }
            RequirementId::Fragments => {
                "Les paquets UDP trop grands pour le chemin voyagent en fragments."
            }
            RequirementId::SipAlg => {
                "Un SIP ALG réécrit des paquets en route, ce qui perturbe les appels et parfois la vidéo."
            }
            RequirementId::UdpLifetime => {
                "Un pare-feu oublie les sessions UDP inactives ; la vidéo doit survivre à de courtes pauses."
            }
            RequirementId::Bandwidth => "La vidéo a besoin de débit, dans les deux sens.",
            RequirementId::Mtu => {
                "Là où les paquets trop grands disparaissent sans être signalés, les connexions s'ouvrent, puis se figent."
            }
            RequirementId::Ntp => {
                "Les appareils règlent leur horloge par NTP ; avec une horloge fausse, les connexions sécurisées échouent."
            }
        }
    }

    fn level_in_sentence(&self, level: Level) -> &'static str {
        match level {
            Level::Required => "obligatoire",
            Level::Recommended => "recommandé",
            Level::Advice => "bon à savoir",
        }
    }

    fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Pass => "ok",
            Status::Warn => "facultatif",
            Status::Fail => "bloqué",
            Status::Inconclusive => "vérification impossible",
            Status::NotTested => "non testé",
        }
    }

    fn failed_row(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::NatPresent => "absente",
            RequirementId::NatFullCone => "pas full cone",
            RequirementId::FeedReliability => "peu fiable",
            RequirementId::Tcp443
            | RequirementId::Tcp3478
            | RequirementId::Tcp5349
            | RequirementId::Tcp8883
            | RequirementId::UdpOutbound
            | RequirementId::UdpInbound
            | RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws
            | RequirementId::Fragments
            | RequirementId::SipAlg
            | RequirementId::UdpLifetime
            | RequirementId::Bandwidth
            | RequirementId::Mtu
            | RequirementId::Ntp => self.status(Status::Fail),
        }
    }

    fn meaning(&self, meaning: Meaning) -> &'static str {
        match meaning {
            Meaning::TlsMayBeInspected => {
                "Si le pare-feu inspecte TLS sur ce port, la caméra ne fonctionne pas : elle ne fait pas confiance au certificat d'entreprise auquel ce navigateur fait peut-être confiance."
            }
            Meaning::UsuallyWorks => {
                "La vidéo fonctionne en général ; une connexion directe peut parfois échouer."
            }
            Meaning::Open => {
                "La vidéo fonctionnera peut-être, ou non : cette vérification n'est pas tranchée."
            }
            Meaning::ApplicationFiltered => {
                "Attendez-vous à ne pas avoir de vidéo : un protocole dont elle a besoin est bloqué sur tous les ports."
            }
            Meaning::NoUdp => "Pas de vidéo à attendre\u{a0}: aucun paquet UDP ne sort.",
            Meaning::Failure(id) => meaning_of_failure(id),
        }
    }

    fn certainty(&self, certainty: Certainty) -> &'static str {
        match certainty {
            Certainty::Seen => "Confirmé : mesuré directement.",
            Certainty::Sampled => {
                "Confirmé pour les ports essayés ; les ports intermédiaires peuvent différer."
            }
            Certainty::UnlessProxied => {
                "Très probable : seul un proxy web qui ferait aussi passer ces ports dans un tunnel aurait le même aspect, et la caméra n'en utilise pas."
            }
            Certainty::ByBrowser => {
                "Tel que ce navigateur le voit : il peut utiliser son propre DNS et ses propres certificats, que la caméra n'utilise pas."
            }
            Certainty::CrossChecked => {
                "Confirmé : deux échecs, pendant qu'un contrôle croisé fonctionnait."
            }
            Certainty::Listening => {
                "Très probable : deux échecs, pendant que notre serveur fonctionnait ; aucun second serveur ne l'a vérifié."
            }
            Certainty::Likely => "Probable : testé deux fois ; rien d'indépendant n'a été vérifié.",
            Certainty::Open => "Non tranché.",
        }
    }
}

fn meaning_of_failure(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => {
            "Attendez-vous à ne pas avoir de vidéo : la caméra joint ses services par ce port."
        }
        RequirementId::Tcp3478 | RequirementId::Tcp5349 => {
            "La vidéo peut échouer si UDP seul ne permet pas de connexion."
        }
        RequirementId::Tcp8883 => {
            "La caméra peut apparaître hors ligne, et la vidéo peut ne pas démarrer."
        }
        RequirementId::UdpOutbound => {
            "La vidéo peut échouer quand une session tombe sur un port bloqué."
        }
        RequirementId::UdpInbound => {
            "La vidéo échoue ou ne fonctionne que par moments, car des réponses se perdent."
        }
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => {
            "Attendez-vous à ne pas avoir de vidéo : la caméra ne peut pas joindre des services dont elle a besoin."
        }
        RequirementId::NatPresent => {
            "La vidéo peut fonctionner, mais la caméra est exposée aux attaques de tout Internet."
        }
        RequirementId::NatFullCone => {
            "La vidéo se connecte moins souvent directement, et des flux peuvent échouer."
        }
        RequirementId::FeedReliability => "Les flux vidéo échouent plus d'une fois sur dix.",
        RequirementId::Fragments => {
            "L'essentiel de la vidéo tient dans des paquets plus petits ; une connexion peut échouer de temps en temps."
        }
        RequirementId::SipAlg => {
            "La vidéo fonctionne en général ; là où des flux échouent, désactivez d'abord SIP ALG."
        }
        RequirementId::UdpLifetime => {
            "Un flux vidéo peut se figer après une pause, et la caméra peut répondre tard."
        }
        RequirementId::Bandwidth => {
            "Un flux vidéo tient en général ; plusieurs à la fois peuvent être saccadés."
        }
        RequirementId::Mtu => {
            "Les connexions peuvent s'ouvrir, puis se figer, de sorte que la vidéo ne démarre pas."
        }
        RequirementId::Ntp => {
            "Si la caméra ne trouve pas d'autre serveur de temps, son horloge reste fausse et les connexions sécurisées échouent."
        }
    }
}

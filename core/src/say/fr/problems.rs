//! Problems, whatever the firewall.

use super::French;
use crate::model::problem::Problem;
use crate::say::texts::ProblemTexts;

impl ProblemTexts for French {
    fn problem(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::PortBlocked => "Un port TCP est bloqué",
            Problem::UdpRange => "UDP est bloqué",
            Problem::UdpAnswers => "Les réponses UDP sont bloquées",
            Problem::ApplicationControl => "Contrôle applicatif",
            Problem::NameBlocked => "Un domaine est bloqué",
            Problem::TlsInspection => "Inspection TLS ou du contenu",
            Problem::NoNat => "Pas de NAT",
            Problem::SymmetricNat => "NAT symétrique",
            Problem::NarrowFiltering => "Le NAT n'est pas full cone",
            Problem::UdpTimeout => "Délai d'expiration UDP",
            Problem::SipAlg => "SIP ALG",
            Problem::Fragments => "Paquets fragmentés",
            Problem::FloodProtection => "Protection anti-flood ou limite de sessions",
            Problem::MtuBlackHole => "Les grands paquets disparaissent",
            Problem::Ntp => "L'heure réseau est bloquée",
            Problem::Bandwidth => "La ligne est lente",
        }
    }

    fn generic_rule(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::PortBlocked => {
                "Ajoutez une règle au-dessus de celles qui bloquent : source, la caméra (ou son VLAN) ; destination, toutes ; les ports indiqués ici ; action, autoriser. Laissez la journalisation de cette règle activée jusqu'au prochain test."
            }
            Problem::UdpRange => {
                "Ajoutez une règle au-dessus de celles qui bloquent : source, la caméra (ou son VLAN) ; destination, toutes ; UDP 1025-65535 ; action, autoriser ; ses réponses doivent pouvoir revenir. Vérifiez aussi le contrôle applicatif, la prévention d'intrusion et les règles en amont qui bloquent UDP."
            }
            Problem::UdpAnswers => {
                "Laissez revenir les réponses aux paquets UDP de la caméra elle-même (suivi d'état). Cherchez une règle qui bloque l'UDP entrant avant d'accepter les connexions établies, un routage asymétrique ou un second pare-feu."
            }
            Problem::ApplicationControl => {
                "Cherchez le contrôle applicatif, App-ID ou la DPI dans la politique de la caméra, et STUN, DTLS, WebRTC ou UDP inconnu dans son journal. Autorisez-les pour la caméra, ou exemptez-la. Ouvrir des ports ne résout rien."
            }
            Problem::NameBlocked => {
                "Autorisez *.latchaccess.com, *.latch.com et *.amazonaws.com par leur nom dans tous les filtres DNS, web et d'applications : leurs adresses changent."
            }
            Problem::TlsInspection => {
                "Excluez la caméra (ou son VLAN) de l'inspection TLS, aussi appelée inspection ou déchiffrement SSL ou HTTPS, et du contrôle applicatif, sur les ports indiqués ici."
            }
            Problem::NoNat => {
                "Donnez à la caméra une adresse privée derrière un routeur avec NAT. Avec une adresse publique, elle est exposée à des attaques constantes."
            }
            Problem::SymmetricNat => {
                "Cherchez un réglage de NAT qui conserve le même port externe pour toutes les destinations : il peut s'appeler consistent, persistent, static port, full cone ou endpoint-independent. Appliquez-le au trafic UDP de la caméra."
            }
            Problem::NarrowFiltering => {
                "Full cone est recommandé, non obligatoire. Si le pare-feu propose full cone ou un filtrage indépendant de la destination, appliquez-le au trafic UDP de la caméra ; sinon, ne changez rien : la vidéo fonctionne en général sans cela."
            }
            Problem::UdpTimeout => {
                "Conservez les sessions UDP de la caméra au moins 2 minutes sans trafic ; la RFC 4787 en recommande 5."
            }
            Problem::SipAlg => {
                "Désactivez SIP ALG (transformations SIP, SIP helper), sauf si la téléphonie de ce site en a besoin."
            }
            Problem::Fragments => "Laissez passer les paquets UDP fragmentés de la caméra.",
            Problem::FloodProtection => {
                "Relevez pour la caméra les limites de paquets UDP par seconde et de sessions par appareil, et vérifiez si la table de sessions du routeur est pleine."
            }
            Problem::MtuBlackHole => {
                "Laissez passer les messages ICMP « fragmentation needed » (type 3, code 4), ou limitez la taille de segment de TCP (MSS clamping) et réglez la MTU du tunnel ou du port Internet sur ce que la ligne accepte."
            }
            Problem::Ntp => {
                "Autorisez UDP 123 en sortie depuis la caméra, ou donnez à la caméra par DHCP (option 42) l'adresse d'un serveur de temps local."
            }
            Problem::Bandwidth => {
                "Vérifiez le débit de la ligne et ce qui l'utilise aussi. Donnez la priorité à la caméra (QoS), ou utilisez une ligne plus rapide."
            }
        }
    }
}

//! What was found, where the sentence depends on more than the reason.

use super::French;
use crate::model::ports::ARTICLE_UDP;
use crate::say::facts::Tried;
use crate::say::finding::Finding;
use crate::say::lists;
use crate::say::texts::FindingTexts;

impl FindingTexts for French {
    fn finding(&self, finding: Finding<'_>) -> String {
        let text = match finding {
            Finding::PortsOpen(tried) => {
                return format!("{} laissent sortir le trafic.", tried_ports(tried));
            }
            Finding::RangeBlocked {
                blocked,
                ports,
                tried,
            } => return range_blocked(blocked, ports, tried),
            Finding::HostsAnswered(hosts) => {
                return format!("Réponse de {hosts}, échantillon du domaine.");
            }
            Finding::SomeAnswered { answered, asked } => {
                return format!(
                    "Réponses : {answered} sur {asked} adresses testées ; le reste n'est pas retenu contre ce port."
                );
            }
            Finding::AllAnswered(count) => return all_answered(count),
            Finding::StunFiltered => {
                "UDP sort, mais les messages qui établissent la vidéo (STUN) ne reçoivent aucune réponse : le pare-feu semble les bloquer (contrôle applicatif)."
            }
            Finding::OwnFirewall => {
                "Le pare-feu de cet appareil abandonne les paquets non sollicités ; on ne sait donc pas ce que le site laisse entrer d'autre."
            }
            Finding::BehindPortal => {
                "Ce réseau ne laisse rien passer avant la connexion au portail."
            }
            Finding::AllComeIn => {
                "Il n'y a pas de NAT, et des paquets de n'importe quelle adresse entrent."
            }
            Finding::FilteredWithoutNat => {
                "Il n'y a pas de NAT. Les réponses entrent ; le trafic non sollicité venant d'ailleurs n'entre pas. C'est normal pour la plupart des pare-feu, et la vidéo fonctionne en général."
            }
            Finding::FilteredBehindNat => {
                "Le port externe reste le même. Les réponses entrent ; le trafic non sollicité venant d'ailleurs n'entre pas. C'est normal pour la plupart des routeurs, et la vidéo fonctionne en général."
            }
            Finding::RefusedByProxy => {
                "Le serveur ne répond pas à ce navigateur, qui passe peut-être par un proxy web qui refuse le port. Exécutez le programme Camcheck sur un ordinateur."
            }
            Finding::AnsweredByProxy => {
                "Le serveur répond, mais TCP sort par une autre adresse qu'UDP ; ce navigateur passe donc peut-être par un proxy web, que la caméra n'utilise pas. Exécutez le programme Camcheck sur un ordinateur."
            }
        };
        text.to_owned()
    }

    fn edges_within(&self, ports: u16) -> String {
        format!(
            " Les limites ne sont pas exactes : jusqu'à {} ports de plus de chaque côté d'une plage peuvent être bloqués.",
            grouped(usize::from(ports))
        )
    }

    fn also_silent(&self, ports: &str) -> String {
        format!(" Également sans réponse, blocage non confirmé : {ports}.")
    }
}

fn range_blocked(blocked: &str, ports: usize, tried: Tried) -> String {
    let [ports, all] = [ports, ARTICLE_UDP.count()].map(grouped);
    let tried = tried_ports(tried);
    format!(
        "UDP vers les ports {blocked} est bloqué ({ports} ports sur {all} ; {tried} sont ouverts)."
    )
}

fn all_answered(count: usize) -> String {
    match count {
        1 => "La seule adresse testée a répondu.".to_owned(),
        2 => "Les deux adresses testées ont répondu.".to_owned(),
        count => format!("Les {count} adresses testées ont répondu."),
    }
}

/// "97 ports échantillonnés sur 137", or of all that were tried.
fn tried_ports(tried: Tried) -> String {
    let kind = if tried.is_sweep {
        "ports"
    } else {
        "ports échantillonnés"
    };
    let [open, all] = [tried.open, tried.all].map(grouped);
    format!("{open} des {all} {kind}")
}

/// As it is written in France.
fn grouped(count: usize) -> String {
    lists::grouped(count, '\u{a0}')
}
